/** The report of a run for people, and its evidence in a folder. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { grouped } from "./model/grouped.ts";
import type { Outcome, Struck } from "./run.ts";

// Anomalies shown for each kind. The file has the rest.
const SHOWN = 5;

export function report({ seed, surroundings, struck, history, anomalies }: Outcome): string {
  const { sent, heard, conversations, effects } = history;
  const sends = sent.reduce((sum, message) => sum + message.sends.length, 0);
  const runs = grouped(effects, ({ key }) => key);
  const again = [...runs.values()].filter(({ length }) => length > 1).length;
  const ids = new Set(heard.map(({ id }) => id));
  return [
    `seed ${seed}, ${surroundings}`,
    `${sent.length} messages (${sends} sends), ${heard.length} replies heard (${heard.length - ids.size} repeated), ${conversations.length} conversations, ${runs.size} effects (${again} run more than once)`,
    "",
    `${struck.length} faults, with the time to the next receipt:`,
    ...[...grouped(struck, ({ fault }) => fault.kind)].sort().map(([kind, all]) => `  ${line(kind, all)}`),
    "",
    anomalies.length === 0 ? "no anomaly" : `${anomalies.length} anomalies (seed ${seed}):`,
    ...[...grouped(anomalies, ({ kind }) => kind)].flatMap(([kind, all]) => [
      `  ${kind}: ${all.length}`,
      ...all.slice(0, SHOWN).map(({ what }) => `    ${what}`),
    ]),
  ].join("\n");
}

function line(kind: string, struck: readonly Struck[]): string {
  const times = struck
    .flatMap(({ recovery }) => (recovery === undefined ? [] : [recovery]))
    .sort((a, b) => a - b);
  const seconds = (ms: number | undefined) => (ms === undefined ? "–" : `${(ms / 1000).toFixed(2)} s`);
  const half = times[Math.ceil(times.length / 2) - 1];
  return `${kind.padEnd(30)} ${String(struck.length).padStart(4)}  p50 ${seconds(half)}, max ${seconds(times.at(-1))}`;
}

/** Writes the report and all data that the model judged by. */
export async function keepEvidence(outcome: Outcome, folder: string): Promise<void> {
  const { history, anomalies, struck } = outcome;
  await writeFile(join(folder, "report.txt"), `${report(outcome)}\n`);
  await writeFile(
    join(folder, "anomalies.txt"),
    anomalies.map(({ kind, what }) => `${kind}: ${what}\n`).join(""),
  );
  await writeFile(join(folder, "faults.json"), JSON.stringify(struck, undefined, 2));
  for (const name of ["sent", "heard", "turns", "conversations", "effects", "speeches"] as const) {
    const lines = history[name].map((one) => `${JSON.stringify(one)}\n`);
    await writeFile(join(folder, `${name}.jsonl`), lines.join(""));
  }
}
