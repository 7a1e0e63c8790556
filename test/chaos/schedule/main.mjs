/** `npm run chaos -- --minutes 60 --seed 7`; `npm test` runs only `schedule.test.ts` of this folder. */
import { Option } from "commander";
import { number, run, schedule } from "../by-hand/run.mjs";

const options = schedule(
  "chaos",
  "Injects random faults while people send numbered messages, and checks the result against a model. See test/chaos/schedule.",
)
  .option("--faults <n>", "largest number of faults", number)
  .option("--domains <n>", "number of subdomains: 1 or 2", number, 1)
  .option("--instances <n>", "instances of each subdomain: 1, or 2 for a standby", number, 2)
  .option("--postgres <where>", "embedded, a folder with PostgreSQL's programs, or a URL", "embedded")
  .addOption(
    new Option("--pooler <mode>", "put a PgBouncer in between, in this mode").choices([
      "transaction",
      "session",
    ]),
  )
  .option("--replicated", "give the database a streaming standby, which is promoted now and then")
  .option("--kinds <names>", "inject only these kinds of faults, separated by commas", (text) =>
    text.split(/, */),
  )
  .parse()
  .opts();
await run(import.meta.url, options);
