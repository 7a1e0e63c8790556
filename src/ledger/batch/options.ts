/** Everything that a batch works with, and the events that it tells. */
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { Element } from "../../xmpp/stanza.ts";
import type { Session } from "../database/session.ts";
import type { Tenure } from "../lease/tenure.ts";
import type { OutboxIds, OutboxRow } from "../outbox/rows.ts";
import type { Statement } from "../statement.ts";
import type { Memory } from "./memory.ts";
import type { Made, Task } from "./task.ts";

export interface BatchOptions {
  readonly session: Session;
  readonly memory: Memory;
  readonly outboxIds: OutboxIds;
  /** The place of each statement in a transaction. */
  readonly order: ReadonlyMap<Statement<never>, number>;
  /** By the names of statements: takes the rows that they gave, after the commit. */
  readonly onRows: ReadonlyMap<string, (rows: readonly unknown[]) => void>;
  readonly domain: string;
  /** Under which to write; `undefined` where the lease is not held. */
  readonly tenure: () => Tenure | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** The XML text of a stanza, safe to send. Throws where it is none of ours. */
  readonly serialise: (element: Element) => string;
  readonly onCommit: (rows: readonly OutboxRow[], ephemeral: readonly string[]) => void;
  /** A commit that was thought lost has happened: its stanzas are in the outbox, and nobody handed them over. */
  readonly onLateCommit: () => void;
  /** A job waits for its decision outside the batch; where there is none then, it is decided again. */
  readonly onDetached: (task: Task, made: Promise<Made | undefined>) => void;
  readonly onFinished: (task: Task, outcome: JobOutcome) => void;
}

/** The outcome of a job: done as decided, recognised as done before, or apologised for. */
export type JobOutcome = "handled" | "repeated" | "failed";
