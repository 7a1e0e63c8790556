import { Command } from "commander";
import { positive, whole } from "../options.ts";

export interface ConversingOptions {
  /** Length of each measured stretch. Seconds. */
  readonly seconds: number;
  readonly rounds: number;
  readonly people: number;
  /** The number of ongoing conversations in which nothing is said. */
  readonly idle: number;
  /** The length of the conversations that are replayed, in messages. */
  readonly messages: number;
}

/** Reads the command line (without node and script). Throws commander's `CommanderError` for a wrong one. */
export function readOptions(args: readonly string[]): ConversingOptions {
  const command = new Command("npm run bench:conversations --")
    .description("Measures the cost of idle conversations, of long ones, and of /replay.")
    .exitOverride()
    .option("--seconds <n>", "length of each measured stretch", positive, 4)
    .option("--rounds <n>", "number of turns of both lengths of conversation", whole, 5)
    .option("--people <n>", "number of people who write, each with one message in flight", whole, 100)
    .option("--idle <n>", "number of ongoing conversations in which nothing is said", whole, 100_000)
    .option("--messages <n>", "messages of each conversation that is replayed", whole, 1_000)
    .allowExcessArguments(false);
  command.parse(args, { from: "user" });
  return command.opts<ConversingOptions>();
}
