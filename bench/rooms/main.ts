/** `npm run bench:rooms`: measures the room pool beside the bare work that it does. */
import { median } from "../load/numbers.ts";
import { runProgram } from "../program.ts";
import { machineLines } from "../report.ts";
import { CLAIMS } from "./claims.ts";
import { POLLERS } from "./line.ts";
import { type RoomsOptions, readOptions } from "./options.ts";
import { type RoomsResults, runRooms } from "./run.ts";

await runProgram(readOptions, async (options, folder, say) => {
  const results = await runRooms(options, folder, say);
  console.log(`\n${report(results, options).join("\n")}`);
  return true;
});

function report(results: RoomsResults, options: RoomsOptions): readonly string[] {
  const { claims, line, creation, reconciled, steps } = results;
  const lines = [
    ...machineLines(results.machine, results.durability),
    "",
    `Medians of ${options.rounds} rounds. Each ratio is taken within a round, where both sides had the same minute of the machine.`,
    `SQL is called by ${results.callers}.`,
    "",
  ];
  for (const claim of CLAIMS) {
    for (const count of new Set(claims.map(({ callers }) => callers))) {
      const rounds = claims.filter((round) => round.claim === claim && round.callers === count);
      lines.push(
        `${claim}, ${count} ${count === 1 ? "caller" : "callers"}: ${middle(rounds, "ours")}/s; bare statement: ${middle(rounds, "bare")}/s; ${ratio(rounds, "ours", "bare", "0.80 or more")}`,
      );
    }
  }
  if (line.length > 0) {
    const each = (POLLERS / median(line.map(({ ours }) => ours))) * 1000;
    lines.push(
      `line_position, ${POLLERS} pollers, ${options.tickets} in line: ${middle(line, "ours")}/s, ${each.toFixed(2)} ms each; a row by its key: ${middle(line, "bare")}/s`,
    );
  }
  if (creation.length > 0) {
    lines.push(
      `${options.made} rooms made: ${middle(creation, "ours")}/s; bare stanzas: ${middle(creation, "bare")}/s; bare to ours ${ratio(creation, "bare", "ours", "1.30 or less")}`,
    );
  }
  if (reconciled !== undefined) {
    const { rounds, memory } = reconciled;
    const bytes = (memory.open - memory.none) / options.rooms;
    lines.push(
      `${options.rooms} open rooms reconciled: ${middle(rounds, "ours")} ms; bare joins: ${middle(rounds, "bare")} ms; ${ratio(rounds, "ours", "bare", "1.50 or less")}`,
      `memory with ${options.rooms} open rooms: ${mb(memory.open)} MB; without any: ${mb(memory.none)} MB; ${(bytes / 1000).toFixed(1)} kB each`,
    );
  }
  if (steps.length > 0) {
    lines.push(
      `durable steps beside ${options.busy} rooms in use: ${middle(steps, "busy")}/s; without: ${middle(steps, "calm")}/s; ${ratio(steps, "busy", "calm", "0.90 or more")}`,
    );
  }
  return lines;
}

function middle<Side extends string>(rounds: readonly Readonly<Record<Side, number>>[], side: Side): string {
  return median(rounds.map((round) => round[side])).toFixed(0);
}

/** The median of the ratios, the least and the greatest. */
function ratio<Side extends string>(
  rounds: readonly Readonly<Record<Side, number>>[],
  a: Side,
  b: Side,
  aim: string,
): string {
  const values = rounds.map((round) => round[a] / round[b]);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(2)} (${least.toFixed(2)} to ${greatest.toFixed(2)}; aim: ${aim})`;
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
