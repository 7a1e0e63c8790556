/**
 * Lets the handlers decide. A handler that throws, now or later, gets its apology in place of its decision: it
 * costs its own job and no other.
 */
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { RoundTrips } from "../database/round-trips.ts";
import type { AnyHandler, Decision } from "../job.ts";
import type { Tenure } from "../lease/tenure.ts";
import type { BatchOptions } from "./options.ts";
import { type Made, personOf, type Task } from "./task.ts";

type DecideOptions = Pick<BatchOptions, "session" | "clock" | "log" | "serialise" | "onDetached" | "memory">;

const NOTHING: Made = { decision: {}, stanzas: [], ephemeral: [], failed: false, repeat: false };
const IGNORED: Made = { ...NOTHING, repeat: true };

/**
 * Decides what can be decided from what the jobs before left in memory. Whether they are repeats is not known yet:
 * to record one as handled a second time fails.
 */
export async function decideFromMemory(
  options: DecideOptions,
  tasks: readonly Task[],
  { token }: Tenure,
): Promise<Map<Task, Made>> {
  const making = new Map<Task, Promise<Made | undefined>>();
  const now = options.clock();
  for (const task of tasks) {
    const { handler, event, queue, person } = task.job;
    const left = options.memory.take(queue, token);
    if (left === undefined || left.handler !== handler || task.key === null || task.made !== undefined)
      continue;
    if (left.person?.address !== person?.address || left.person?.kind !== person?.kind) continue;
    const state = left.leaves.recall(event);
    if (state === undefined) continue;
    task.person = left.person;
    making.set(task, fromMemory(options, task, state, now));
  }
  return madeAtOnce(options, making);
}

/**
 * `undefined`: nothing in it would tell whether what was in memory still holds, or it failed at once, and will be
 * answered for when it fails again with everything read. What took its time and failed is answered for now: it may
 * have been given up after half a minute, or have done something in the world.
 */
async function fromMemory(
  options: DecideOptions,
  task: Task,
  state: unknown,
  now: number,
): Promise<Made | undefined> {
  try {
    const decision = await task.job.handler.decide(task.job.event, state, personOf(task), now);
    const compares = decision.writes?.some(({ statement }) => statement.compares) ?? false;
    return compares ? serialised(options, decision) : undefined;
  } catch (error) {
    return task.away ? apology(options, task, error, state) : undefined;
  }
}

/**
 * The decisions that are made within one turn of the event loop. The tasks whose decisions take longer leave the batch.
 * None of the promises rejects.
 */
async function madeAtOnce(
  options: DecideOptions,
  making: ReadonlyMap<Task, Promise<Made | undefined>>,
): Promise<Map<Task, Made>> {
  const made = new Map<Task, Made>();
  if (making.size === 0) return made;
  const settled = new Map<Task, Made | undefined>();
  for (const [task, one] of making) void one.then((decided) => settled.set(task, decided));
  // Mostly all are made before the loop turns, and the batch does not wait for that.
  await Promise.race([Promise.all(making.values()), setImmediate()]);
  for (const [task, one] of making) {
    const decided = settled.get(task);
    if (decided !== undefined) made.set(task, decided);
    else if (!settled.has(task)) detach(options, task, one);
  }
  return made;
}

/** The task leaves its batch, and delays its own queue only, until its decision is there, or it is to be made anew. */
export function detach(
  options: Pick<BatchOptions, "onDetached">,
  task: Task,
  made: Promise<Made | undefined>,
): void {
  task.away = true;
  options.onDetached(task, made);
}

/** Gives what can be written now. Tasks whose decision takes longer are handed to `onDetached`. */
export async function decide(
  options: DecideOptions,
  tasks: readonly Task[],
  repeats: ReadonlySet<Task>,
): Promise<ReadonlyMap<Task, Made>> {
  const made = new Map<Task, Made>();
  const groups = new Map<AnyHandler, Task[]>();
  for (const task of tasks) {
    const repeat = repeats.has(task);
    const ready = repeat ? decidedBefore(task) : task.made;
    if (ready?.repeat === repeat) made.set(task, ready);
    else {
      const group = groups.get(task.job.handler);
      if (group === undefined) groups.set(task.job.handler, [task]);
      else group.push(task);
    }
  }
  const reading = new RoundTrips(options.session);
  const loads = await Promise.all(
    [...groups].map(([handler, group]) => load(reading, handler, group, repeats)),
  );
  // Only now, when nothing can fail any more that would have them decided twice.
  const now = options.clock();
  const making = new Map<Task, Promise<Made>>();
  for (const { tasks: loaded, states } of loads) {
    loaded.forEach((task, index) => {
      const decided = repeats.has(task) ? again : first;
      making.set(task, decided(options, task, states[index], now));
    });
  }
  for (const [task, one] of await madeAtOnce(options, making)) made.set(task, one);
  return made;
}

interface Loaded {
  readonly tasks: readonly Task[];
  /** In the order of the tasks. */
  readonly states: readonly unknown[];
}

async function load(
  reading: RoundTrips,
  handler: AnyHandler,
  tasks: readonly Task[],
  repeats: ReadonlySet<Task>,
): Promise<Loaded> {
  const jobs = tasks.map((task) => ({
    event: task.job.event,
    person: personOf(task),
    repeat: repeats.has(task),
  }));
  const states = await handler.load(reading, jobs);
  if (states.length !== tasks.length) {
    throw new Error(`${handler.name} loaded ${states.length} states for ${tasks.length} jobs`);
  }
  return { tasks, states };
}

/** What a repeat gets without asking its handler, which has nothing to say or has decided already. */
function decidedBefore({ job, made, unsure }: Task): Made | undefined {
  // Committed by ourselves a moment ago, though the answer to the commit was lost.
  if (unsure !== undefined) {
    const { ephemeral, failed } = unsure;
    const { afterCommit } = unsure.decision;
    return { decision: afterCommit ? { afterCommit } : {}, stanzas: [], ephemeral, failed, repeat: true };
  }
  return job.handler.repeated === undefined ? IGNORED : made;
}

async function first(options: DecideOptions, task: Task, state: unknown, now: number): Promise<Made> {
  const { handler, event } = task.job;
  try {
    return serialised(options, await handler.decide(event, state, personOf(task), now));
  } catch (error) {
    return apology(options, task, error, state);
  }
}

/** What the handler gives to a repeat. Where it fails a repeat gets nothing: it was handled all the same. */
async function again(options: DecideOptions, task: Task, state: unknown, now: number): Promise<Made> {
  const { handler, event } = task.job;
  try {
    const decision = await handler.repeated?.(event, state, personOf(task), now);
    return { ...serialised(options, decision ?? {}), repeat: true };
  } catch (error) {
    const about = { queue: task.job.queue, handler: handler.name, ...handler.about?.(event, state) };
    options.log.error({ err: error, ...about }, "the answer to a repeat failed");
    return IGNORED;
  }
}

function serialised(options: DecideOptions, decision: Decision): Made {
  const { send = [], ephemeral = [] } = decision;
  return {
    decision,
    failed: false,
    repeat: false,
    stanzas: send.map(options.serialise),
    ephemeral: ephemeral.map(options.serialise),
  };
}

/** What the handler says where it failed. Never throws. */
export function apology(options: DecideOptions, task: Task, error: unknown, state?: unknown): Made {
  const reference = randomUUID().slice(0, 8);
  const { handler, event, queue } = task.job;
  const person = personOf(task);
  const about = {
    reference,
    queue,
    handler: handler.name,
    ...(person && { person: person.address }),
    ...handler.about?.(event, state),
  };
  options.log.error({ err: error, ...about }, "a handler failed");
  try {
    return { ...serialised(options, handler.failed(event, person, error, reference)), failed: true };
  } catch (again) {
    options.log.error({ err: again, ...about }, "the apology for a failed handler failed too");
    return { ...NOTHING, failed: true };
  }
}
