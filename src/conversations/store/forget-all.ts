/** Deletes all that is stored of people's conversations, at their request. */
import type { Statement } from "../../ledger/statement.ts";

/**
 * The trigger `conversation_deleted` deletes the rows that belong to a conversation. Timers of all components that share
 * the database are cleared, since the conversation may have been held at another component.
 *
 * Lines and rooms forget the conversations that led to them, and the names in what is over (migrations/0017).
 *
 * The inbox, which tells a repeat from a new message, the outbox and the roster stay.
 */
export function forgetConversations(kinds: {
  readonly wake: string;
  readonly signout: string;
  readonly effect: string;
}): Statement<string> {
  return {
    name: "conversation_forget",
    text: `with gone as (
             delete from conversation where person_id = any ($1::bigint[])
             returning id, person_id, pending ->> 'key' as effect),
           due (kind, key) as (
             select $2::text, id::text from gone
             union all select $3::text, effect from gone where effect is not null
             union all select $4::text, id::text from unnest($1::bigint[]) as person(id)),
           cleared as (
             delete from timer using lease, due
             where timer.domain = lease.domain and timer.kind = due.kind and timer.key = due.key),
           unpaged as (
             update person set paging = null where id = any ($1::bigint[]) and paging is not null)
           select forget_in_rooms(address, array(select id from gone where person_id = person.id))
           from person where id = any ($1::bigint[])`,
    values: (personIds) => [personIds, kinds.wake, kinds.effect, kinds.signout],
  };
}
