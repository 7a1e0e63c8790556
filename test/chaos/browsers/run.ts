/** One run: the faults of a seed strike while people in browsers talk. After each, what may never be is looked for. */
import { setTimeout as delay } from "node:timers/promises";
import { type Fault, schedule, strike, told } from "../rooms/schedule/faults.ts";
import { becomeReady, complaintsOf, draw } from "../rooms/schedule/run.ts";
import { Crowd, roomsOf } from "./crowd.ts";
import { kindsOf } from "./faults.ts";
import { startWorld, type World } from "./world.ts";

export interface RunOptions {
  readonly seed: number;
  readonly people: number;
  /** Between two messages of one person, in ms. */
  readonly pause: readonly [number, number];
  /** Asked before each fault, with how many there were. */
  readonly goesOn: (faults: number) => boolean;
  /** Of one fault, in ms. */
  readonly longest?: number;
  readonly say: (line: string) => void;
}

export interface Outcome {
  readonly world: World;
  readonly crowd: Crowd;
  readonly struck: readonly Fault[];
  readonly anomalies: readonly string[];
}

// From the moment when all is back: a message that is not reflected is sent again after 30 s.
const WITHIN_MS = 90_000;

export async function run(options: RunOptions): Promise<Outcome> {
  const { seed, people, pause, goesOn, longest = Number.POSITIVE_INFINITY, say } = options;
  const world = await startWorld(roomsOf(people));
  const crowd = await Crowd.start(world, { people, seed, pause });
  const kinds = kindsOf(world, crowd);
  const plan = schedule(seed, kinds);
  const struck: Fault[] = [];
  const known = new Set<string>();
  const anomalies: string[] = [];
  const look = (after: string): number => {
    const fresh = crowd.wrong().filter((one) => !known.has(one));
    for (const one of fresh) known.add(one);
    anomalies.push(...fresh.map((one) => `${after}: ${one}`));
    return fresh.length;
  };
  while (goesOn(struck.length)) {
    const faults = draw(plan, kinds).map((one) => ({ ...one, lasts: Math.min(one.lasts, longest) }));
    struck.push(...faults);
    const what = `${new Date().toISOString().slice(11, 23)} ${faults.map(told).join(" ")}`;
    await Promise.all(
      faults.map(async (fault) => {
        await delay(fault.pause);
        await strike(world, [], fault, kinds);
      }),
    );
    anomalies.push(...(await becomeReady(world)).map((one) => `after ${what}: ${one}`));
    say(`${what}: ${look(`after ${what}`)} wrong, ${crowd.missing().length} under way`);
  }
  await crowd.fallSilent();
  for (
    const until = Date.now() + WITHIN_MS;
    crowd.missing(await crowd.away()).length > 0 && Date.now() < until;
  )
    await delay(500);
  look("at the end");
  const away = await crowd.away();
  anomalies.push(...crowd.missing(away), ...world.components.flatMap(complaintsOf));
  await crowd.end();
  return { world, crowd, struck, anomalies };
}

/** How much of everything there was. */
export function summary({ crowd, struck, anomalies }: Outcome): string {
  const failed = crowd.people
    .flatMap(({ told }) => [...told.values()])
    .filter((one) => one.includes("failed"));
  const { resumed, messages, repeats, events, limited } = crowd.counts;
  const forgotten = crowd.people.reduce((sum, one) => sum + one.forgotten, 0);
  const longest = Math.max(...crowd.people.map(({ longestGap }) => longestGap));
  return [
    `${struck.length} faults, ${crowd.people.length} people, ${crowd.threads.size} threads, ${resumed} times resumed, ${messages} messages taken (${repeats} repeats), ${events} events, ${limited} limited, ${forgotten} heard and then lost with the database, ${failed.length} told as failed, nobody without a page for longer than ${(longest / 1000).toFixed(1)} s`,
    anomalies.length === 0 ? "no anomaly" : `${anomalies.length} anomalies:`,
    ...anomalies.slice(0, 60).map((one) => `  ${one}`),
  ].join("\n");
}
