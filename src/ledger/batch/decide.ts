/**
 * Lets the handlers decide. A handler that throws, now or later, gets its apology in place of its decision: it
 * costs its own job and no other.
 */
import { randomUUID } from "node:crypto";
import { Reading } from "../database/reading.ts";
import type { Tenure } from "../lease/tenure.ts";
import type { Decision, JobHandler } from "../work.ts";
import type { BatchOptions } from "./options.ts";
import { type Made, personOf, type Task } from "./task.ts";

type DecideOptions = Pick<BatchOptions, "session" | "clock" | "log" | "serialise" | "onDetached" | "memory">;

const NOTHING: Decision = {};

/**
 * Decides what can be decided from what the jobs before left in memory. Whether they are repeats is not known yet:
 * to record one as handled a second time fails.
 */
export function decideFromMemory(
  options: DecideOptions,
  tasks: readonly Task[],
  { token }: Tenure,
): Map<Task, Made> {
  const made = new Map<Task, Made>();
  const now = options.clock();
  for (const task of tasks) {
    const { handler, event, person } = task.job;
    const left = options.memory.take(person, token);
    if (left === undefined || left.handler !== handler || task.key === null || task.made !== undefined)
      continue;
    const state = handler.recall?.(left.state, event);
    if (state === undefined) continue;
    task.person = left.person;
    const one = fromMemory(options, task, () => handler.decide(event, state, left.person, now));
    if (one instanceof Promise) detach(options, task, one);
    else if (one !== undefined) made.set(task, one);
  }
  return made;
}

/**
 * `undefined`: nothing in it would tell whether what was in memory still holds, or it failed at once, and will be
 * answered for when it fails again with everything read. What took its time and failed is answered for now: it may
 * have been given up after half a minute, or have done something in the world.
 */
function fromMemory(
  options: DecideOptions,
  task: Task,
  make: () => Decision | Promise<Decision>,
): Made | undefined | Promise<Made | undefined> {
  const checked = (decision: Decision): Made | undefined => {
    const compares = decision.writes?.some(({ statement }) => statement.compares) ?? false;
    return compares ? serialised(options, decision, false) : undefined;
  };
  try {
    const decision = make();
    if (!("then" in decision)) return checked(decision);
    return Promise.resolve(decision)
      .then(checked)
      .catch((error: unknown) => apology(options, task, error));
  } catch {
    return undefined;
  }
}

/** The task leaves its batch, and delays its own person only, until its decision is there, or it is to be made anew. */
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
  const groups = new Map<JobHandler<unknown, unknown>, Task[]>();
  for (const task of tasks) {
    if (repeats.has(task)) made.set(task, repeated(options, task));
    else if (task.made !== undefined) made.set(task, task.made);
    else {
      const group = groups.get(task.job.handler);
      if (group === undefined) groups.set(task.job.handler, [task]);
      else group.push(task);
    }
  }
  const reading = new Reading(options.session);
  const loads = await Promise.all([...groups].map(([handler, group]) => load(reading, handler, group)));
  // Only now, when nothing can fail any more that would have them decided twice.
  const now = options.clock();
  for (const { tasks: loaded, states } of loads) {
    loaded.forEach((task, index) => {
      const { handler, event } = task.job;
      const one = guarded(options, task, () => handler.decide(event, states[index], personOf(task), now));
      if (one instanceof Promise) detach(options, task, one);
      else made.set(task, one);
    });
  }
  return made;
}

interface Loaded {
  readonly tasks: readonly Task[];
  /** In the order of the tasks. */
  readonly states: readonly unknown[];
}

async function load(
  reading: Reading,
  handler: JobHandler<unknown, unknown>,
  tasks: readonly Task[],
): Promise<Loaded> {
  const jobs = tasks.map((task) => ({ event: task.job.event, person: personOf(task) }));
  const states = await handler.load(reading, jobs);
  if (states.length !== tasks.length) {
    throw new Error(`${handler.name} loaded ${states.length} states for ${tasks.length} jobs`);
  }
  return { tasks, states };
}

/** What a job gets that was handled before: nothing is written or queued a second time. */
function repeated(options: DecideOptions, task: Task): Made {
  // Committed by ourselves a moment ago, though the answer to the commit was lost.
  if (task.unsure !== undefined) {
    const { decision, ephemeral, failed } = task.unsure;
    const { afterCommit } = decision;
    return { decision: afterCommit ? { afterCommit } : NOTHING, stanzas: [], ephemeral, failed };
  }
  const { handler, event } = task.job;
  try {
    return serialised(options, handler.repeated?.(event, personOf(task)) ?? NOTHING, false);
  } catch (error) {
    options.log.error({ err: error, handler: handler.name }, "the answer to a repeat failed");
    return serialised(options, NOTHING, false);
  }
}

function guarded(
  options: DecideOptions,
  task: Task,
  make: () => Decision | Promise<Decision>,
): Made | Promise<Made> {
  try {
    const decision = make();
    if (!("then" in decision)) return serialised(options, decision, false);
    return Promise.resolve(decision)
      .then((later) => serialised(options, later, false))
      .catch((error: unknown) => apology(options, task, error));
  } catch (error) {
    return apology(options, task, error);
  }
}

function serialised(options: DecideOptions, decision: Decision, failed: boolean): Made {
  const { send = [], ephemeral = [] } = decision;
  return {
    decision,
    failed,
    stanzas: send.map(options.serialise),
    ephemeral: ephemeral.map(options.serialise),
  };
}

/** What the handler says where it failed. Never throws. */
export function apology(options: DecideOptions, task: Task, error: unknown): Made {
  const reference = randomUUID().slice(0, 8);
  const { handler, event } = task.job;
  const person = personOf(task);
  const about = { reference, person: person.address, handler: handler.name };
  options.log.error({ err: error, ...about }, "a handler failed");
  try {
    return serialised(options, handler.failed(event, person, error, reference), true);
  } catch (again) {
    options.log.error({ err: again, ...about }, "its apology failed too");
    return serialised(options, NOTHING, true);
  }
}
