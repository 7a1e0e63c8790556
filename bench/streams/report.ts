import { median } from "../load/numbers.ts";
import { machineLines } from "../report.ts";
import type { ContenderName } from "./options.ts";
import { STEADY_EVENTS } from "./parts.ts";
import type { StreamsResults, Turn } from "./run.ts";

const TITLES: Readonly<Record<ContenderName, string>> = {
  anteroom: "Anteroom",
  nchan: "nginx with nchan",
  "better-sse": "better-sse",
  prosody: "Prosody's WebSockets",
};

/** The results for people: the machine, and a line for each contender and part. */
export function report(results: StreamsResults): readonly string[] {
  return [
    ...machineLines(results.machine, results.durability),
    "",
    `Medians of ${results.options.rounds} rounds. Each ratio is taken within a round, where both sides had the same minute of the machine.`,
    "Only Anteroom stores what it sends, and commits it first. Prosody signs everybody in anew after a storm.",
    "",
    ...idleLines(results),
    ...fanLines(results),
    ...stormLines(results),
    ...letterLines(results),
    ...stepLines(results),
    ...results.left.map(({ contender, why }) => `${TITLES[contender]}: left out, ${why}`),
    ...faults(results),
  ];
}

function idleLines({ idle, options }: StreamsResults): readonly string[] {
  return idle.map(
    ({ contender, result: { resident, kernel, cpu } }) =>
      `${options.streams} idle streams, ${TITLES[contender]}: ${kb(resident)} kB each, and ${kb(kernel)} kB of the kernel for both ends; ${(cpu * 100).toFixed(1)} % of a core${contender === "anteroom" ? " (aim: 20 kB or less)" : ""}`,
  );
}

function fanLines({ fan }: StreamsResults): readonly string[] {
  return [...new Set(fan.map(({ result }) => result.streams))].flatMap((streams) => {
    const turns = fan.filter(({ result }) => result.streams === streams);
    return [
      ...lines(
        turns,
        (of) =>
          `one message to ${streams} streams, ${TITLES[of.contender]}: ${middle(of, ({ most }) => most.count / most.seconds).toFixed(0)}/s delivered; ${ms(of, ({ most }) => most.p50)}, p99 ${ms(of, ({ most }) => most.p99)} to the socket${of.contender === "anteroom" ? ` from the commit; with it ${ms(of, ({ most }) => most.whole.p50)}, p99 ${ms(of, ({ most }) => most.whole.p99)}` : ""}; at ${STEADY_EVENTS}/s ${ms(of, ({ steady }) => steady.p50)}, p99 ${ms(of, ({ steady }) => steady.p99)}`,
      ),
      ...ratio(turns, "p99 to nchan's", ({ most }) => most.p99, "2.00 or less"),
      ...ratio(turns, `p99 to nchan's, both at ${STEADY_EVENTS}/s`, ({ steady }) => steady.p99, "none"),
    ];
  });
}

function stormLines({ storm, options }: StreamsResults): readonly string[] {
  return [
    ...lines(
      storm,
      (of) =>
        `${options.storm} streams cut and back, ${TITLES[of.contender]}: all after ${middle(of, ({ measured }) => measured.seconds).toFixed(2)} s, half after ${middle(of, ({ measured }) => measured.p50 / 1000).toFixed(2)} s; ${middle(of, ({ measured }) => measured.refused).toFixed(0)} refused at first; CPU ${middle(of, ({ cpu }) => cpu.own).toFixed(2)} s${of.contender === "anteroom" ? `, database ${middle(of, ({ cpu }) => cpu.database).toFixed(2)} s` : ""}`,
    ),
    ...ratio(storm, "time to nchan's", ({ measured }) => measured.seconds, "none"),
  ];
}

function letterLines({ letters, options }: StreamsResults): readonly string[] {
  return [
    ...lines(
      letters,
      (of) =>
        `messages to another browser, ${TITLES[of.contender]}: ${middle(of, ({ most }) => most.count / most.seconds).toFixed(0)}/s with ${options.flight} in flight (${ms(of, ({ most }) => most.p50)}, p99 ${ms(of, ({ most }) => most.p99)}); at ${options.rate}/s ${ms(of, ({ steady }) => steady.p50)}, p99 ${ms(of, ({ steady }) => steady.p99)}`,
    ),
    ...ratio(letters, "rate to nchan's", ({ most }) => most.count / most.seconds, "none"),
  ];
}

function stepLines({ steps, options }: StreamsResults): readonly string[] {
  if (steps.length === 0) return [];
  const values = steps.map(({ open, none }) => open / none);
  const [open, none] = [steps.map((round) => round.open), steps.map((round) => round.none)].map(median);
  return [
    `durable steps beside ${options.open} open streams: ${open?.toFixed(0)}/s; without: ${none?.toFixed(0)}/s; ${spread(values)}; aim: 0.90 or more)`,
  ];
}

/** Warns loudly of what was lost or refused: such numbers mean nothing. */
export function faults({ letters }: StreamsResults): readonly string[] {
  return letters.flatMap(({ contender, round, result }) =>
    [result.most, result.steady]
      .filter(({ lost, refused }) => lost + refused > 0)
      .map(
        ({ lost, refused }) =>
          `NOT CLEAN: messages, ${TITLES[contender]}, round ${round}: ${lost} lost, ${refused} refused`,
      ),
  );
}

/** All rounds of a contender. */
interface Rounds<T> {
  readonly contender: ContenderName;
  readonly results: readonly T[];
}

function lines<T>(turns: readonly Turn<T>[], line: (of: Rounds<T>) => string): readonly string[] {
  return [...new Set(turns.map(({ contender }) => contender))].map((contender) =>
    line({
      contender,
      results: turns.filter((turn) => turn.contender === contender).map(({ result }) => result),
    }),
  );
}

/** Of Anteroom to nchan, where both were measured. */
function ratio<T>(
  turns: readonly Turn<T>[],
  what: string,
  of: (result: T) => number,
  aim: string,
): readonly string[] {
  const values = turns.flatMap(({ contender, round, result }) => {
    const other = turns.find((turn) => turn.contender === "nchan" && turn.round === round);
    return contender !== "anteroom" || other === undefined ? [] : [of(result) / of(other.result)];
  });
  return values.length === 0 ? [] : [`  ${what}: ${spread(values)}; aim: ${aim})`];
}

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
}

function middle<T>({ results }: Rounds<T>, of: (result: T) => number): number {
  return median(results.map(of));
}

function ms<T>(rounds: Rounds<T>, of: (result: T) => number): string {
  return `${middle(rounds, of).toFixed(1)} ms`;
}

function kb(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
