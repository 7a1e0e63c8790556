/** `npm run chaos:rooms`: one long run, whose options are in `CHAOS` as JSON (see `main.mjs`). */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { grouped } from "../../schedule/model/grouped.ts";
import { STATUSES } from "../stage.ts";
import { type Outcome, run } from "./run.ts";

let seen: readonly string[] = ["the run did not come to its end"];

test("a long run", { timeout: 0 }, async () => {
  const { minutes, seed }: { minutes: number; seed: number } = JSON.parse(process.env.CHAOS ?? "{}");
  const say = (line: string): void => console.log(line);
  const outcome = await run({ seed, until: Date.now() + minutes * 60_000, say });
  seen = outcome.anomalies;
  say(`\nseed ${seed}\n${report(outcome)}`);
  if (seen.length > 0) say(`the evidence is in ${await keepEvidence(outcome)}`);
});

// A test of its own: where the run itself fails, everything is printed that everybody has ever received.
test("shows no anomaly", () => expect(seen).toEqual([]));

function report({ struck, met, anomalies, deeds }: Outcome): string {
  const kinds = grouped(struck, ({ kind }) => kind);
  const row = (name: string, cells: readonly (string | number)[]) =>
    `  ${name.padEnd(34)}${cells.map((cell) => String(cell).padStart(15)).join("")}`;
  return [
    `${struck.length} faults, with the rooms that they met at each status:`,
    row("", ["times", ...STATUSES]),
    ...[...kinds]
      .sort()
      .map(([kind, all]) =>
        row(kind, [all.length, ...STATUSES.map((status) => met.get(kind)?.get(status) ?? 0)]),
      ),
    "what people did:",
    ...[...deeds].sort().map(([deed, times]) => row(deed, [times])),
    anomalies.length === 0 ? "no anomaly" : `${anomalies.length} anomalies:`,
    ...anomalies.map((one) => `  ${one}`),
  ].join("\n");
}

async function keepEvidence(outcome: Outcome): Promise<string> {
  const { world, anomalies } = outcome;
  const folder = await mkdtemp(join(tmpdir(), "anteroom-chaos-rooms-"));
  const keep = (name: string, lines: readonly string[]) => writeFile(join(folder, name), lines.join("\n"));
  await keep("anomalies.txt", anomalies);
  await keep("server.log", world.server.log());
  for (const { domain, anteroom } of world.components)
    await keep(
      `${domain}.jsonl`,
      anteroom.log.map((line) => JSON.stringify(line)),
    );
  for (const table of ["room", "room_history", "seat", "ticket"])
    await keep(
      `${table}.jsonl`,
      (await world.database.query(`select * from ${table}`)).map((row) => JSON.stringify(row)),
    );
  return folder;
}
