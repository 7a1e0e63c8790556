import { Command, InvalidArgumentError, Option } from "commander";

/** Everything that can be measured, in the order in which it is. */
export const CONTENDER_NAMES = ["raw", "bare", "anteroom", "forgetful", "history", "slixmpp"] as const;
export type ContenderName = (typeof CONTENDER_NAMES)[number];

export interface BenchOptions {
  /** Length of each measured stretch. Seconds. */
  readonly seconds: number;
  readonly rounds: number;
  readonly only: readonly ContenderName[];
  /** How many people write; each has one message in flight. */
  readonly people: number;
  /** Messages per second of the open loop. */
  readonly rate: number;
  /** Messages of history in the database of `history`. */
  readonly messages: number;
  readonly json: boolean;
  /** Folder for CPU profiles of the Node processes measured, and for what each SQL statement cost. */
  readonly profile: string | undefined;
}

/** Reads the command line (without node and script). Throws commander's `CommanderError` for a wrong one. */
export function readOptions(args: readonly string[]): BenchOptions {
  const command = new Command("npm run bench --")
    .description("Measures Anteroom beside its peers against one Prosody in one run.")
    .exitOverride()
    .option("--seconds <n>", "length of each measured stretch", positive, 3)
    .option("--rounds <n>", "number of turns of each contender", whole, 5)
    .addOption(
      new Option("--only <names>", `comma-separated contenders, of: ${CONTENDER_NAMES.join(", ")}`)
        .argParser(contenders)
        .default(CONTENDER_NAMES, "all that can run on this machine"),
    )
    .option("--people <n>", "number of people who write, each with one message in flight", whole, 200)
    .option("--rate <n>", "messages per second at which delays are measured", positive, 500)
    .option(
      "--messages <n>",
      "messages of history in the database of the contender history",
      whole,
      1_000_000,
    )
    .option("--profile <folder>", "write CPU profiles and the costs of SQL statements to a folder (slower)")
    .option("--json", "print all measurements as JSON", false)
    .allowExcessArguments(false);
  command.parse(args, { from: "user" });
  return { profile: undefined, ...command.opts<Omit<BenchOptions, "profile">>() };
}

export function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number < 1e9)) throw new InvalidArgumentError("It must be a number above 0.");
  return number;
}

export function whole(text: string): number {
  const number = positive(text);
  if (!Number.isInteger(number)) throw new InvalidArgumentError("It must be a whole number.");
  return number;
}

function contenders(text: string): readonly ContenderName[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !CONTENDER_NAMES.some((known) => known === name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`"${unknown}" is not one of ${CONTENDER_NAMES.join(", ")}.`);
  }
  return CONTENDER_NAMES.filter((name) => names.includes(name));
}
