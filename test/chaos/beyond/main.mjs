/** `npm run chaos:beyond -- --rounds 20`: reads the command line and runs `by-hand.ts` in vitest, which reads TypeScript. */
import { Command, InvalidArgumentError } from "commander";
import { startVitest } from "vitest/node";

const number = (text) => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
};

const options = new Command("npm run chaos:beyond --")
  .description(
    "Beyond one process and one machine: take-over by a standby, several subdomains over one database, a cluster of two ejabberd nodes. It needs Debian's ejabberd beside Prosody. See test/chaos/beyond.",
  )
  .option("--rounds <n>", "how often a standby takes over, of each kind", number, 20)
  .option("--people <n>", "how many talk while something is killed", number, 20)
  .option("--only <words>", "only the parts whose names contain these words")
  .allowExcessArguments(false)
  .parse()
  .opts();

process.env.CHAOS = JSON.stringify(options);
const config = new URL("vitest.config.ts", import.meta.url).pathname;
const vitest = await startVitest("test", [], {
  config,
  run: true,
  watch: false,
  disableConsoleIntercept: true,
  ...(options.only && { testNamePattern: options.only }),
});
await vitest.close();
