/** `npm run chaos:beyond -- --rounds 20` */
import { command, number, run } from "../by-hand/run.mjs";

const options = command(
  "chaos:beyond",
  "Beyond one process and one machine: take-over by a standby, several subdomains over one database, a cluster of two ejabberd nodes. It needs Debian's ejabberd beside Prosody. See test/chaos/beyond.",
)
  .option("--rounds <n>", "how often a standby takes over, of each kind", number, 20)
  .option("--people <n>", "how many talk while something is killed", number, 20)
  .option("--only <words>", "only the parts whose names contain these words")
  .parse()
  .opts();
await run(import.meta.url, options, options.only);
