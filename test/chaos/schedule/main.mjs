/** `npm run chaos -- --minutes 60 --seed 7`: reads the command line, and has vitest, which reads TypeScript, run it. */
import { Command, InvalidArgumentError, Option } from "commander";
import { startVitest } from "vitest/node";

const number = (text) => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
};

const options = new Command("npm run chaos --")
  .description("Random faults against numbered messages, judged by a model. See test/chaos/schedule.")
  .option("--minutes <n>", "how long faults strike", number, 60)
  .option("--faults <n>", "no more faults than that", number)
  .option("--seed <n>", "of the schedule", number, Math.floor(Math.random() * 1e6) + 1)
  .option("--domains <n>", "subdomains: 1 or 2", number, 1)
  .option("--instances <n>", "of each subdomain: 2 with a standby, else 1", number, 2)
  .option("--postgres <where>", "embedded, a folder with its programs, or a URL", "embedded")
  .addOption(new Option("--pooler <mode>", "a PgBouncer in between").choices(["transaction", "session"]))
  .option("--kinds <names>", "only these faults, separated by commas", (text) => text.split(/, */))
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
