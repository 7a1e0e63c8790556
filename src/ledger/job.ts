/**
 * Jobs: the interface between the features and the ledger.
 *
 * A feature describes one thing that happened as a `Job` of a queue: a person's, a room's. The ledger gathers the jobs
 * of many queues that are ready at the same moment, reads what their handlers need in few round trips, lets each
 * handler decide, and writes all decisions in one transaction: the cost of durability per message falls as the load
 * grows. Jobs of one queue are handled in the order in which they were posted, one at a time.
 */
import type { Element } from "../xmpp/stanza.ts";
import type { Person, PersonKey } from "./person.ts";
import type { Queryable, Write } from "./statement.ts";

/** One thing that happened, to be handled in order, once, in one transaction. */
interface QueuedJob<E, S, P extends Person | null> {
  /** The name of the queue whose order it keeps: `person:…`, `room:…`, `queue:…`. */
  readonly queue: string;
  readonly event: E;
  readonly handler: JobHandler<E, S, P>;
  /** What makes it the same job: one that was committed before is a repeat. Without it the job must be idempotent. */
  readonly once?: Once;
  /** Bytes that the event holds in memory, roughly, where they are many: queues are bounded by it. */
  readonly size?: number;
  /** Called once: `true` after the commit of its decision, `false` where it failed (with or without an apology). */
  readonly settled?: (committed: boolean) => void;
}

/** By what a repeat is recognised; made by `inboxKey`. */
export interface Once {
  /** A UUID, in hexadecimal. */
  readonly key: string;
  /** It is recognised for ten minutes only. */
  readonly brief: boolean;
}

/** A job that concerns a person; mostly one of the person's own queue (`ofPerson`). */
export interface Job<E, S> extends QueuedJob<E, S, Person> {
  readonly person: PersonKey;
}

/** A job that concerns no person. */
export interface PersonlessJob<E, S> extends QueuedJob<E, S, null> {
  readonly person?: undefined;
}

/** Any job: a `Job` or a `PersonlessJob`. */
export interface AnyJob extends QueuedJob<unknown, unknown, Person | null> {
  readonly person?: PersonKey | undefined;
}

/** Any handler. */
export type AnyHandler = JobHandler<unknown, unknown, Person | null>;

/** The queue of a person, and the person. */
export function ofPerson(person: PersonKey): Pick<Job<never, never>, "queue" | "person"> {
  return { queue: `person:${person.kind}:${person.address}`, person };
}

/** How the jobs of one kind are handled. `P`: `null` where they concern no person. */
export interface JobHandler<E, S, P extends Person | null = Person> {
  readonly name: string;
  /**
   * Whether the job is reason enough to keep a person of whom nothing is stored yet. Without this member it is. Where it
   * is not, the person's id is that of no row, and the decision must write nothing. A job with a key always is.
   */
  keepsStranger?(event: E): boolean;
  /** Reads the states that the decisions need, for many jobs in one round trip, in the order of `jobs`. */
  load(db: Queryable, jobs: readonly LoadedJob<E, P>[]): Promise<readonly S[]>;
  /** Decides. A promise leaves the batch, so that it delays this queue only. `now` in ms since the epoch. */
  decide(event: E, state: S, person: P, now: number): Decision | Promise<Decision>;
  /**
   * Decides for a recognised repeat: its receipt, or the first answer again. Without this member a repeat gets nothing,
   * and is not loaded. A repeat is not recorded, so its writes must be idempotent.
   */
  repeated?(event: E, state: S, person: P, now: number): Decision | Promise<Decision>;
  /** What the log is to name where the job fails, beside its queue. `state`: `undefined` where it was not read. */
  about?(event: E, state: S | undefined): Readonly<Record<string, string | undefined>>;
  /** Decides in place of a `decide` that threw; `reference` stands in the log too. The job counts as handled. */
  failed(event: E, person: P, error: unknown, reference: string): Decision;
}

export interface LoadedJob<E, P extends Person | null = Person> {
  readonly event: E;
  readonly person: P;
  /** It was handled before: `repeated` decides. */
  readonly repeat: boolean;
}

/** The rows to be written and the stanzas to be sent for one job. */
export interface Decision {
  readonly writes?: readonly Write[];
  /**
   * Durable: they leave after the commit, and again on the next stream until they are confirmed. Each has `from`, `to`,
   * `id` and `type`.
   */
  readonly send?: readonly Element[];
  /** Sent after the commit if the stream is there, and not kept: receipts, chat states, answers to probes. */
  readonly ephemeral?: readonly Element[];
  /** Remembers the person's language. */
  readonly lang?: string | undefined;
  /** Spares the queue's next job its reading, once it is committed, if that job is of the same handler. */
  readonly leaves?: Leaving | undefined;
  readonly afterCommit?: (() => void) | undefined;
}

/** The state that is left to the next job, in memory. */
export interface Leaving {
  /** About how many bytes it holds. */
  readonly size: number;
  /**
   * Makes from it what the handler's `load` would read for an event; `undefined` where it is not enough. A decision
   * made from that counts only if one of its writes `compares`, else the job is decided again from what is loaded.
   */
  recall(event: unknown): unknown;
}
