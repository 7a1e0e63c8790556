import { Command, InvalidArgumentError } from "commander";
import { positive, whole } from "../options.ts";

/** Everything that can be measured, in the order in which it is. */
export const PARTS = ["idle", "fan", "storm", "messages", "steps"] as const;
export type Part = (typeof PARTS)[number];

/** Who is measured. */
export const CONTENDERS = ["anteroom", "nchan", "better-sse", "prosody"] as const;
export type ContenderName = (typeof CONTENDERS)[number];

export interface StreamsOptions {
  readonly only: readonly Part[];
  readonly beside: readonly ContenderName[];
  readonly rounds: number;
  /** Length of each measured stretch. Seconds. */
  readonly seconds: number;
  /** Idle streams. */
  readonly streams: number;
  /** The numbers of streams that one message reaches. */
  readonly fans: readonly number[];
  /** Streams that are cut at once, and come back. */
  readonly storm: number;
  /** Pairs of staff who write to each other. Each of them is told of all others who come. */
  readonly pairs: number;
  /** Messages in flight while as many as possible are sent. */
  readonly flight: number;
  /** Messages per second at which delays are measured. */
  readonly rate: number;
  /** Streams that are open beside the conversations. */
  readonly open: number;
  /** People who write to the bot beside them, each with one message in flight. */
  readonly people: number;
  readonly json: boolean;
}

/** Reads the command line (without node and script). Throws commander's `CommanderError` for a wrong one. */
export function readOptions(args: readonly string[]): StreamsOptions {
  return new Command("npm run bench:streams --")
    .description(
      "Measures the streams of browsers beside those of nchan, better-sse and Prosody, in one run.",
    )
    .exitOverride()
    .option("--only <names>", `comma-separated parts, of: ${PARTS.join(", ")}`, someOf(PARTS), PARTS)
    .option("--beside <names>", `contenders, of: ${CONTENDERS.join(", ")}`, someOf(CONTENDERS), CONTENDERS)
    .option("--rounds <n>", "number of turns of each contender", whole, 3)
    .option("--seconds <n>", "length of each measured stretch", positive, 3)
    .option("--streams <n>", "idle streams", whole, 10_000)
    .option("--fans <n,n>", "numbers of streams that one message reaches", wholes, [10, 100, 1000])
    .option("--storm <n>", "streams that are cut at once, and come back", whole, 5000)
    .option("--pairs <n>", "pairs of staff who write to each other", whole, 100)
    .option("--flight <n>", "messages in flight while as many as possible are sent", whole, 64)
    .option("--rate <n>", "messages per second at which delays are measured", positive, 200)
    .option("--open <n>", "streams that are open beside the conversations", whole, 5000)
    .option("--people <n>", "people who write to the bot, each with one message in flight", whole, 100)
    .option("--json", "print all measurements as JSON", false)
    .allowExcessArguments(false)
    .parse(args, { from: "user" })
    .opts<StreamsOptions>();
}

function someOf<Name extends string>(all: readonly Name[]): (text: string) => readonly Name[] {
  return (text) => {
    const names = text.split(",").map((name) => name.trim());
    const unknown = names.find((name) => !all.some((known) => known === name));
    if (unknown !== undefined)
      throw new InvalidArgumentError(`"${unknown}" is not one of ${all.join(", ")}.`);
    return all.filter((name) => names.includes(name));
  };
}

function wholes(text: string): readonly number[] {
  return text.split(",").map((number) => whole(number.trim()));
}
