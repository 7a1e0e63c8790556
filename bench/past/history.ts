/**
 * Fills a database with the rows of some months of use, with a few statements. The rows are spread as in real use (all
 * people mixed, in the order of time), and young enough that no sweep deletes them during a measurement.
 */
import type pg from "pg";

export interface History {
  /** The number of messages in `conversation_messages`. */
  readonly messages: number;
  /** The number of measured people, `p0@…`, `p1@…` and so on. They have a tenth of the history. */
  readonly people: number;
  readonly peopleAt: string;
}

const PER_CONVERSATION = 20;
const CONVERSATIONS_OF_OTHERS = 5;

/** Fills a migrated database, and leaves it vacuumed, analysed and on disk. */
export async function fillHistory(client: pg.Client, history: History): Promise<void> {
  const conversations = Math.ceil(history.messages / PER_CONVERSATION);
  const others = Math.max(1, Math.ceil((conversations * 0.9) / CONVERSATIONS_OF_OTHERS));
  await client.query("set search_path to anteroom");
  await client.query("set synchronous_commit to off");
  await client.query(
    `insert into person (address)
     select 'p' || n || '@' || $2 from generate_series(0, $1::integer - 1) as n
     union all
     select 'h' || n || '@past.localhost' from generate_series(1, $3::integer) as n`,
    [history.people, history.peopleAt, others],
  );
  // Every tenth conversation is one of those who are measured. Ten conversations began each minute or so, the
  // last one a day ago, the first one before what `conversations.retention` would delete.
  await client.query(
    `insert into conversation (id, person_id, rev, responder, version, status, started_at, updated_at, asked_at,
                               next_step, props, messages)
     select uuidv7(began - now()), person.id, ${PER_CONVERSATION / 2}, 'bench', 1,
            case when n % 50 = 0 then 'aborted' else 'complete' end, began, began + interval '5 minutes',
            began + interval '5 minutes', 'ping', jsonb_build_object('said', 'What was said last in ' || n),
            ${PER_CONVERSATION}
     from generate_series(1, $1::integer) as n
     cross join lateral (select now() - interval '1 day' - interval '25 days' * ($1 - n) / $1 as began)
     join person on person.address =
       case when n % 10 = 0 then 'p' || n / 10 % $2 || '@' || $3
       else 'h' || 1 + n * 7919::bigint % $4::integer || '@past.localhost' end
     order by n`,
    [conversations, history.people, history.peopleAt, others],
  );
  await client.query(
    `insert into conversation_turn (conversation_id, seq, at, heard, heard_id, said, said_id, step)
     select id, seq, started_at + seq * interval '10 seconds', text, gen_random_uuid(), text, gen_random_uuid(), 'ping'
     from conversation, generate_series(1, ${PER_CONVERSATION}, 2) as seq,
       lateral (select 'Message ' || seq || ' of a past conversation, as long as people write them.') as its(text)
     order by started_at, seq`,
  );
  // What came in is remembered for a week.
  await client.query(
    `insert into inbox (person_id, key, received_at)
     select person_id, gen_random_uuid(), now() - interval '6 days' * (1 - n::float / total)
     from (select conversation.person_id, row_number() over (order by conversation_turn.at) as n,
                  count(*) over () as total
           from conversation_turn join conversation on conversation.id = conversation_id) as received
     order by n`,
  );
  await client.query("vacuum analyze");
  await client.query("checkpoint");
}
