/**
 * Writes the decisions for many jobs in one transaction: the records of handled jobs, the rows of each statement, the
 * stanzas to be sent. It first asks whether the lease is still held, which also keeps it from passing on until the end.
 */
import { randomUUID } from "node:crypto";
import { isConnectionLost, type NamedQuery } from "../database/database.ts";
import type { Session } from "../database/session.ts";
import { held, holdLease } from "../lease/tenure.ts";
import { addToOutbox, type OutboxRow } from "../outbox/rows.ts";
import type { Statement } from "../statement.ts";
import { type Handled, recordHandled } from "./inbox.ts";
import type { BatchOptions } from "./options.ts";
import { rememberLanguages } from "./people.ts";
import { type Made, personOf, type Task } from "./task.ts";

export async function commit(
  options: BatchOptions,
  made: ReadonlyMap<Task, Made>,
  repeats: ReadonlySet<Task>,
): Promise<void> {
  const tenure = held(options.tenure());
  const rows: OutboxRow[] = [];
  const ephemeral: string[] = [];
  for (const one of made.values()) {
    for (const stanza of one.stanzas) rows.push({ id: options.outboxIds.next(tenure), stanza });
    ephemeral.push(...one.ephemeral);
  }
  const queries = statements(options, made, repeats);
  if (rows.length > 0) queries.push(addToOutbox(options.domain, rows));
  let results: Awaited<ReturnType<Session["transaction"]>> = [];
  if (queries.length > 0) {
    try {
      [, ...results] = await options.session.transaction([holdLease(options.domain, tenure), ...queries]);
    } catch (error) {
      // Whether it is committed, or will be when its last bytes have found their way, nobody can tell now.
      if (isConnectionLost(error)) {
        for (const [task, one] of made) if (!repeats.has(task)) task.unsure = one;
      }
      throw error;
    }
  }
  // From here on nothing may throw: a committed job must not be tried again.
  guard(options, () => options.onCommit(rows, ephemeral));
  if (options.onRows.size > 0) {
    for (const [index, { name = "" }] of queries.entries()) {
      const given = results[index]?.rows ?? [];
      guard(options, () => options.onRows.get(name)?.(given));
    }
  }
  if ([...repeats].some((task) => task.unsure !== undefined && made.has(task)))
    guard(options, options.onLateCommit);
  for (const [task, { decision, failed }] of made) {
    const { afterCommit, leaves, lang } = decision;
    if (afterCommit !== undefined) guard(options, afterCommit);
    if (leaves !== undefined && !repeats.has(task)) {
      const person = personOf(task);
      const now =
        person === null || lang === undefined || lang === person.lang ? person : { ...person, lang };
      const { handler, queue } = task.job;
      options.memory.keep(queue, { handler, person: now, leaves }, tenure.token);
    }
    options.onFinished(task, failed ? "failed" : repeats.has(task) ? "repeated" : "handled");
  }
}

function guard(options: BatchOptions, step: () => void): void {
  try {
    step();
  } catch (error) {
    options.log.error({ err: error }, "an action after a commit failed");
  }
}

/**
 * In order: records, languages, the writes in the order of their statements. The rows of each statement follow the ids of
 * the people, and then the queues: two components that write for the same people then lock them in the same order, and
 * never wait for each other in a circle.
 */
function statements(
  { order }: BatchOptions,
  made: ReadonlyMap<Task, Made>,
  repeats: ReadonlySet<Task>,
): NamedQuery[] {
  const handled: Handled[] = [];
  const spoken: { person: string; lang: string }[] = [];
  const writes = new Map<Statement<never>, unknown[]>();
  for (const [task, one] of [...made].sort(([a], [b]) => inOrder(a, b))) {
    const person = personOf(task);
    const { decision } = one;
    // A job without a key gets one as soon as it writes: if the answer to the commit is lost, it tells whether
    // the job was handled.
    if (task.key === null && (decision.writes?.length || one.stanzas.length)) task.key = randomUUID();
    if (task.key !== null && !repeats.has(task)) {
      handled.push({ person, queue: task.job.queue, key: task.key, outlived: task.outlived });
    }
    if (person !== null && decision.lang !== undefined && decision.lang !== person.lang) {
      spoken.push({ person: person.id, lang: decision.lang });
    }
    for (const { statement, row } of decision.writes ?? []) {
      const rows = writes.get(statement);
      if (rows !== undefined) rows.push(row);
      else if (order.has(statement)) writes.set(statement, [row]);
      else throw new Error(`no feature lists the statement ${statement.name}`);
    }
  }
  const queries: NamedQuery[] = [];
  queries.push(...recordHandled(handled));
  if (spoken.length > 0) queries.push(rememberLanguages(spoken));
  const placeOf = (statement: Statement<never>): number => order.get(statement) ?? 0;
  for (const [statement, rows] of [...writes].sort(([a], [b]) => placeOf(a) - placeOf(b))) {
    queries.push({ name: statement.name, text: statement.text, values: statement.values(rows as never[]) });
  }
  return queries;
}

/** By the people's ids, which are numbers in decimal, then by queue. */
function inOrder(one: Task, other: Task): number {
  const a = personOf(one)?.id ?? "";
  const b = personOf(other)?.id ?? "";
  return a.length - b.length || compare(a, b) || compare(one.job.queue, other.job.queue);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a === b ? 0 : 1;
}
