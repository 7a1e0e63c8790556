/**
 * Writes what was decided for many jobs in one transaction: the question whether the lease is still held, which also
 * keeps it from passing on until the end, what was handled, the rows of each statement, the stanzas to be sent.
 */
import { randomUUID } from "node:crypto";
import { type BatchOptions, LeaseLost } from "./batch-options.ts";
import type { NamedQuery } from "./database.ts";
import { recordMessages, rememberLanguages } from "./inbox.ts";
import { addToOutbox, type OutboxRow } from "./outbox-rows.ts";
import { type Made, personOf, type Task } from "./task.ts";
import type { Statement } from "./work.ts";

export async function commit(
  options: BatchOptions,
  made: ReadonlyMap<Task, Made>,
  repeats: ReadonlySet<Task>,
): Promise<void> {
  const fence = currentFence(options);
  const queries = statements(options.domain, made, repeats);
  let rows: readonly OutboxRow[] = [];
  if (queries.length > 0) {
    for (const [task, one] of made) if (!repeats.has(task)) task.unsure = one;
    const results = await options.session.transaction([holdLease(options.domain, fence), ...queries]);
    const stanzas = [...made.values()].flatMap((one) => one.stanzas);
    const ids: readonly { id: string }[] = stanzas.length > 0 ? (results.at(-1)?.rows ?? []) : [];
    rows = ids.map(({ id }, index) => ({ id, stanza: stanzas[index]?.text ?? "" }));
  }
  const ephemeral = [...made.values()].flatMap((one) => one.ephemeral);
  // From here on nothing may throw: what is committed must not be tried again.
  guard(options, () => options.onCommit(rows, ephemeral));
  for (const [task, { decision, failed }] of made) {
    const { afterCommit } = decision;
    if (afterCommit !== undefined) guard(options, afterCommit);
    options.onFinished(task, failed ? "failed" : repeats.has(task) ? "repeated" : "handled");
  }
}

function guard(options: BatchOptions, step: () => void): void {
  try {
    step();
  } catch (error) {
    options.log.error({ err: error }, "what follows a commit failed");
  }
}

function currentFence(options: BatchOptions): string {
  try {
    return options.fence();
  } catch (error) {
    throw new LeaseLost("the lease is not held", { cause: error });
  }
}

/** In order: what was handled, languages, the writes by rank, the outbox. */
function statements(
  domain: string,
  made: ReadonlyMap<Task, Made>,
  repeats: ReadonlySet<Task>,
): readonly NamedQuery[] {
  const handled: { person: string; key: string }[] = [];
  const spoken: { person: string; lang: string }[] = [];
  const writes = new Map<Statement<never>, unknown[]>();
  const stanzas: Made["stanzas"][number][] = [];
  for (const [task, one] of made) {
    const person = personOf(task);
    const { decision } = one;
    // A job without a key gets one as soon as it writes: if the answer to the commit is lost, it tells whether
    // the job was handled.
    if (task.key === null && (decision.writes?.length || one.stanzas.length)) task.key = randomUUID();
    if (task.key !== null && !repeats.has(task)) handled.push({ person: person.id, key: task.key });
    if (decision.lang !== undefined && decision.lang !== person.lang) {
      spoken.push({ person: person.id, lang: decision.lang });
    }
    for (const { statement, row } of decision.writes ?? []) {
      const rows = writes.get(statement);
      if (rows === undefined) writes.set(statement, [row]);
      else rows.push(row);
    }
    stanzas.push(...one.stanzas);
  }
  const queries: NamedQuery[] = [];
  if (handled.length > 0) queries.push(recordMessages(handled));
  if (spoken.length > 0) queries.push(rememberLanguages(spoken));
  for (const [statement, rows] of [...writes].sort(([a], [b]) => a.rank - b.rank)) {
    queries.push({ name: statement.name, text: statement.text, values: statement.values(rows as never[]) });
  }
  if (stanzas.length > 0) queries.push(addToOutbox(domain, stanzas));
  return queries;
}

/** Fails where the lease has passed on, and keeps it from passing on until the transaction has ended. */
function holdLease(domain: string, fence: string): NamedQuery {
  return {
    name: "ledger_hold_lease",
    // The function, whose search path is its own, costs ten times as much as the look: it is left to say no.
    text: `select must_hold_lease($1, $2)
           where not exists (select from lease where domain = $1 and fence = $2 for key share)`,
    values: [domain, fence],
  };
}
