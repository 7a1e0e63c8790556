/** Writes many overdue conversations, the work of sweeps, with a few statements. */
import type pg from "pg";

export const PAST_DOMAIN = "past.localhost";
/** Of each conversation. */
export const MESSAGES = 10;

/**
 * Ongoing conversations that have been idle for longer than `conversations.idle`, of people who have signed out, so that
 * their notices are held back. Their timers are not set yet. `session` is the one in which the running process knows
 * presence.
 */
export async function addIdle(
  client: pg.Client,
  rows: number,
  domain: string,
  session: string,
): Promise<void> {
  await addPeople(client, "idle", rows);
  await client.query(
    `insert into conversation (id, person_id, rev, responder, version, status, started_at, updated_at, asked_at,
                               next_step, props, messages)
     select gen_random_uuid(), id, 1, 'bench', 1, 'ongoing', its.at, its.at, its.at, 'ping', '{}', ${MESSAGES}
     from person, lateral (select now() - interval '2 hours' as at) as its where address like 'idle%'`,
  );
  await client.query(
    `insert into roster_item (domain, local, person_id, sees_us, asked, resources, session)
     select $1, 'bot', id, true, 'granted', '{}', $2 from person where address like 'idle%'`,
    [domain, session],
  );
  await addMessages(
    client,
    "status = 'ongoing' and responder = 'bench' and started_at < now() - interval '1 hour'",
  );
}

/** Their timers, all of them due. From now on the process sweeps. */
export async function setIdleTimers(client: pg.Client, domain: string): Promise<void> {
  await client.query(
    `insert into timer (domain, kind, key, person, due_at, payload)
     select $1, 'conversation-idle', conversation.id::text, address, started_at + interval '30 minutes',
            jsonb_build_object('heardAt', extract(epoch from started_at) * 1000)
     from conversation join person on person.id = person_id where status = 'ongoing' and address like 'idle%'`,
    [domain],
  );
}

/** Conversations that ended before what `conversations.retention` keeps. The process finds them within a minute. */
export async function addEnded(client: pg.Client, rows: number): Promise<void> {
  await addPeople(client, "ended", rows);
  await client.query(
    `insert into conversation (id, person_id, rev, responder, version, status, started_at, updated_at, asked_at,
                               next_step, props, messages)
     select gen_random_uuid(), id, 1, 'bench', 1, 'complete', its.at, its.at, its.at, 'ping', '{}', ${MESSAGES}
     from person, lateral (select now() - interval '40 days' - id * interval '1 second' as at) as its
     where address like 'ended%'`,
  );
  await addMessages(client, "status = 'complete' and started_at < now() - interval '35 days'");
}

async function addPeople(client: pg.Client, name: string, rows: number): Promise<void> {
  await client.query(
    "insert into person (address) select $1 || n || '@' || $2 from generate_series(1, $3::integer) as n",
    [name, PAST_DOMAIN, rows],
  );
}

async function addMessages(client: pg.Client, which: string): Promise<void> {
  await client.query(
    `insert into conversation_turn (conversation_id, seq, at, heard, said)
     select id, seq, started_at, 'As long as people write them.', 'As long as people write them.'
     from conversation, generate_series(1, ${MESSAGES}, 2) as seq where ${which}`,
  );
}
