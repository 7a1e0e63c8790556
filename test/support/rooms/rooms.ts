/** Rows of rooms as the component would have written them, and the SQL functions as a web application calls them. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import type { NamedQuery } from "../../../src/ledger/database/database.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { Statement } from "../../../src/ledger/statement.ts";
import type { TestDatabase } from "../database/postgres.ts";
import { disposeWithTest } from "../process/lifetime.ts";

export const DOMAIN = "help.example.org";

/** What `take_room`, `seat_client` and `renew_seat` give. */
export interface Given {
  readonly room_id: string;
  readonly room_jid: string;
  readonly password: string;
  readonly nick: string;
  readonly seat: string;
  readonly join_uri: string;
  readonly lease_until: Date;
}

type Asking = Pick<TestDatabase, "query">;
type Arguments = Readonly<Record<string, unknown>>;

function call(name: string, given: Arguments) {
  const names = Object.keys(given);
  const text = `select * from ${name}(${names.map((key, index) => `${key} => $${index + 1}`).join(", ")})`;
  return { text, values: Object.values(given) };
}

/** Calls a function of the SQL interface with named arguments, and gives its rows. */
export async function rowsOf<Row extends pg.QueryResultRow = Given>(
  db: Asking,
  name: string,
  given: Arguments,
): Promise<readonly Row[]> {
  const { text, values } = call(name, given);
  return db.query<Row>(text, values);
}

/** Calls a function that gives one row. */
export async function give(db: Asking, name: string, given: Arguments): Promise<Given> {
  const [row, ...more] = await rowsOf(db, name, given);
  if (row === undefined || more.length > 0) throw new Error(`${name} gave not one row`);
  return row;
}

/** Calls a function that gives one value. */
export async function answerOf<Value>(db: Asking, name: string, given: Arguments): Promise<Value> {
  const [row] = await rowsOf<Record<string, Value>>(db, name, given);
  return Object.values(row ?? {})[0] as Value;
}

/** The SQLSTATE and the text with which a call fails. */
export async function refusal(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    (given) => `gave ${JSON.stringify(given)}`,
    (error: pg.DatabaseError) => `${error.code}: ${error.message}`,
  );
}

export interface RoomRow {
  readonly status?: string;
  readonly queue?: string;
  readonly domain?: string;
  /** How long ago staff came in, where it did; a plain number of seconds. */
  readonly waited?: number;
  readonly staff?: string;
}

const WITH_STAFF: Readonly<Record<string, string>> = {
  reserved: "coming",
  staff_waiting: "inside",
  client_coming: "inside",
  chatting: "inside",
  lost: "missing",
  closing: "inside",
};
const WITH_CLIENT: Readonly<Record<string, string>> = { client_coming: "coming", chatting: "inside" };

export interface MadeRoom {
  readonly id: string;
  readonly jid: string;
  readonly password: string;
  readonly staffSeat: string | undefined;
  readonly clientSeat: string | undefined;
}

/** A room in any status, with the seats that belong to it. */
export async function makeRoom(db: Asking, row: RoomRow = {}): Promise<MadeRoom> {
  const { status = "available", queue = "default", domain = DOMAIN, waited = 0, staff = "Sam" } = row;
  const password = randomUUID().replaceAll("-", "");
  const jid = `${password}@rooms.example.org`;
  const over = status === "closed" || status === "failed";
  const staffState = WITH_STAFF[status];
  const clientState = WITH_CLIENT[status];
  await db.query("insert into queue values ($1) on conflict do nothing", [queue]);
  const [made] = await db.query<{ id: string }>(
    `insert into room (domain, queue, jid, bot_nick, lease, status, password, staff, client, waiting_since, closed_at)
     values ($1, $2, $3, 'Anteroom', '45 seconds', $4, $5, $6, $7, clock_timestamp() - $8::float8 * interval '1 second',
             case when $9 then clock_timestamp() end) returning id`,
    [
      domain,
      queue,
      jid,
      status,
      over ? null : password,
      staffState === undefined ? null : staff,
      clientState === undefined ? null : "Cleo",
      waited,
      over,
    ],
  );
  const id = made?.id ?? "";
  const seat = async (role: string, state: string | undefined, person: string) => {
    if (state === undefined) return undefined;
    const [{ id: seatId } = { id: "" }] = await db.query<{ id: string }>(
      `insert into seat (id, room_id, role, person, nick, nicks, state, awaited, missing_since, lease_until, password)
       values (secret(), $1, $2, $3, $3, $4, $5, $6, case when $5 = 'missing' then clock_timestamp() end,
               clock_timestamp() + interval '1 minute', $7) returning id`,
      [id, role, person, state === "inside" ? [person] : [], state, state === "coming", password],
    );
    await db.query(`update room set ${role}_seat = $2 where id = $1`, [id, seatId]);
    return seatId;
  };
  return {
    id,
    jid,
    password,
    staffSeat: await seat("staff", staffState, staff),
    clientSeat: await seat("client", clientState, "Cleo"),
  };
}

/** Says that the component of a domain has a stream. */
export async function haveStream(db: Asking, domain: string): Promise<void> {
  await db.query(
    `insert into lease (domain, fence, holder, expires_at, online_at, token)
     values ($1, 1, 'one', clock_timestamp() + interval '9 seconds', clock_timestamp(), gen_random_uuid())`,
    [domain],
  );
}

/** A connection of a web application: for what lies within one transaction. */
export interface Caller extends Asking, AsyncDisposable {}

/** `schema`: on its search path; null where it names the schema itself. */
export async function connectCaller({ url, schema }: CallerOptions): Promise<Caller> {
  const client = new pg.Client({
    connectionString: url,
    ...(schema !== null && { options: `-c search_path=${schema}` }),
  });
  client.on("error", () => {});
  await client.connect();
  return disposeWithTest({
    query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await client.query<Row>(text, [...values])).rows,
    [Symbol.asyncDispose]: () => client.end(),
  });
}

/** Many callers at once: more than there are connections for, as with any web application. */
export function connectCrowd({ url, schema }: Pick<TestDatabase, "url" | "schema">): Caller {
  const pool = new pg.Pool({ connectionString: url, max: 30, options: `-c search_path=${schema}` });
  pool.on("error", () => {});
  return disposeWithTest({
    query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    [Symbol.asyncDispose]: () => pool.end(),
  });
}

export interface CallerOptions {
  readonly url: string;
  readonly schema: string | null;
}

/** The database as the component's own statements see it; `underLease` as if this instance had the lease. */
export function ledgerOf(db: Asking): Pick<Ledger, "db" | "underLease"> {
  const query = async <Row>({ text, values = [] }: NamedQuery) =>
    (await db.query<Row & pg.QueryResultRow>(text, values)) as readonly Row[];
  return {
    db: { query } as Ledger["db"],
    underLease: async (queries) => {
      const results: (readonly unknown[])[] = [];
      for (const one of queries) results.push(await query(one));
      return results;
    },
  };
}

/** Runs a statement of a batch. */
export async function run<Row>(db: Asking, { text, values }: Statement<Row>, rows: readonly Row[]) {
  return db.query(text, values(rows));
}
