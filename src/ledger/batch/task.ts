/** A job on its way through the ledger, with its decision. */
import type { AnyJob, Decision } from "../job.ts";
import type { Person } from "../person.ts";

/** A decision with its stanzas as text, so that one that cannot be sent is found before anything is written. */
export interface Made {
  readonly decision: Decision;
  readonly stanzas: readonly string[];
  readonly ephemeral: readonly string[];
  /** It is the handler's apology. */
  readonly failed: boolean;
  /** It was decided for a repeat. */
  readonly repeat: boolean;
}

export interface Task {
  readonly job: AnyJob;
  /** Under which it is recorded as handled, once it is. */
  key: string | null;
  /** The key is recognised for ten minutes only. */
  readonly brief: boolean;
  /** The key stands there from before, longer than it is recognised. */
  outlived: boolean;
  /** Read from the database at each try; `null` where the job concerns nobody. */
  person: Person | null | undefined;
  /** Made outside the batch (a slow handler) or in place of one that failed; then it is only written. */
  made: Made | undefined;
  /** The decision of the last commit whose outcome is unknown: it may still come about. */
  unsure: Made | undefined;
  /** Its decision is being made outside the batch. */
  away: boolean;
  tries: number;
}

export function newTask(job: AnyJob): Task {
  return {
    job,
    key: job.once?.key ?? null,
    brief: job.once?.brief ?? false,
    outlived: false,
    person: undefined,
    made: undefined,
    unsure: undefined,
    away: false,
    tries: 0,
  };
}

/** The person whom the task concerns. Throws before the person was read. */
export function personOf(task: Task): Person | null {
  if (task.person === undefined) throw new Error("a task is decided before its person is known");
  return task.person;
}
