/** The rows of `spoken`: what browsers sent, until the bot or a room has it. */
import type { Queryable, Statement, Write } from "../../ledger/statement.ts";
import { write } from "../../ledger/statement.ts";
import type { Receipt } from "../mapping/index.ts";
import { tell } from "../stream/index.ts";

/** A message that waits to be given to the bot, or into a room. */
export interface SpokenRow {
  /**
   * The order in which they were sent, as text. It does not name the message: after the database has lost something, another
   * one may have it, and the same one another.
   */
  readonly n: string;
  readonly personId: string;
  /** The sender's bare JID. */
  readonly entity: string;
  /** A UUID by the sender. */
  readonly id: string;
  /** A UUID. */
  readonly thread: string;
  readonly destination: "bot" | "room";
  /** `Content` as JSON. */
  readonly content: string;
  readonly tries: number;
}

export interface WaitingRows {
  readonly domain: string;
  /** Rows up to this one are known to wait no more. */
  readonly after: string;
  /** Rows that are not wanted. */
  readonly held: readonly string[];
  /** People whose rows are not wanted. */
  readonly without: readonly string[];
  readonly limit: number;
}

/** Those that are not over, in order. */
export function waitingRows(db: Queryable, wanted: WaitingRows): Promise<readonly SpokenRow[]> {
  return db.query<SpokenRow>({
    name: "gateway_waiting_rows",
    text: `select n::text, person_id::text as "personId", address as entity, spoken.id, thread, destination, content, tries
           from (select * from spoken
                 where domain = $1 and state in ('waiting', 'sent') and n > $2::bigint
                   and n <> all ($3::bigint[]) and person_id <> all ($4::bigint[])
                 order by n limit $5) as spoken
           join person on person.id = person_id
           order by spoken.n`,
    values: [wanted.domain, wanted.after, wanted.held, wanted.without, wanted.limit],
  });
}

/** The numbers of those of the rows that are over, or gone. */
export async function rowsOver(
  db: Queryable,
  held: readonly Pick<SpokenRow, "n" | "personId" | "id">[],
): Promise<readonly string[]> {
  const rows = await db.query<{ n: string }>({
    name: "gateway_rows_over",
    text: `select n::text from unnest($1::bigint[], $2::bigint[], $3::uuid[]) as held(n, person_id, id)
           where not exists (select from spoken
                             where spoken.person_id = held.person_id and spoken.id = held.id and state in ('waiting', 'sent'))`,
    values: [held.map(({ n }) => n), held.map(({ personId }) => personId), held.map(({ id }) => id)],
  });
  return rows.map(({ n }) => n);
}

interface Over {
  readonly personId: string;
  readonly id: string;
  readonly state: "done" | "failed";
}

const finish: Statement<Over> = {
  name: "gateway_finish_spoken",
  text: `update spoken set state = new.state, content = null
         from unnest($1::bigint[], $2::uuid[], $3::text[]) as new(person_id, id, state)
         where spoken.person_id = new.person_id and spoken.id = new.id and spoken.state in ('waiting', 'sent')`,
  values: (rows) => [
    rows.map(({ personId }) => personId),
    rows.map(({ id }) => id),
    rows.map(({ state }) => state),
  ],
};

/** The message is over, and its sender is told. `failed`: the condition of an error (RFC 6120 §8.3.3). */
export function settle({ personId, id, thread }: SpokenRow, failed?: string): readonly Write[] {
  const receipt: Receipt =
    failed === undefined ? { id, thread, state: "sent" } : { id, thread, state: "failed", reason: failed };
  const state = failed === undefined ? "done" : "failed";
  return [
    write(finish, { personId, id, state }),
    ...tell([personId], JSON.stringify([{ type: "receipt", receipt }])),
  ];
}

/** To be listed before those that add to streams. */
export const courierStatements: readonly Statement<never>[] = [finish];
