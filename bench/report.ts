import { median } from "./load/numbers.ts";
import type { Machine } from "./machine.ts";
import type { ContenderName } from "./options.ts";
import type { Cpu, Results, Sample } from "./run.ts";
import { TITLES } from "./titles.ts";

/** The results for people: the machine, a table for each load, and comparisons of the contenders. */
export function report(results: Results): string {
  const { options, samples } = results;
  const names = options.only.filter((name) => samples.some(({ contender }) => contender === name));
  const closed = names.map((name) => throughputRow(results, name));
  const open = names.map((name) => delayRow(results, name));
  return [
    ...machineLines(results.machine, results.durability),
    "",
    `Throughput: ${options.people} people, each with one message in flight; medians of ${options.rounds} rounds of ${options.seconds} s`,
    ...table([["", "messages/s", "p50 ms", "p99 ms", ...CPU_HEADINGS, "peak MB"], ...closed]),
    "",
    `Delay: ${options.rate} messages/s at random moments`,
    ...table([["", "messages/s", "p50 ms", "p99 ms", "slowest", ...CPU_HEADINGS], ...open]),
    "",
    ...comparisons(results),
    ...results.left.map(({ contender, why }) => `${TITLES[contender]}: left out, ${why}`),
    ...faults(samples),
  ].join("\n");
}

const CPU_HEADINGS = ["CPU s/1000: own", "database", "server", "all", "(load)"];

export function machineLines(
  machine: Machine,
  durability: Readonly<Record<string, string>>,
): readonly string[] {
  const pairs = (record: Readonly<Record<string, string>>): string =>
    Object.entries(record)
      .map(([key, value]) => `${key} ${value}`)
      .join(", ");
  return [
    `${machine.processor}, ${machine.cores} cores, ${(machine.memory / 2 ** 30).toFixed(1)} GB; ${machine.system}, kernel ${machine.kernel}; load before ${machine.load}`,
    pairs(machine.versions),
    ...(Object.keys(durability).length === 0 ? [] : [pairs(durability)]),
  ];
}

function throughputRow({ samples, memory }: Results, name: ContenderName): readonly string[] {
  const own = samples.filter(({ contender, loop }) => contender === name && loop === "closed");
  const peak = memory.find(({ contender }) => contender === name)?.peak ?? Number.NaN;
  return [
    TITLES[name],
    median(own.map(rateOf)).toFixed(0),
    median(own.map(({ measured }) => measured.p50)).toFixed(1),
    median(own.map(({ measured }) => measured.p99)).toFixed(1),
    ...cpuCells(own),
    (peak / 1e6).toFixed(0),
  ];
}

function delayRow({ samples }: Results, name: ContenderName): readonly string[] {
  const own = samples.filter(({ contender, loop }) => contender === name && loop === "open");
  return [
    TITLES[name],
    median(own.map(rateOf)).toFixed(0),
    median(own.map(({ measured }) => measured.p50)).toFixed(1),
    median(own.map(({ measured }) => measured.p99)).toFixed(1),
    Math.max(...own.map(({ measured }) => measured.slowest)).toFixed(1),
    ...cpuCells(own),
  ];
}

function cpuCells(samples: readonly Sample[]): readonly string[] {
  const perThousand = (of: (cpu: Cpu) => number): string =>
    median(samples.map(({ cpu, measured }) => (of(cpu) / measured.replies) * 1000)).toFixed(3);
  return [
    perThousand(({ contender }) => contender),
    perThousand(({ database }) => database),
    perThousand(({ server }) => server),
    perThousand(({ contender, database, server }) => contender + database + server),
    perThousand(({ generator }) => generator),
  ];
}

/**
 * Ratios and differences. Each is taken within a round, where both contenders had the same minute of the machine, and the
 * median is printed with the least and the greatest. The aims are the project's own.
 */
function comparisons({ samples, memory }: Results): readonly string[] {
  const rounds = [...new Set(samples.map(({ round }) => round))];
  const pick = (name: ContenderName, loop: Sample["loop"], of: (sample: Sample) => number) =>
    rounds.map((wanted) => {
      const found = samples.find((s) => s.contender === name && s.loop === loop && s.round === wanted);
      return found === undefined ? Number.NaN : of(found);
    });
  const compare = (
    what: string,
    [a, b]: readonly [readonly number[], readonly number[]],
    by: (a: number, b: number) => number,
    aim: string,
    digits: number,
  ): string => {
    const values = a.map((value, index) => by(value, b[index] ?? Number.NaN)).filter(Number.isFinite);
    if (values.length === 0) return "";
    const [least, greatest] = [Math.min(...values), Math.max(...values)].map((value) =>
      value.toFixed(digits),
    );
    return `${what}: ${median(values).toFixed(digits)} (${least} to ${greatest}; aim: ${aim})`;
  };
  const ratio = (a: number, b: number): number => a / b;
  const difference = (a: number, b: number): number => a - b;
  const rates = (name: ContenderName) => pick(name, "closed", rateOf);
  const p99 = (name: ContenderName) => pick(name, "open", ({ measured }) => measured.p99);
  const own = (name: ContenderName) =>
    pick(name, "closed", ({ cpu, measured }) => cpu.contender / measured.replies);
  const whole = (name: ContenderName) =>
    pick(
      name,
      "closed",
      ({ cpu, measured }) => (cpu.contender + cpu.database + cpu.server) / measured.replies,
    );
  const peaks = memory.filter(({ contender }) => contender === "anteroom" || contender === "history");
  return [
    compare("messages/s, bare echo to raw echo", [rates("bare"), rates("raw")], ratio, "none", 2),
    compare(
      "messages/s, Anteroom to bare echo",
      [rates("anteroom"), rates("bare")],
      ratio,
      "0.60 or more",
      2,
    ),
    compare("messages/s, Anteroom to slixmpp", [rates("anteroom"), rates("slixmpp")], ratio, "none", 2),
    compare(
      "own CPU per message, without memory to with memory",
      [own("forgetful"), own("anteroom")],
      ratio,
      "none",
      2,
    ),
    compare(
      "all CPU per message, without memory to with memory",
      [whole("forgetful"), whole("anteroom")],
      ratio,
      "1.10 or more",
      2,
    ),
    compare(
      "messages/s, empty database to history",
      [rates("anteroom"), rates("history")],
      ratio,
      "1.20 or less",
      2,
    ),
    compare(
      "p99 in ms, Anteroom above bare echo",
      [p99("anteroom"), p99("bare")],
      difference,
      "25 or less",
      1,
    ),
    compare(
      "p99 in ms, history above empty database",
      [p99("history"), p99("anteroom")],
      difference,
      "none",
      1,
    ),
    ...peaks.map(
      ({ contender, peak }) =>
        `peak memory in MB, ${TITLES[contender]}: ${(peak / 1e6).toFixed(0)} (aim: below 150)`,
    ),
  ].filter((line) => line !== "");
}

/** Warns loudly about rounds with lost messages or errors, whose numbers mean nothing. */
export function faults(samples: readonly Sample[]): readonly string[] {
  return samples
    .filter(({ measured: { lost, errors, wrong } }) => lost + errors + wrong > 0)
    .map(
      ({ contender, round, loop, measured: { lost, errors, wrong } }) =>
        `NOT CLEAN: ${TITLES[contender]}, round ${round}, ${loop} loop: ${lost} lost, ${errors} errors, ${wrong} wrong replies`,
    );
}

function rateOf({ measured }: Sample): number {
  return measured.replies / measured.seconds;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
}
