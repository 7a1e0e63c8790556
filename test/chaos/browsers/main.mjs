/** `npm run chaos:browsers -- --minutes 60 --seed 7` */
import { number, run, schedule } from "../by-hand/run.mjs";

const options = schedule(
  "chaos:browsers",
  "Injects random faults while people in browsers talk, and looks for messages that are lost, doubled or out of order. See test/chaos/browsers.",
  10,
)
  .option("--people <n>", "how many talk", number, 100)
  .parse()
  .opts();
await run(import.meta.url, options);
