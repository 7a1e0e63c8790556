/** `npm run chaos:browsers -- --minutes 60 --seed 7`: reads the command line and runs the schedule in vitest, which reads TypeScript. */
import { Command, InvalidArgumentError } from "commander";
import { startVitest } from "vitest/node";

const number = (text) => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
};

const options = new Command("npm run chaos:browsers --")
  .description(
    "Injects random faults while people in browsers talk, and looks for messages that are lost, doubled or out of order. See test/chaos/browsers.",
  )
  .option("--minutes <n>", "how long faults are injected", number, 10)
  .option(
    "--seed <n>",
    "seed of the schedule; the same seed gives the same faults",
    number,
    Math.floor(Math.random() * 1e6) + 1,
  )
  .option("--people <n>", "how many talk", number, 100)
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
