/**
 * This folder handles batches: the jobs of many queues at once, in three round trips for all of them instead of a dozen
 * for each, and in one where the jobs before left the states in memory.
 *
 * 1. read the people, and which jobs are repeats; let each handler read its states,
 * 2. let the handlers decide,
 * 3. write everything in one transaction.
 *
 * The rows that a handler reads are not locked. Its statements compare (rev, unique keys) when they write, and a miss
 * undoes the transaction. A batch that fails is narrowed down by halves, each with fresh state, so that one job's
 * conflict or one poisonous row costs the others a little time and nothing else.
 */

import { ConnectionLost, LeaseLost } from "../../errors.ts";
import { reason } from "../../ops/reason.ts";
import { isConnectionLost, sqlState } from "../database/database.ts";
import { held } from "../lease/tenure.ts";
import { pause } from "../pause.ts";
import { commit } from "./commit.ts";
import { apology, decide, decideFromMemory, detach } from "./decide.ts";
import { identify } from "./identify.ts";
import type { BatchOptions } from "./options.ts";
import type { Made, Task } from "./task.ts";

// A conflict comes from another component that writes for the same person at the same moment, and is nobody's failure:
// it is tried again, from the third time on after a pause of random length, so that two that always meet no longer do.
// A job that loses this often in a row, for some ten seconds, does not lose by chance.
const TRIES = 25;
const AT_ONCE = 2;
const FIRST_PAUSE_MS = 4;
const LAST_PAUSE_MS = 1_000;

/** Handles the tasks. Throws `LeaseLost` or the loss of the connection; those not finished are to be tried again. */
export async function handleBatch(options: BatchOptions, tasks: readonly Task[]): Promise<void> {
  const made = await decideFromMemory(options, tasks, held(options.tenure()));
  const remembered = made.size;
  try {
    await handle(options, tasks, made);
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    if (sqlState(error) === "AN001") throw new LeaseLost("the lease has passed on", { cause: error });
    if (isConnectionLost(error) || options.session.stopped) throw error;
    const left = tasks.filter((task) => !task.away);
    const [first] = left;
    if (remembered > 0) {
      // The states in memory may no longer hold, and are gone from there.
      await handleBatch(options, left);
    } else if (first !== undefined && left.length === 1) {
      await handleFailure(options, first, error);
    } else if (first !== undefined) {
      const half = left.length >> 1;
      await handleBatch(options, left.slice(0, half));
      await handleBatch(options, left.slice(half));
    }
  }
}

/** `made`: the decisions that are made already. */
async function handle(options: BatchOptions, tasks: readonly Task[], made: Map<Task, Made>): Promise<void> {
  const rest = tasks.filter((task) => !made.has(task) && !task.away);
  const repeats = rest.length === 0 ? new Set<Task>() : await identify(options.session, rest);
  for (const task of repeats) if (task.unsure === undefined) options.memory.distrust(task.job.queue);
  if (rest.length > 0) for (const [task, one] of await decide(options, rest, repeats)) made.set(task, one);
  if (made.size > 0) await commit(options, made, repeats);
}

/** One task failed by itself. It is tried again where somebody else was faster; else it gets its apology or a log line. */
async function handleFailure(options: BatchOptions, task: Task, error: unknown): Promise<void> {
  task.tries++;
  const apologised = task.made?.failed ?? false;
  if (isConflict(error) && task.tries < TRIES) {
    if (!apologised) task.made = undefined;
    if (task.tries <= AT_ONCE) await handleBatch(options, [task]);
    else
      detach(
        options,
        task,
        randomPause(task.tries - AT_ONCE).then(() => task.made),
      );
  } else if (task.person === undefined && !/^(22|54)/.test(sqlState(error) ?? "")) {
    // People cannot be looked up at all: that is no message's fault, and there is nothing to apologise with.
    throw new ConnectionLost(`people cannot be looked up: ${reason(error)}`, { cause: error });
  } else if (!apologised && task.person !== undefined) {
    task.made = apology(options, task, error);
    await handleBatch(options, [task]);
  } else {
    const { queue, handler, event } = task.job;
    const about = { queue, handler: handler.name, ...handler.about?.(event, undefined) };
    options.log.error({ err: error, ...about }, "a job was given up");
    options.onFinished(task, "failed");
  }
}

function randomPause(n: number): Promise<void> {
  return pause(Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** n, LAST_PAUSE_MS));
}

/**
 * Somebody else wrote the same at the same moment: serialization_failure, deadlock, unique_violation; or a stranger was
 * forgotten at the moment of their return: foreign_key_violation.
 */
function isConflict(error: unknown): boolean {
  const state = sqlState(error);
  return state === "40001" || state === "40P01" || state === "23505" || state === "23503";
}
