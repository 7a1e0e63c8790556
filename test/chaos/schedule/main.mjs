/** `npm run chaos -- --minutes 60 --seed 7`: reads the command line and runs the schedule in vitest, which reads TypeScript. */
import { Command, InvalidArgumentError, Option } from "commander";
import { startVitest } from "vitest/node";

const number = (text) => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
};

const options = new Command("npm run chaos --")
  .description(
    "Injects random faults while people send numbered messages, and checks the result against a model. See test/chaos/schedule.",
  )
  .option("--minutes <n>", "how long faults are injected", number, 60)
  .option("--faults <n>", "largest number of faults", number)
  .option(
    "--seed <n>",
    "seed of the schedule; the same seed gives the same schedule",
    number,
    Math.floor(Math.random() * 1e6) + 1,
  )
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
});
await vitest.close();
