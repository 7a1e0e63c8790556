/** Writes ongoing conversations with a few statements. */
import type pg from "pg";

export interface Ongoing {
  readonly count: number;
  /** Of each. */
  readonly messages: number;
  /** Their people are `p0@…`, `p1@…` and so on. */
  readonly peopleAt: string;
}

/** Fills a migrated database, then vacuums and analyses it. */
export async function fillOngoing(client: pg.Client, domain: string, ongoing: Ongoing): Promise<void> {
  const { count, messages, peopleAt } = ongoing;
  await client.query("set search_path to anteroom");
  await client.query("set synchronous_commit to off");
  await client.query(
    `insert into person (address) select 'p' || n || '@' || $2 from generate_series(0, $1::integer - 1) as n`,
    [count, peopleAt],
  );
  await client.query(
    `insert into conversation (id, person_id, rev, responder, version, status, started_at, updated_at, asked_at,
                               next_step, props, messages)
     select uuidv7(), id, 1, 'bench', 1, 'ongoing', now(), now(), now(), 'ping', '{}', $1 from person`,
    [messages],
  );
  await client.query(
    `insert into conversation_turn (conversation_id, seq, at, heard, heard_id, said, said_id, step)
     select id, seq, now(), text, gen_random_uuid(), text, gen_random_uuid(), 'ping'
     from conversation, generate_series(1, $1::integer, 2) as seq,
       lateral (select 'Message ' || seq || ' of a long conversation, as long as people write them.') as its(text)`,
    [messages],
  );
  // Each has its timer, which is not due while something is measured.
  await client.query(
    `insert into timer (domain, kind, key, person, due_at, payload)
     select $1, 'conversation-idle', conversation.id, address, now() + interval '1 hour', '{"heardAt": 0}'
     from conversation join person on person.id = person_id`,
    [domain],
  );
  await client.query("vacuum analyze");
}
