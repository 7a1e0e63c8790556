/** Threads: begun, read up to a message, typed in, deleted. */
import { randomUUID } from "node:crypto";
import type { Queryable } from "../../ledger/statement.ts";
import type { Bearer } from "../identity/index.ts";
import { readUuid } from "../mapping/index.ts";
import { clearThread, findMembers, isUnread, markReadTo, THREAD_MEMBERS, tell } from "../stream/index.ts";
import { commit, retrying } from "./commit.ts";
import { type Addressed, addressed } from "./destination.ts";
import type { Requests } from "./needs.ts";
import { addErrandRow, type ErrandKind } from "./rows.ts";
import { receipt } from "./send.ts";

export interface Session {
  readonly thread: string;
  readonly members: readonly string[];
}

/**
 * `POST /start-session`. With an occupant of a room in which the person sits it is the room's thread: between the two of them
 * there is no other. `undefined`: nobody whom this person may talk to.
 */
export async function startSession(
  requests: Requests,
  who: Bearer,
  entity: string,
): Promise<Session | undefined> {
  const { db, addresses } = requests;
  if (entity.includes("/")) return sharedRoom(db, who, entity);
  return retrying(async () => {
    const to = await addressed(db, addresses, who, { members: [entity] });
    if (to === undefined) return undefined;
    if (to.writes.length > 0) await commit(requests, to.writes);
    return { thread: to.thread, members: to.members };
  });
}

/** The thread of the room in which the person sits with this occupant, whom `get-friends` names in the same way. */
async function sharedRoom(
  db: Queryable,
  { personId }: Bearer,
  occupant: string,
): Promise<Session | undefined> {
  const [row] = await db.query<Session>({
    name: "gateway_shared_room",
    text: `select thread.uuid as thread, ${THREAD_MEMBERS} as members
           from occupancy join seat as own on own.id = occupancy.seat
             join room as its on its.id = own.room_id and its.jid = split_part($2, '/', 1)
             join thread on thread.room_id = its.id
             join person as reader on reader.id = person_id,
             substr($2, strpos($2, '/') + 1) as wanted
           where person_id = $1 and own.state <> 'over' and not own.released and ended_at is null
             and (wanted = its.bot_nick
                  or exists (select from seat as other
                             where other.room_id = its.id and other.id <> own.id
                               and other.state in ('inside', 'missing') and not other.released
                               and wanted = any (case nicks when '{}' then array[nick] else nicks end)))`,
    values: [personId, occupant],
  });
  return row;
}

/** The thread as its UUID, if the person may read any of it. */
export async function readableThread(
  { db }: Requests,
  who: Bearer,
  named: string,
): Promise<string | undefined> {
  const thread = readUuid(named);
  if (thread === undefined) return undefined;
  const [state] = await findMembers(db, [{ personId: who.personId, thread }]);
  return state === undefined ? undefined : thread;
}

/** `POST /read`. `false`: the thread is not the person's. */
export async function readUpTo(requests: Requests, who: Bearer, named: string, id: string): Promise<boolean> {
  const thread = await readableThread(requests, who, named);
  if (thread === undefined) return false;
  // What was read already, or is no message there, is told to nobody: it would push other events out of their streams.
  if (!(await isUnread(requests.db, { personId: who.personId, thread, id }))) return true;
  const to = await addressed(requests.db, requests.addresses, who, { thread });
  const told = to?.destined === "people" ? await othersThan(requests, who, thread) : [];
  await retrying(() =>
    commit(requests, [
      markReadTo({ personId: who.personId, thread, id }),
      ...tell(told, receipt(id, thread, "read")),
    ]),
  );
  if (to?.destined === "room") await leaveErrand(requests, who, "read", { thread, id });
  return true;
}

/** For `POST /typing`. `undefined`: the thread is not the person's. */
export function threadToTypeIn(
  { db, addresses }: Requests,
  who: Bearer,
  thread: string,
): Promise<Addressed | undefined> {
  return addressed(db, addresses, who, { thread });
}

/** `POST /typing`. Nothing of it is kept. */
export async function typeIn(
  requests: Requests,
  who: Bearer,
  { thread, destined }: Addressed,
  state: "composing" | "paused",
): Promise<void> {
  if (destined === "room") return leaveErrand(requests, who, "typing", { thread, state });
  // The bot does not look.
  if (destined === "bot") return;
  const stanzas = JSON.stringify([{ type: "typing", typing: { thread, entity: who.entity, state } }]);
  requests.wakes.pass({ threads: [thread], except: who.personId }, stanzas);
}

/** `DELETE /history`. `false`: the thread is not the person's. */
export async function deleteHistory(requests: Requests, who: Bearer, named: string): Promise<boolean> {
  const thread = await readableThread(requests, who, named);
  if (thread === undefined) return false;
  await retrying(() => commit(requests, clearThread({ personId: who.personId, thread })));
  return true;
}

/** Something for the instance with the stream, which is not waited for. */
async function leaveErrand(
  requests: Requests,
  who: Bearer,
  kind: ErrandKind,
  asked: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { domain } = requests.addresses;
  await commit(requests, [addErrandRow({ id: randomUUID(), domain, personId: who.personId, kind, asked })]);
  requests.onErrand();
}

async function othersThan({ db }: Requests, who: Bearer, thread: string): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>({
    name: "gateway_others_in_thread",
    text: `select person_id::text as id from thread join thread_member on thread_id = thread.id
           where uuid = $1 and upper_inf(readable) and person_id <> $2`,
    values: [thread, who.personId],
  });
  return rows.map(({ id }) => id);
}
