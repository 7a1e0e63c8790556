/** Finds the rooms that a component has to look after. */
import type { NamedQuery } from "../../ledger/database/database.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { Status } from "../life/index.ts";

export interface OpenRow {
  readonly id: string;
  readonly jid: string;
  readonly botNick: string;
  readonly queue: string;
  readonly status: Status;
  readonly destroying: boolean;
  readonly password: string;
  readonly nextPassword: string | null;
  /** Bare JIDs of people in it whose own addresses answered pings when they came in. */
  readonly answering: readonly string[];
}

/** All open rooms of the component, those with people first; or those of them that have one of the ids. */
export function openRooms(
  db: Queryable,
  domain: string,
  ids: readonly string[] | null = null,
): Promise<readonly OpenRow[]> {
  return db.query<OpenRow>({
    name: "rooms_open",
    text: `select id, jid, bot_nick as "botNick", queue, status, destroying, password, next_password as "nextPassword",
                  array(select taken_by from seat
                        where seat.id in (staff_seat, client_seat) and room_id = room.id and answers
                          and taken_by is not null) as answering
           from room where domain = $1 and closed_at is null and ($2::bigint[] is null or id = any ($2))
           order by status = 'available', id`,
    values: [domain, ids],
  });
}

/** The rooms that SQL functions wrote since the component looked. */
export function unseenRooms(domain: string): NamedQuery {
  return {
    name: "rooms_unseen",
    text: "select id from room where domain = $1 and unseen and closed_at is null",
    values: [domain],
  };
}

/**
 * Free rooms on whose rows a claim was rolled back. Nothing tells of it but the row itself, until it is written or locked
 * again.
 */
export function undoneClaims(domain: string): NamedQuery {
  return {
    name: "rooms_undone_claims",
    text: `select id from room
           where domain = $1 and closed_at is null and status in ('available', 'staff_waiting')
             and next_password is null and not unseen and was_undone(xmax)`,
    values: [domain],
  };
}
