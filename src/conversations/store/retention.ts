/**
 * Deletes conversations some time after they ended, even if their responder is gone: a page at a time beside the live
 * work, in the order in which they ended. It keeps no record of how far it got, so any interruption does no harm.
 */
import type { Queryable } from "../../ledger/statement.ts";

// A page must take only some milliseconds, even if conversations are long: their turns count, too.
const CONVERSATIONS = 20;
const TURNS = 100;

export interface Deleted {
  readonly conversations: number;
  /** There may be more to delete. */
  readonly more: boolean;
}

/** Deletes one page of the conversations that ended before `before`, in ms since the epoch. */
export async function deleteEnded(db: Queryable, before: number): Promise<Deleted> {
  const ended = await db.query<{ id: string }>({
    name: "conversation_find_ended",
    text: `select id from conversation
           where ended_at < to_timestamp($1::float8 / 1000) and pending is null
           order by ended_at limit $2`,
    values: [before, CONVERSATIONS],
  });
  if (ended.length === 0) return { conversations: 0, more: false };
  const ids = ended.map(({ id }) => id);
  const turns = await db.query({
    name: "conversation_delete_turns",
    text: `delete from conversation_turn where ctid = any (array(
             select ctid from conversation_turn where conversation_id = any ($1::uuid[]) limit $2))
           returning 1 as deleted`,
    values: [ids, TURNS],
  });
  if (turns.length === TURNS) return { conversations: 0, more: true };
  // A person who is still to be told of its end may never be seen again. Of the conversation nothing is kept for that: the
  // notice goes under an id of its own, as whatever belongs to a conversation is deleted with it.
  await db.query({
    name: "conversation_keep_notices",
    text: `update conversation_notice as notice set conversation_id = gen_random_uuid()
           from conversation
           where conversation.id = any ($1::uuid[]) and notice.person_id = conversation.person_id
             and notice.conversation_id = conversation.id`,
    values: [ids],
  });
  const { length } = await db.query({
    name: "conversation_delete",
    text: "delete from conversation where id = any ($1::uuid[]) returning 1 as deleted",
    values: [ids],
  });
  return { conversations: length, more: ended.length === CONVERSATIONS };
}

// The time of such a long outage counts as nobody's silence. Older times without a stream concern no conversation.
const DOWNTIME_KEPT_MS = 30 * 86_400_000;
const DOWNTIMES = 200;

/**
 * Deletes a page of a component's times without a stream that are older than any conversation's silence can be.
 * `longest`: after how many ms of silence a conversation is ended at the latest. Gives `true` if there may be more.
 */
export async function deleteDowntimes(
  db: Queryable,
  domain: string,
  { now, longest }: { readonly now: number; readonly longest: number },
): Promise<boolean> {
  const deleted = await db.query({
    name: "conversation_delete_downtimes",
    text: `delete from downtime where ctid = any (array(
             select ctid from downtime where domain = $1 and ended_at < to_timestamp($2::float8 / 1000)
             order by ended_at limit $3))
           returning 1 as deleted`,
    values: [domain, now - longest - DOWNTIME_KEPT_MS, DOWNTIMES],
  });
  return deleted.length === DOWNTIMES;
}
