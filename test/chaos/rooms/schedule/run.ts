/** One run: the faults of a seed strike while people come and go. After each, everybody pauses, and the truth is looked at. */
import { setTimeout as delay } from "node:timers/promises";
import { becomesTrue } from "../truth.ts";
import { ACCOUNTS, Crowd } from "./crowd.ts";
import { type Fault, type Kinds, schedule, strike, together, told } from "./faults.ts";
import { startWorld, type World } from "./world.ts";

export interface RunOptions {
  readonly seed: number;
  /** ms since the epoch */
  readonly until: number;
  readonly say: (line: string) => void;
}

export interface Outcome {
  readonly world: World;
  readonly struck: readonly Fault[];
  /** How many rooms each kind of fault met at each status. */
  readonly met: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly anomalies: readonly string[];
  readonly deeds: ReadonlyMap<string, number>;
}

// From the moment when everything is back.
const WITHIN_MS = 30_000;
// A lease of a process that was killed, and the longest back-off of a stream.
const READY_WITHIN_MS = 60_000;
// What is true only for a moment is found to be untrue the second time.
const AGAIN_AFTER_MS = 1_500;

export async function run({ seed, until, say }: RunOptions): Promise<Outcome> {
  const world = await startWorld(ACCOUNTS);
  const crowd = new Crowd(world, seed);
  const struck: Fault[] = [];
  const met = new Map<string, Map<string, number>>();
  const anomalies: string[] = [];
  const plan = schedule(seed);
  await delay(5_000);
  while (Date.now() < until) {
    const faults = draw(plan);
    struck.push(...faults);
    const what = faults.map(told).join(" ");
    const began = new Date().toISOString().slice(11, 23);
    await Promise.all(
      faults.map(async (fault) => {
        await delay(fault.pause);
        await note(world, fault, met);
        await strike(world, crowd.present, fault);
      }),
    );
    const untrue = await untrueAfter(world, crowd);
    anomalies.push(...untrue.map((one) => `${began} after ${what}: ${one}`));
    say(`${began} ${what}: ${untrue.length === 0 ? "true" : untrue.join("; ")}`);
  }
  await crowd.end();
  anomalies.push(...world.components.flatMap(complaintsOf));
  return { world, struck, met, anomalies, deeds: crowd.deeds };
}

/** Notes what the fault meets. */
async function note(
  { database }: World,
  { kind }: Fault,
  met: Map<string, Map<string, number>>,
): Promise<void> {
  const counts = met.get(kind) ?? new Map<string, number>();
  met.set(kind, counts);
  // Beside a fault of the database nothing is seen.
  const rows = await database
    .query<{ status: string; count: number }>(
      "select status, count(*)::integer from rooms where closed_at is null group by status",
    )
    .catch(() => []);
  for (const { status, count } of rows) counts.set(status, (counts.get(status) ?? 0) + count);
}

/** A fault, with another one beside it where it is hasty. */
export function draw(plan: Iterator<Fault, void>, kinds?: Kinds): readonly Fault[] {
  const fault = plan.next().value;
  if (fault === undefined) return [];
  if (!fault.hasty) return [fault];
  const other = plan.next().value;
  return other !== undefined && together(fault, other, kinds) ? [fault, other] : [fault];
}

async function untrueAfter(world: World, crowd: Crowd): Promise<readonly string[]> {
  await crowd.pause();
  try {
    const unready = await becomeReady(world);
    if (unready.length > 0) return unready;
    const untrue = await becomesTrue(world, crowd.guests, WITHIN_MS);
    if (untrue.length > 0) return untrue;
    await delay(AGAIN_AFTER_MS);
    return await becomesTrue(world, crowd.guests, WITHIN_MS);
  } finally {
    crowd.resume();
  }
}

export async function becomeReady({ components }: World): Promise<readonly string[]> {
  for (const until = Date.now() + READY_WITHIN_MS; ; await delay(100)) {
    const answers = await Promise.all(
      components.map(({ anteroom }) =>
        fetch(`${anteroom.opsUrl}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    const unready = components.filter((_, index) => !answers[index]);
    if (unready.length === 0) return [];
    if (Date.now() > until) return unready.map(({ domain }) => `${domain} is not ready`);
  }
}

export function complaintsOf({ domain, anteroom }: World["components"][number]): readonly string[] {
  return anteroom.log
    .filter(({ msg }) => /a job was given up|an action after a commit failed/.test(msg))
    .map((line) => `${domain} logged ${JSON.stringify(line)}`);
}
