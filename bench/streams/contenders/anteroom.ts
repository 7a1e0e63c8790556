/** `anteroom serve` with people from browsers, whose tokens are written by SQL: an address gets ten in a minute. */
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { domainOf, runAnteroom, type Surroundings, startServe } from "../../contenders.ts";
import type { Databases } from "../../databases.ts";
import { type Child, freePort } from "../../from-src.ts";
import { type Contender, getEvents, neighbour, numbers, postTo } from "./contender.ts";

export interface World {
  readonly around: Surroundings;
  readonly databases: Databases;
}

export interface Anteroom extends Contender {
  readonly child: Child;
}

const BASE = "/nereid-chat";
const ASKING = 8;
// A person may send twenty messages at once, and then five a second. A sender has a thread with each audience.
const MOST_SENDERS = 400;
const MOST_MEMBERS = 40_000;

interface Person {
  /** Of the row. */
  readonly id: string;
  readonly entity: string;
  readonly token: string;
}

/** `clients`: the most that streams are opened for. `staff`: the most that write to one another, as clients may not. */
export async function startAnteroom(
  name: string,
  { clients, staff }: { readonly clients: number; readonly staff: number },
  { around, databases }: World,
  conversations: Readonly<Record<string, unknown>> = {},
): Promise<Anteroom> {
  await databases.create(name);
  await runAnteroom("migrate", name, around);
  const client = await databases.client(name);
  const everybody = await addPeople(client, domainOf(name), "client", clients);
  const writers = await addPeople(client, domainOf(name), "staff", Math.max(staff, MOST_SENDERS));
  await client.end();
  const port = await freePort();
  const child = await startServe(name, around, { http: { listen: `127.0.0.1:${port}` }, conversations });
  const bearer = (token: string) => `Authorization: Bearer ${token}`;
  const headsOf = (people: readonly Person[]) =>
    people.map(({ token }) => getEvents(`${BASE}/stream`, bearer(token)));
  const heads = (count: number) => headsOf(everybody.slice(0, count));
  const thread = async (from: number): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${port}${BASE}/start-session`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${writers[from]?.token}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ entity: writers[neighbour(from)]?.entity }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`start-session: ${response.status} ${answer}`);
    return (JSON.parse(answer) as { thread_id: string }).thread_id;
  };
  return {
    title: "Anteroom",
    way: { kind: "events", port, hello: "event: hello" },
    child,
    pid: child.pid,
    tail: child.tail,
    databasePid: databases.pid,
    heads,
    fan: async (count) => {
      const senders = writers.slice(0, Math.min(MOST_SENDERS, Math.ceil(MOST_MEMBERS / count)));
      const database = await databases.client(name);
      const threads = await addThreads(database, domainOf(name), senders, everybody.slice(0, count));
      await database.end();
      const posts = senders.map(({ token }, index) => ({
        head: postTo(`${BASE}/send-message`, "Content-Type: application/json", bearer(token)),
        body: JSON.stringify({ thread: threads[index], text: "$MARK" }),
      }));
      return { heads: heads(count), publishing: { kind: "committed", posts } };
    },
    letters: async (count) => {
      const threads: string[] = [];
      for (let first = 0; first < count; first += 2 * ASKING) {
        const some = numbers(Math.min(ASKING, (count - first) / 2));
        threads.push(...(await Promise.all(some.map((n) => thread(first + 2 * n)))));
      }
      const letters = numbers(count).map((n) => ({
        from: n,
        to: neighbour(n),
        head: postTo(
          `${BASE}/send-message`,
          "Content-Type: application/json",
          bearer(writers[n]?.token ?? ""),
        ),
        body: JSON.stringify({ thread: threads[n >> 1], id: "$UUID", text: "$MARK" }),
      }));
      return { heads: headsOf(writers.slice(0, count)), letters };
    },
    [Symbol.asyncDispose]: () => child.stop().then(() => {}),
  };
}

/** A thread of each sender with all of an audience. */
async function addThreads(
  client: pg.Client,
  domain: string,
  senders: readonly Person[],
  audience: readonly Person[],
): Promise<readonly string[]> {
  const threads = senders.map(() => randomUUID());
  await client.query(
    `with made as (
       insert into anteroom.thread (uuid, domain, key, members)
       select uuid, $1, uuid, '{}' from unnest($2::uuid[]) as given(uuid) returning id, uuid)
     insert into anteroom.thread_member (person_id, thread_id, readable)
     select member, made.id, '{[1,)}'
     from unnest($2::uuid[], $3::bigint[]) as given(uuid, sender) join made using (uuid),
       unnest($4::bigint[] || sender) as member`,
    [domain, threads, senders.map(({ id }) => id), audience.map(({ id }) => id)],
  );
  await client.query("vacuum analyze anteroom.thread, anteroom.thread_member");
  return threads;
}

/** People of one role, each with a token that lives for a day. */
async function addPeople(
  client: pg.Client,
  domain: string,
  role: "client" | "staff",
  count: number,
): Promise<readonly Person[]> {
  await client.query("set search_path to anteroom");
  const people = numbers(count).map((n) => ({ token: randomUUID(), entity: `${role}${n}@${domain}` }));
  const { rows } = await client.query<{ id: string }>(
    `with given as (
       select * from unnest($2::text[], $3::text[]) with ordinality as given(address, token, n)),
     made as (
       insert into person (address, kind) select address, 'browser' from given order by n returning id, address),
     known as (
       insert into entity (person_id, domain, sub) select id, $1, sha256(address::bytea) from made
       returning id, person_id),
     families as (
       insert into token_family (entity_id, began_at, ends_at, role, name)
       select id, now(), now() + interval '1 day', $4, 'Robin' from known returning id, entity_id),
     tokens as (
       insert into chat_token (hash, stream, family_id, expires_at)
       select sha256(token::bytea), sha256(('stream ' || token)::bytea), families.id, now() + interval '1 day'
       from given join made using (address) join known on person_id = made.id join families on entity_id = known.id)
     select made.id from given join made using (address) order by n`,
    [domain, people.map(({ entity }) => entity), people.map(({ token }) => token), role],
  );
  await client.query("vacuum analyze");
  return people.map((person, n) => ({ ...person, id: rows[n]?.id ?? "" }));
}
