/**
 * Handles the jobs of many people at once: three round trips for all of them instead of a dozen for each.
 *
 * 1. read who they are and which jobs are repeats; let each handler read what it needs,
 * 2. let the handlers decide,
 * 3. write everything in one pipelined transaction.
 *
 * What a handler read is not locked. Its statements compare (rev, unique keys) when they write, and a miss undoes
 * the transaction; the jobs are then tried one by one with fresh state, so that one person's conflict or one
 * poisonous row costs the others a little time and nothing else.
 */
import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Element } from "../xmpp/stanza.ts";
import { isConnectionLost, type NamedQuery, type Session, sqlState } from "./database.ts";
import { addPeople, findPeople, recordMessages, rememberLanguages } from "./inbox.ts";
import type { Task } from "./mailbox.ts";
import { addToOutbox, type OutboxRow } from "./outbox.ts";
import type { Decision, JobHandler, LoadedJob, Person, Statement } from "./work.ts";

/** The lease has passed on: nothing may be written under this number any more. */
export class LeaseLost extends Error {}

export interface BatchOptions {
  readonly session: Session;
  readonly domain: string;
  readonly fence: () => string;
  readonly clock: Clock;
  readonly log: Logger;
  /** The XML text of a stanza, safe to send. Throws where it is none of ours. */
  readonly serialise: (element: Element) => string;
  readonly onCommit: (rows: readonly OutboxRow[], ephemeral: readonly string[]) => void;
  /** A job waits for its decision outside the batch. */
  readonly onDetached: (task: Task, decision: Promise<Made>) => void;
  readonly onFinished: (task: Task, committed: boolean) => void;
}

/** A decision and whether it is an apology. */
export interface Made {
  readonly decision: Decision;
  readonly failed: boolean;
}

const NOTHING: Decision = {};
// Conflicts come from another component writing for the same person at the same moment: a few tries settle it.
const TRIES = 5;

/** Handles the tasks. Throws `LeaseLost` or the loss of the connection; those not finished are to be tried again. */
export async function handleBatch(
  options: BatchOptions,
  client: pg.Client,
  tasks: readonly Task[],
): Promise<void> {
  try {
    await attempt(options, client, tasks);
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    if (sqlState(error) === "AN001") throw new LeaseLost("the lease has passed on", { cause: error });
    if (isConnectionLost(error)) throw error;
    if (tasks.length > 1) {
      for (const task of tasks) await handleBatch(options, client, [task]);
      return;
    }
    await handleFailure(options, client, tasks[0] as Task, error);
  }
}

/** One task failed by itself: tried again where somebody else was faster, else its apology, else only a log line. */
async function handleFailure(
  options: BatchOptions,
  client: pg.Client,
  task: Task,
  error: unknown,
): Promise<void> {
  task.tries++;
  const conflict = sqlState(error) === "40001" || sqlState(error) === "23505";
  if (conflict && task.tries < TRIES) {
    if (!task.failed) task.decision = undefined;
    await handleBatch(options, client, [task]);
  } else if (!task.failed && task.person !== undefined) {
    task.decision = apology(options, task, error);
    task.failed = true;
    await handleBatch(options, client, [task]);
  } else {
    options.log.error(
      { err: error, person: task.job.person, handler: task.job.handler.name },
      "a job was given up",
    );
    options.onFinished(task, false);
  }
}

async function attempt(options: BatchOptions, client: pg.Client, tasks: readonly Task[]): Promise<void> {
  const repeats = await identify(client, tasks);
  const made = await decide(options, client, tasks, repeats);
  if (made.size > 0) await commit(options, client, made, repeats);
}

/** Finds or makes the people's rows; gives the tasks that were handled before. */
async function identify(client: pg.Client, tasks: readonly Task[]): Promise<Set<Task>> {
  const addresses = tasks.map((task) => task.job.person);
  const keys = tasks.map((task) => task.job.once ?? null);
  const query = findPeople(addresses, keys);
  type Row = { id: string | null; lang: string | null; repeated: boolean };
  let { rows } = await client.query<Row>(query as pg.QueryConfig);
  const unknown = addresses.filter((_, index) => rows[index]?.id == null);
  if (unknown.length > 0) {
    // One after the other without waiting: a pipelined connection keeps their order.
    const added = client.query(addPeople(unknown) as pg.QueryConfig);
    [, { rows }] = await Promise.all([added, client.query<Row>(query as pg.QueryConfig)]);
  }
  const repeats = new Set<Task>();
  for (const [index, task] of tasks.entries()) {
    const row = rows[index];
    if (row?.id == null) throw new Error(`no row for ${task.job.person}`);
    task.person = { id: row.id, address: task.job.person, lang: row.lang };
    if (row.repeated) repeats.add(task);
  }
  return repeats;
}

/** Lets the handlers decide; gives what can be written now. */
async function decide(
  options: BatchOptions,
  client: pg.Client,
  tasks: readonly Task[],
  repeats: ReadonlySet<Task>,
): Promise<ReadonlyMap<Task, Made>> {
  const made = new Map<Task, Made>();
  const groups = new Map<JobHandler<unknown, unknown>, Task[]>();
  for (const task of tasks) {
    const { handler, event } = task.job;
    if (repeats.has(task)) {
      const decision = guarded(options, task, () => handler.repeated?.(event, known(task)) ?? NOTHING);
      if (!(decision instanceof Promise)) made.set(task, decision);
    } else if (task.decision !== undefined) {
      made.set(task, { decision: task.decision, failed: task.failed });
    } else {
      const group = groups.get(handler);
      if (group === undefined) groups.set(handler, [task]);
      else group.push(task);
    }
  }
  const database = reader(client);
  const now = options.clock();
  await Promise.all(
    [...groups].map(async ([handler, group]) => {
      const jobs: LoadedJob<unknown>[] = group.map((task) => ({
        event: task.job.event,
        person: known(task),
      }));
      const states = await handler.load(database, jobs);
      for (const [index, task] of group.entries()) {
        const decision = guarded(options, task, () =>
          handler.decide(task.job.event, states[index], known(task), now),
        );
        if (decision instanceof Promise) options.onDetached(task, decision);
        else made.set(task, decision);
      }
    }),
  );
  return made;
}

/** Makes a decision; a handler that throws, now or later, gets its apology in place of it. */
function guarded(
  options: BatchOptions,
  task: Task,
  make: () => Decision | Promise<Decision>,
): Made | Promise<Made> {
  const failed = (error: unknown): Made => ({ decision: apology(options, task, error), failed: true });
  try {
    const decision = make();
    if (!(decision instanceof Promise)) return { decision, failed: false };
    return decision.then((later) => ({ decision: later, failed: false }), failed);
  } catch (error) {
    return failed(error);
  }
}

function apology(options: BatchOptions, task: Task, error: unknown): Decision {
  const reference = randomUUID().slice(0, 8);
  const { handler, event } = task.job;
  const person = known(task);
  options.log.error(
    { err: error, reference, person: person.address, handler: handler.name },
    "a handler failed",
  );
  try {
    return handler.failed(event, person, error, reference);
  } catch (again) {
    options.log.error({ err: again, reference, handler: handler.name }, "its apology failed too");
    return NOTHING;
  }
}

async function commit(
  options: BatchOptions,
  client: pg.Client,
  made: ReadonlyMap<Task, Made>,
  repeats: ReadonlySet<Task>,
): Promise<void> {
  const sent: string[] = [];
  const queries = statements(options, made, repeats, sent);
  const ephemeral = [...made.values()].flatMap(({ decision }) =>
    (decision.ephemeral ?? []).map(options.serialise),
  );
  let rows: readonly OutboxRow[] = [];
  if (queries.length > 0) {
    const results = await options.session.transaction(client, [holdLease(options), ...queries]);
    const ids = sent.length > 0 ? (results.at(-1)?.rows ?? []) : [];
    rows = sent.map((stanza, index) => ({ id: ids[index].id, stanza }));
  }
  options.onCommit(rows, ephemeral);
  for (const [task, { decision, failed }] of made) {
    try {
      decision.afterCommit?.();
    } catch (error) {
      options.log.error({ err: error, handler: task.job.handler.name }, "what follows a commit failed");
    }
    options.onFinished(task, !failed);
  }
}

/** The statements of a transaction, the outbox last; what they send is added to `sent`. */
function statements(
  options: BatchOptions,
  made: ReadonlyMap<Task, Made>,
  repeats: ReadonlySet<Task>,
  sent: string[],
): readonly NamedQuery[] {
  const handled: { person: string; key: string }[] = [];
  const spoken: { person: string; lang: string }[] = [];
  const writes = new Map<Statement<never>, unknown[]>();
  const recipients: string[] = [];
  const ids: string[] = [];
  for (const [task, { decision }] of made) {
    const person = known(task);
    if (task.job.once !== undefined && !repeats.has(task))
      handled.push({ person: person.id, key: task.job.once });
    if (decision.lang !== undefined && decision.lang !== person.lang) {
      spoken.push({ person: person.id, lang: decision.lang });
    }
    for (const { statement, row } of decision.writes ?? []) {
      const rows = writes.get(statement);
      if (rows === undefined) writes.set(statement, [row]);
      else rows.push(row);
    }
    for (const stanza of decision.send ?? []) {
      recipients.push(stanza.to);
      ids.push(stanza.id);
      sent.push(options.serialise(stanza.element));
    }
  }
  const queries: NamedQuery[] = [];
  if (handled.length > 0) {
    queries.push(
      recordMessages(
        handled.map((row) => row.person),
        handled.map((row) => row.key),
      ),
    );
  }
  if (spoken.length > 0) {
    queries.push(
      rememberLanguages(
        spoken.map((row) => row.person),
        spoken.map((row) => row.lang),
      ),
    );
  }
  for (const [statement, rows] of [...writes].sort(([a], [b]) => a.rank - b.rank)) {
    queries.push({ name: statement.name, text: statement.text, values: statement.values(rows as never[]) });
  }
  if (sent.length > 0) queries.push(addToOutbox(options.domain, recipients, ids, sent));
  return queries;
}

/** First in each transaction: fails where the lease has passed on, and keeps it from passing on until the end. */
function holdLease(options: BatchOptions): NamedQuery {
  return {
    name: "ledger_hold_lease",
    text: "select must_hold_lease($1, $2)",
    values: [options.domain, options.fence()],
  };
}

function reader(client: pg.Client) {
  return {
    async query<Row extends object>(query: { name: string; text: string; values: readonly unknown[] }) {
      return (await client.query<Row>(query as unknown as pg.QueryConfig)).rows;
    },
  };
}

function known(task: Task): Person {
  if (task.person === undefined) throw new Error("a task is decided before its person is known");
  return task.person;
}
