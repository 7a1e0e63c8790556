/** Threads: the one between exactly these people, the one of a room, and who is in them. */
import { randomUUID } from "node:crypto";
import { columnsOf } from "../../ledger/columns.ts";
import { type Queryable, type Statement, type Write, write } from "../../ledger/statement.ts";
import { type Among, among } from "./among.ts";
import { lockThreads, type SaidMessage, say } from "./append.ts";

interface NewThread {
  /** A new UUID. */
  readonly thread: string;
  readonly domain: string;
  /** The entities, in any order; of a room none. */
  readonly members: readonly string[];
  /** The room whose thread it is. */
  readonly roomId?: string;
}

const made = columnsOf<NewThread>({
  uuid: ["uuid", ({ thread }) => thread],
  domain: ["text", ({ domain }) => domain],
  key: ["uuid", ({ domain, members, roomId }) => (roomId === undefined ? among(domain, members).key : null)],
  names: ["text", ({ domain, members }) => among(domain, members).members.join("\n")],
  room_id: ["bigint", ({ roomId }) => roomId ?? null],
});

// Where somebody else made the thread at the same moment, the job is decided again, and finds that one.
const make: Statement<NewThread> = {
  name: "gateway_make_threads",
  compares: true,
  text: `with made as (
           insert into thread (uuid, domain, key, members, room_id)
           select uuid, domain, key, string_to_array(names, E'\\n'), room_id from ${made.rows}
           order by domain, key, room_id
           on conflict do nothing
           returning id, members),
         joined as (
           insert into thread_member (person_id, thread_id, readable)
           select person.id, made.id, '{[1,)}'
           from made join person on person.address = any (made.members) and person.kind = 'browser')
         select must_be_equal(count(*), cardinality($1::uuid[]), 'thread') from made`,
  values: made.values,
};

/** Makes the thread of exactly these members, which `findThreads` has not found. */
export function makeThread(thread: NewThread): Write {
  return write(make, thread);
}

interface Ensured extends Among {
  readonly thread: string;
}

const ensured = columnsOf<Ensured>({
  uuid: ["uuid", ({ thread }) => thread],
  domain: ["text", ({ domain }) => domain],
  key: ["uuid", ({ key }) => key],
  names: ["text", ({ members }) => members.join("\n")],
});

const ensure: Statement<Ensured> = {
  name: "gateway_ensure_threads",
  text: `with made as (
           insert into thread (uuid, domain, key, members)
           select distinct on (domain, key) uuid, domain, key, string_to_array(names, E'\\n') from ${ensured.rows}
           where not exists (select from thread as old where old.domain = new.domain and old.key = new.key)
           order by domain, key
           on conflict do nothing
           returning id, members)
         insert into thread_member (person_id, thread_id, readable)
         select person.id, made.id, '{[1,)}'
         from made join person on person.address = any (made.members) and person.kind = 'browser'`,
  values: ensured.values,
};

/** Says a message in the thread of exactly these people, which is made where there is none. */
export function sayAmong(people: Among, message: Omit<SaidMessage, "thread">): readonly Write[] {
  return [write(ensure, { ...people, thread: randomUUID() }), ...say({ ...message, thread: people })];
}

/** The threads of exactly these members, in order; `undefined` where there is none yet. */
export async function findThreads(
  db: Queryable,
  domain: string,
  sets: readonly (readonly string[])[],
): Promise<readonly (string | undefined)[]> {
  const rows = await db.query<{ uuid: string | null }>({
    name: "gateway_find_threads",
    text: `select thread.uuid from unnest($2::uuid[]) with ordinality as wanted(key, place)
           left join thread on thread.domain = $1 and thread.key = wanted.key
           order by place`,
    values: [domain, sets.map((members) => among(domain, members).key)],
  });
  return rows.map(({ uuid }) => uuid ?? undefined);
}

/** The threads of rooms, in order; `undefined` where there is none yet. */
export async function findRoomThreads(
  db: Queryable,
  roomIds: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const rows = await db.query<{ uuid: string | null }>({
    name: "gateway_find_room_threads",
    text: `select thread.uuid from unnest($1::bigint[]) with ordinality as wanted(room_id, place)
           left join thread using (room_id) order by place`,
    values: [roomIds],
  });
  return rows.map(({ uuid }) => uuid ?? undefined);
}

/** A person, and a thread. */
export interface Membership {
  readonly personId: string;
  readonly thread: string;
}

/** `inside`: in it now; `past`: may still read some of it; `undefined`: it is not the person's, or does not exist. */
export type MemberState = "inside" | "past" | undefined;

export async function findMembers(
  db: Queryable,
  wanted: readonly Membership[],
): Promise<readonly MemberState[]> {
  const rows = await db.query<{ inside: boolean | null }>({
    name: "gateway_find_members",
    text: `select upper_inf(readable) as inside
           from unnest($1::bigint[], $2::uuid[]) with ordinality as wanted(person_id, uuid, place)
           left join thread using (uuid)
           left join thread_member as member
             on member.person_id = wanted.person_id and member.thread_id = thread.id and not isempty(readable)
           order by place`,
    values: values(wanted),
  });
  return rows.map(({ inside }) => (inside === null ? undefined : inside ? "inside" : "past"));
}

function values(rows: readonly Membership[]): readonly unknown[] {
  return [rows.map(({ personId }) => personId), rows.map(({ thread }) => thread)];
}

const MEMBERS = "unnest($1::bigint[], $2::uuid[]) as new(person_id, uuid)";

/** With the seat in the room of the thread, where it is one. */
interface Entering extends Membership {
  readonly seat?: string;
}

const entering = columnsOf<Entering>({
  person_id: ["bigint", ({ personId }) => personId],
  uuid: ["uuid", ({ thread }) => thread],
  seat: ["uuid", ({ seat }) => seat ?? null],
});

// Whoever has given the seat up meanwhile reads no more.
const enter: Statement<Entering> = {
  name: "gateway_enter_threads",
  text: `insert into thread_member as member (person_id, thread_id, readable)
         select distinct person_id, thread.id, int4multirange(int4range(last_at + 1, null))
         from ${entering.rows} join thread using (uuid)
         where seat is null
            or exists (select from occupancy as its join seat as held on held.id = its.seat
                       where held.id = new.seat and its.person_id = new.person_id
                         and held.state <> 'over' and not held.released)
         order by 1, 2
         on conflict (person_id, thread_id) do update set readable = member.readable + excluded.readable`,
  values: entering.values,
};

const leave: Statement<Membership> = {
  name: "gateway_leave_threads",
  text: `update thread_member as member
         set readable = readable * int4multirange(int4range(null, last_at + 1))
         from ${MEMBERS} join thread using (uuid)
         where member.person_id = new.person_id and member.thread_id = thread.id`,
  values,
};

// Bodies that nobody may read any more go at once; the person's events keep their places.
const clear: Statement<Membership> = {
  name: "gateway_clear_threads",
  text: `with cut as (
           update thread_member as member
           set readable = readable * int4multirange(int4range(last_at + 1, null))
           from ${MEMBERS} join thread using (uuid)
           where member.person_id = new.person_id and member.thread_id = thread.id
           returning member.person_id, member.thread_id),
         emptied as (
           update mailbox set thread_id = null, at = null, stanzas = '[]'
           from cut where mailbox.person_id = cut.person_id and mailbox.thread_id = cut.thread_id)
         delete from chat_message as message using (select distinct thread_id from cut) as its
         where message.thread_id = its.thread_id
           and not exists (
             select from thread_member as other
             where other.thread_id = its.thread_id and message.at <@ other.readable
               and (other.person_id, other.thread_id) not in (select person_id, thread_id from cut))`,
  values,
};

/** From now on the person is in the thread, and may read what is said: of a room, as long as the seat is theirs. */
export function enterThread(membership: Entering): readonly Write[] {
  return [write(lockThreads, { thread: membership.thread }), write(enter, membership)];
}

/** What is said from now on does not concern the person any more. */
export function leaveThread(membership: Membership): readonly Write[] {
  return [write(lockThreads, { thread: membership.thread }), write(leave, membership)];
}

/** Deletes the person's copy of a thread. Whoever is in it gets what comes. */
export function clearThread(membership: Membership): readonly Write[] {
  return [write(lockThreads, { thread: membership.thread }), write(clear, membership)];
}

const end: Statement<{ readonly roomId: string }> = {
  name: "gateway_end_threads",
  text: `update thread set ended_at = coalesce(ended_at, clock_timestamp()) where room_id = any ($1::bigint[])`,
  values: (rows) => [rows.map(({ roomId }) => roomId)],
};

/** The room is over: its thread is kept for a week. */
export function endThread(roomId: string): Write {
  return write(end, { roomId });
}

/** In their order within a transaction; those that add to streams come after them. */
export const threadStatements: readonly Statement<never>[] = [
  make,
  ensure,
  lockThreads,
  enter,
  leave,
  clear,
  end,
];
