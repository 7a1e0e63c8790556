/** Decides how many rooms are to be made, and writes their rows before the server is asked. */
import type { NamedQuery } from "../../ledger/database/database.ts";
import type { Queryable } from "../../ledger/statement.ts";

/** A queue that has fewer rooms than it should have. */
export interface Deficit {
  readonly queue: string;
  /** How many may be made. */
  readonly wanted: number;
}

export interface QueueLevel {
  readonly queue: string;
  readonly ready: number;
  readonly max: number;
}

/** The queues that need rooms, of all components together. Nothing is locked: `makeRooms` counts again. */
export function deficits(db: Queryable, levels: readonly QueueLevel[]): Promise<readonly Deficit[]> {
  return db.query<Deficit>({
    name: "rooms_deficits",
    text: `select * from (
             select level.queue, least(level.ready - count(*) filter (where status in ('creating', 'available')),
                                       level.max - count(room.id))::integer as wanted
             from unnest($1::text[], $2::int[], $3::int[]) as level(queue, ready, max)
             left join room on room.queue = level.queue and closed_at is null
             group by level.queue, level.ready, level.max) as levels
           where wanted > 0`,
    values: [
      levels.map(({ queue }) => queue),
      levels.map(({ ready }) => ready),
      levels.map(({ max }) => max),
    ],
  });
}

export interface MadeRoom {
  readonly jid: string;
  readonly password: string;
}

export interface Making {
  readonly domain: string;
  readonly level: QueueLevel;
  readonly botNick: string;
  /** `rooms.lease`, in ms. */
  readonly lease: number;
  readonly instance: string;
  /** As many at most as there is room for. */
  readonly rooms: readonly MadeRoom[];
}

/**
 * Statements for one transaction. The queue's row is locked by the first, so that components decide one after the other,
 * and the second sees what the others have decided.
 */
export function makeRooms({ domain, level, botNick, lease, instance, rooms }: Making): readonly NamedQuery[] {
  const { queue, ready, max } = level;
  return [
    {
      name: "rooms_lock_queue",
      text: "select from queue where name = $1 for no key update",
      values: [queue],
    },
    {
      name: "rooms_make",
      text: `with made as (
               insert into room (domain, queue, jid, bot_nick, lease, status, password)
               select $1, $2, jid, $5, $6 * interval '1 millisecond', 'creating', password
               from unnest($7::text[], $8::text[]) with ordinality as new(jid, password, n)
               where n <= (select least($3 - count(*) filter (where status in ('creating', 'available')), $4 - count(*))
                           from room where queue = $2 and closed_at is null)
               returning id, jid, password, created_at),
             noted as (
               insert into room_change (room_id, rev, at, to_status, cause, actor, instance)
               select id, 1, created_at, 'creating', 'wanted', 'anteroom', $9 from made)
             select id, jid, password from made`,
      values: [
        domain,
        queue,
        ready,
        max,
        botNick,
        lease,
        rooms.map(({ jid }) => jid),
        rooms.map(({ password }) => password),
        instance,
      ],
    },
  ];
}
