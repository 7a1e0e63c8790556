/** `npm run bench:conversations`: measures the cost of idle conversations, of long ones, and of /replay. */
import { median } from "../load/numbers.ts";
import { runProgram } from "../program.ts";
import { machineLines } from "../report.ts";
import { readOptions } from "./options.ts";
import { type ConversingResults, type Round, runConversing, type StepCost } from "./run.ts";

await runProgram(readOptions, async (options, folder, say) => {
  const results = await runConversing(options, folder, say);
  console.log(`\n${[...report(results, options.idle, options.messages), ...results.faults].join("\n")}`);
  return results.faults.length === 0;
});

function report(results: ConversingResults, idle: number, messages: number): readonly string[] {
  const { machine, rounds, memory, replay } = results;
  const all = ({ own, database }: StepCost): number => own + database;
  const ratios = rounds.map(({ three, hundred }) => all(hundred) / all(three));
  const cost = (of: (round: Round) => StepCost): string => {
    const part = (which: (cost: StepCost) => number) => median(rounds.map(of).map(which)).toFixed(3);
    return `${part(({ own }) => own)} own, ${part(({ database }) => database)} database`;
  };
  const each = (memory.idle - memory.none) / idle;
  return [
    ...machineLines(machine, {}),
    "",
    `CPU s per 1000 messages, conversations of 3 steps: ${cost(({ three }) => three)}; of 100 steps: ${cost(({ hundred }) => hundred)}`,
    `CPU per message, 100 steps to 3 steps: ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}; aim: 1.20 or less)`,
    `memory with ${idle} idle conversations: ${mb(memory.idle)} MB, peak ${mb(memory.peak)} MB; without any: ${mb(memory.none)} MB; ${each.toFixed(0)} bytes each (aim: below 2048)`,
    `/replay of ${messages} messages: ${replay.milliseconds.toFixed(1)} ms of CPU (mean of ${replay.replies}; aim: 100 or less)`,
  ];
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
