import { Command } from "commander";
import { positive, whole } from "../options.ts";

export interface ConversingOptions {
  /** Length of each measured stretch. Seconds. */
  readonly seconds: number;
  readonly rounds: number;
  readonly people: number;
  /** How many conversations are going on while nothing is said. */
  readonly idle: number;
  /** Length of the conversations that are looked back at. */
  readonly messages: number;
}

/** Reads the command line (without node and script). Throws commander's `CommanderError` for a wrong one. */
export function readOptions(args: readonly string[]): ConversingOptions {
  const command = new Command("npm run bench:conversations --")
    .description("Measures what conversations cost: idle, long, and looked back at.")
    .exitOverride()
    .option("--seconds <n>", "length of each measured stretch", positive, 4)
    .option("--rounds <n>", "how often both lengths of conversation have their turn", whole, 5)
    .option("--people <n>", "people who write, each with one message in flight", whole, 100)
    .option("--idle <n>", "conversations that are going on while nothing is said", whole, 100_000)
    .option("--messages <n>", "messages of the conversations that are looked back at", whole, 1_000)
    .allowExcessArguments(false);
  command.parse(args, { from: "user" });
  return command.opts<ConversingOptions>();
}
