/** What the runs that are started by hand share: options, and vitest, which reads TypeScript. */
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { startVitest } from "vitest/node";

export const number = (text) => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
};

/** The command line of `npm run NAME`. */
export function command(name, description) {
  return new Command(`npm run ${name} --`).description(description).allowExcessArguments(false);
}

/** The same, of a run in which faults are injected at random. */
export function schedule(name, description, minutes = 60) {
  return command(name, description)
    .option("--minutes <n>", "how long faults are injected", number, minutes)
    .option(
      "--seed <n>",
      "seed of the schedule; the same seed gives the same faults",
      number,
      Math.floor(Math.random() * 1e6) + 1,
    );
}

/** Runs `by-hand.ts` beside the script at `url`, with the options in `CHAOS` as JSON. `only`: parts of names of tests. */
export async function run(url, options, only) {
  process.env.CHAOS = JSON.stringify(options);
  const vitest = await startVitest("test", [], {
    config: fileURLToPath(new URL("vitest.config.ts", import.meta.url)),
    root: fileURLToPath(new URL(".", url)),
    run: true,
    watch: false,
    disableConsoleIntercept: true,
    ...(only && { testNamePattern: only }),
  });
  await vitest.close();
}
