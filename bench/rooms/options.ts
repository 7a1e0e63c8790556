import { Command, InvalidArgumentError } from "commander";
import { whole } from "../options.ts";

/** Everything that can be measured, in the order in which it is. */
export const PARTS = ["claims", "line", "creation", "reconcile", "steps"] as const;
export type Part = (typeof PARTS)[number];

export interface RoomsOptions {
  readonly only: readonly Part[];
  readonly rounds: number;
  /** Length of each stretch of calls. Seconds. */
  readonly seconds: number;
  /** Rooms that are open when the component comes back. */
  readonly rooms: number;
  /** Rooms that are made in a round. */
  readonly made: number;
  /** Tickets in the line. */
  readonly tickets: number;
  /** Rooms in use beside the conversations. */
  readonly busy: number;
  /** People who write to the bot beside them, each with one message in flight. */
  readonly people: number;
}

/** Reads the command line (without node and script). Throws commander's `CommanderError` for a wrong one. */
export function readOptions(args: readonly string[]): RoomsOptions {
  return new Command("npm run bench:rooms --")
    .description("Measures the room pool beside the bare work that it does, on the same servers in one run.")
    .exitOverride()
    .option("--only <names>", `comma-separated parts, of: ${PARTS.join(", ")}`, parts, PARTS)
    .option("--rounds <n>", "number of turns of each side", whole, 3)
    .option("--seconds <n>", "length of each stretch of calls", whole, 2)
    .option("--rooms <n>", "rooms that are open when the component comes back", whole, 1000)
    .option("--made <n>", "rooms that are made in a round", whole, 500)
    .option("--tickets <n>", "tickets in the line", whole, 1000)
    .option("--busy <n>", "rooms in use beside the conversations", whole, 500)
    .option("--people <n>", "people who write to the bot, each with one message in flight", whole, 100)
    .allowExcessArguments(false)
    .parse(args, { from: "user" })
    .opts<RoomsOptions>();
}

function parts(text: string): readonly Part[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !PARTS.some((known) => known === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is not one of ${PARTS.join(", ")}.`);
  return PARTS.filter((name) => names.includes(name));
}
