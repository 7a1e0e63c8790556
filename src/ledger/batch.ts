/**
 * Handles the jobs of many people at once: three round trips for all of them instead of a dozen for each.
 *
 * 1. read who they are and which jobs are repeats; let each handler read what it needs,
 * 2. let the handlers decide,
 * 3. write everything in one transaction.
 *
 * What a handler read is not locked. Its statements compare (rev, unique keys) when they write, and a miss undoes
 * the transaction. Whatever fails is narrowed down by halves, each with fresh state, so that one person's conflict
 * or one poisonous row costs the others a little time and nothing else.
 */
import { type BatchOptions, LeaseLost } from "./batch-options.ts";
import { commit } from "./commit.ts";
import { isConnectionLost, sqlState } from "./database.ts";
import { apology, decide } from "./decide.ts";
import { identify } from "./inbox.ts";
import type { Task } from "./task.ts";

// Conflicts come from another component writing for the same person at the same moment: a few tries settle it.
const TRIES = 5;

/** Handles the tasks. Throws `LeaseLost` or the loss of the connection; those not finished are to be tried again. */
export async function handleBatch(options: BatchOptions, tasks: readonly Task[]): Promise<void> {
  try {
    const repeats = await identify(options.session, tasks);
    const made = await decide(options, tasks, repeats);
    if (made.size > 0) await commit(options, made, repeats);
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    if (sqlState(error) === "AN001") throw new LeaseLost("the lease has passed on", { cause: error });
    if (isConnectionLost(error) || options.session.stopped) throw error;
    const left = tasks.filter((task) => !task.away);
    for (const task of left) task.unsure = undefined;
    const [first] = left;
    if (first !== undefined && left.length === 1) {
      await handleFailure(options, first, error);
    } else if (first !== undefined) {
      const half = left.length >> 1;
      await handleBatch(options, left.slice(0, half));
      await handleBatch(options, left.slice(half));
    }
  }
}

/** One task failed by itself: tried again where somebody else was faster, else its apology, else only a log line. */
async function handleFailure(options: BatchOptions, task: Task, error: unknown): Promise<void> {
  task.tries++;
  const apologised = task.made?.failed ?? false;
  if (isConflict(error) && task.tries < TRIES) {
    if (!apologised) task.made = undefined;
    await handleBatch(options, [task]);
  } else if (!apologised && task.person !== undefined) {
    task.made = apology(options, task, error);
    await handleBatch(options, [task]);
  } else {
    const { person, handler } = task.job;
    options.log.error({ err: error, person, handler: handler.name }, "a job was given up");
    options.onFinished(task, "failed");
  }
}

/** Somebody else wrote the same at the same moment: serialization_failure, deadlock, unique_violation. */
function isConflict(error: unknown): boolean {
  const state = sqlState(error);
  return state === "40001" || state === "40P01" || state === "23505";
}
