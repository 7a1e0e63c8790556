/** The rows by which `anteroom doctor` asks the instance that has the lease to examine the server, and gets its answer. */
import type { Queryable } from "../ledger/statement.ts";
import type { Finding } from "./finding.ts";
import type { Fingerprint } from "./fingerprint.ts";
import type { Software } from "./stream/software.ts";

export interface Answer {
  /** Whether it has a stream. Without one nothing was examined. */
  readonly stream: boolean;
  readonly server: Software | null;
  readonly findings: readonly Finding[];
  /** Of the settings with which it runs; an older version tells none. The salt is the errand's id. */
  readonly settings?: Fingerprint;
}

/** The topic of the hint that there is an errand. */
export const TOPIC = "doctor";

// Nobody waits any longer.
const FRESH = "asked_at > clock_timestamp() - interval '30 seconds'";

export async function ask(db: Queryable, id: string, domain: string): Promise<void> {
  await db.query({
    name: "doctor_ask",
    text: `with asked as (
             insert into errand (id, domain, kind, asked) values ($1, $2, 'doctor', '{"taken": false}') returning domain)
           select hint('${TOPIC}', domain) from asked`,
    values: [id, domain],
  });
}

/** Takes one, so that it is carried out once. */
export async function take(db: Queryable, domain: string): Promise<string | undefined> {
  const [row] = await db.query<{ id: string }>({
    name: "doctor_take",
    text: `update errand set asked = '{"taken": true}'
           where id = (select id from errand
                       where domain = $1 and answer is null and kind = 'doctor' and asked = '{"taken": false}' and ${FRESH}
                       limit 1 for update skip locked)
           returning id`,
    values: [domain],
  });
  return row?.id;
}

export async function answer(db: Queryable, id: string, answer: Answer): Promise<void> {
  await db.query({
    name: "doctor_answer",
    text: "update errand set answer = $2::jsonb where id = $1",
    values: [id, JSON.stringify(answer)],
  });
}

export interface Progress {
  readonly taken: boolean;
  readonly answer: Answer | null;
}

/** How far it is; `undefined` where the row is gone. */
export async function progress(db: Queryable, id: string): Promise<Progress | undefined> {
  const [row] = await db.query<Progress>({
    name: "doctor_look",
    text: "select (asked ->> 'taken')::boolean as taken, answer from errand where id = $1",
    values: [id],
  });
  return row;
}

export async function forget(db: Queryable, id: string): Promise<void> {
  await db.query({ name: "doctor_forget", text: "delete from errand where id = $1", values: [id] });
}

/** Deletes what a process has left that was killed while it waited. */
export async function forgetOld(db: Queryable): Promise<boolean> {
  await db.query({
    name: "doctor_sweep",
    text: "delete from errand where kind = 'doctor' and asked_at < clock_timestamp() - interval '2 minutes'",
    values: [],
  });
  return false;
}
