/** One run: the faults of a seed strike one after another while people talk, then the model finds the anomalies. */
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { check } from "./model/check.ts";
import type { Anomaly, History } from "./model/history.ts";
import { type Kind, kindOf } from "./plan/kinds.ts";
import { type Fault, schedule } from "./plan/schedule.ts";
import { settle } from "./settle.ts";
import { historyOf } from "./stored.ts";
import { strikes } from "./strikes/index.ts";
import { startWorld, type World, type WorldOptions } from "./world/world.ts";

export interface RunOptions extends Omit<WorldOptions, "people"> {
  /** The run ends after this many faults or at this time (ms since the epoch), whichever comes first. */
  readonly faults?: number;
  readonly until?: number;
  readonly kinds?: readonly Kind[] | undefined;
  readonly longest?: number;
  /** Takes lines about the progress. */
  readonly say?: (line: string) => void;
}

export interface Struck {
  readonly fault: Fault;
  readonly begin: number;
  readonly end: number;
  /** ms until each subdomain that was struck gave a receipt again; `undefined`: the next fault came before. */
  readonly recovery: number | undefined;
}

export interface Outcome {
  readonly seed: number;
  readonly surroundings: string;
  readonly struck: readonly Struck[];
  readonly history: History;
  readonly anomalies: readonly Anomaly[];
}

const PEOPLE = 24;
// No fault's consequences last longer: at worst a back-off of half a minute, plus some time for the recovery.
const RECOVERS_WITHIN_MS = 60_000;
const SETTLES_WITHIN_MS = 90_000;
// Before the first fault everybody has talked for a moment.
const FIRST_MS = 1_000;

export async function run(options: RunOptions): Promise<Outcome> {
  const { seed, domains, instances, say = () => {} } = options;
  await using world = await startWorld({ ...options, people: PEOPLE });
  const surroundings = [
    `PostgreSQL ${world.postgresVersion}`,
    `Prosody ${world.prosody.version}`,
    `${domains} subdomain(s) with ${instances} instance(s) each`,
    ...(options.replicated ? ["a streaming standby of the database"] : []),
    ...(options.pooler === undefined ? [] : [`PgBouncer in ${options.pooler} mode`]),
  ].join(", ");
  say(`seed ${seed}: ${surroundings}`);
  world.crowd.start();
  await delay(FIRST_MS);
  const complaints: string[] = [];
  const struck = await strikeAll(options, world, complaints);
  const unsettled = await settle(world, SETTLES_WITHIN_MS);
  const history = await historyOf(world, unsettled, complaints);
  return { seed, surroundings, struck, history, anomalies: check(history) };
}

async function strikeAll(
  options: RunOptions,
  world: World,
  complaints: string[],
): Promise<readonly Struck[]> {
  const {
    seed,
    faults = Number.POSITIVE_INFINITY,
    until = Number.POSITIVE_INFINITY,
    say = () => {},
  } = options;
  const all: Promise<Struck>[] = [];
  const plan = schedule(seed, {
    domains: options.domains,
    ownDatabase: world.postgres.process !== undefined,
    standby: options.instances > 1,
    replicated: options.replicated,
    kinds: options.kinds,
    longest: options.longest,
  });
  let next = new AbortController();
  for (const fault of plan) {
    if (all.length >= faults || Date.now() >= until) break;
    if (!fault.hasty) await all.at(-1);
    await delay(fault.pause);
    next.abort();
    next = new AbortController();
    await relaunch(world);
    const { over, recovered } = strike(world, fault, next.signal);
    all.push(
      recovered.then((one) => {
        say(told(one, world));
        if (one.recovery === Number.POSITIVE_INFINITY) {
          complaints.push(`no receipt within ${RECOVERS_WITHIN_MS / 1000} s: ${told(one, world)}`);
        }
        return one;
      }),
    );
    await over;
  }
  return Promise.all(all);
}

/** `over`: the fault itself has ended. `recovered`: so have its consequences, or the next one has come. */
function strike(
  world: World,
  fault: Fault,
  next: AbortSignal,
): { readonly over: Promise<void>; readonly recovered: Promise<Struck> } {
  const begin = Date.now();
  const { measuredFrom, lasts } = kindOf(fault.kind);
  const receiptsSince = (since: number) => receiptsOf(world, fault, since, next);
  const early = measuredFrom === "begin" ? receiptsSince(begin) : undefined;
  // An administrator's statement may lose a deadlock against the work that it disturbs. Then it has disturbed enough.
  const over = strikes[fault.kind](world, fault).catch((error: unknown) => {
    if (!(error instanceof pg.DatabaseError)) throw error;
  });
  const recovered = over.then(async () => {
    const end = Date.now();
    // a message that was sent during a long fault may have waited for its end; a short one may not have met it
    const at = await (early ?? receiptsSince(lasts[1] === 0 ? end : 0));
    const from = measuredFrom === "begin" ? begin : end;
    return { fault, begin, end, recovery: at === undefined ? undefined : Math.max(0, at - from) };
  });
  return { over, recovered };
}

/** When each subdomain that was struck has given a receipt; never is infinity, `undefined` stands for an abort. */
async function receiptsOf(
  { crowd, domains }: World,
  { domain }: Fault,
  since: number,
  next: AbortSignal,
): Promise<number | undefined> {
  const struck = domain === undefined ? domains : domains.slice(domain, domain + 1);
  const all = Promise.all(struck.map((name) => crowd.receiptFrom(name, since))).then((times) =>
    Math.max(...times),
  );
  const timer = new AbortController();
  const given = await Promise.race([
    all,
    delay(RECOVERS_WITHIN_MS, Number.POSITIVE_INFINITY, {
      signal: AbortSignal.any([next, timer.signal]),
    }).catch(() => undefined),
  ]);
  timer.abort();
  return given;
}

/** Restarts processes that ended by themselves, as a supervisor does. The model is told of each. */
async function relaunch({ instances }: World): Promise<void> {
  for (const instance of instances) if (!instance.running) await instance.launch();
}

function told({ fault, begin, recovery }: Struck, { domains }: World): string {
  const where = fault.domain === undefined ? "" : ` (${domains[fault.domain]})`;
  const lasts = fault.lasts === 0 ? "" : `, ${(fault.lasts / 1000).toFixed(1)} s`;
  const then =
    recovery === undefined ? "the next one came" : `a receipt after ${(recovery / 1000).toFixed(1)} s`;
  return `${new Date(begin).toISOString().slice(11, 23)} ${fault.kind}${where}${lasts}: ${then}`;
}
