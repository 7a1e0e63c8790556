/** `npm run chaos:browsers`: one long run, whose options are in `CHAOS` as JSON (see `main.mjs`). */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Outcome, run, summary } from "./run.ts";

let seen: readonly string[] = ["the run did not come to its end"];

test("a long run", { timeout: 0 }, async () => {
  const { minutes, seed, people }: { minutes: number; seed: number; people: number } = JSON.parse(
    process.env.CHAOS ?? "{}",
  );
  const say = (line: string): void => console.log(line);
  const until = Date.now() + minutes * 60_000;
  const outcome = await run({ seed, people, pause: [1_000, 4_000], goesOn: () => Date.now() < until, say });
  seen = outcome.anomalies;
  say(`\nseed ${seed}\n${summary(outcome)}`);
  if (seen.length > 0) say(`the evidence is in ${await keepEvidence(outcome)}`);
});

// A test of its own: where the run itself fails, everything is printed that everybody has ever received.
test("shows no anomaly", () => expect(seen.length).toBe(0));

async function keepEvidence({ world, crowd, anomalies }: Outcome): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-chaos-browsers-"));
  const keep = (name: string, lines: readonly unknown[]) =>
    writeFile(
      join(folder, name),
      lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
    );
  await keep("anomalies.txt", anomalies);
  await keep("server.log", world.server.log());
  for (const [index, { anteroom }] of world.components.entries()) await keep(`${index}.jsonl`, anteroom.log);
  await keep(
    "people.jsonl",
    crowd.people.map(({ name, said, heard, told }) => ({ name, said, heard, told: [...told] })),
  );
  await keep("threads.jsonl", [...crowd.threads]);
  for (const table of ["spoken", "room_history", "chat_message"])
    await keep(`${table}.jsonl`, await world.database.query(`select * from ${table}`).catch(() => []));
  return folder;
}
