/** Where a message of a browser goes, and whether its person may talk there. */
import { randomUUID } from "node:crypto";
import type { Queryable, Write } from "../../ledger/statement.ts";
import type { Bearer } from "../identity/index.ts";
import { type Destination, readUuid } from "../mapping/index.ts";
import { findThreads, makeThread } from "../stream/index.ts";
import type { Destined } from "./rows.ts";

export interface Addresses {
  /** `xmpp.domain`. */
  readonly domain: string;
  /** The bare JID of the bot. */
  readonly bot: string;
  /** `bot.name` */
  readonly botName: string;
}

/** A thread that the person may speak in. */
export interface Addressed {
  readonly thread: string;
  readonly destined: Destined;
  /** The entities, the person among them; of a room none. */
  readonly members: readonly string[];
  /** Makes the thread where it is new. */
  readonly writes: readonly Write[];
}

/** `undefined`: there is no such thread or person, or none that this person may talk to. */
export async function addressed(
  db: Queryable,
  addresses: Addresses,
  who: Bearer,
  destination: Destination,
): Promise<Addressed | undefined> {
  const { domain, bot } = addresses;
  if ("thread" in destination) return continued(db, domain, bot, who, destination.thread);
  const others = destination.members.filter((member) => member !== who.entity);
  if (!(await mayTalkTo(db, addresses, who, others))) return undefined;
  const members = [...new Set([...others, who.entity])].sort();
  const [found] = await findThreads(db, domain, [members]);
  const thread = found ?? randomUUID();
  return {
    thread,
    destined: others[0] === bot ? "bot" : "people",
    members,
    writes: found === undefined ? [makeThread({ thread, domain, members })] : [],
  };
}

export function isStaff({ role }: Bearer): boolean {
  return role !== "client";
}

interface ThreadRow {
  readonly uuid: string;
  readonly room: boolean;
  readonly members: readonly string[];
}

async function continued(
  db: Queryable,
  domain: string,
  bot: string,
  who: Bearer,
  named: string,
): Promise<Addressed | undefined> {
  const uuid = readUuid(named);
  if (uuid === undefined) return undefined;
  const [row] = await db.query<ThreadRow>({
    name: "gateway_find_own_thread",
    text: `select uuid, room_id is not null as room, members
           from thread left join thread_member as member on member.thread_id = thread.id and member.person_id = $1
           where uuid = $2 and domain = $3 and ended_at is null
             and (upper_inf(readable)
                  -- Whoever has a seat is on the way in.
                  or exists (select from occupancy join seat on seat.id = occupancy.seat
                             where occupancy.person_id = $1 and seat.room_id = thread.room_id
                               and state <> 'over' and not released))`,
    values: [who.personId, uuid, domain],
  });
  if (row === undefined) return undefined;
  const { room, members } = row;
  if (room) return { thread: uuid, destined: "room", members: [], writes: [] };
  const withBot = members.length === 2 && members.includes(bot);
  // Whoever is no longer staff talks to no other people outside rooms, and nobody to those who were forgotten.
  if (!withBot && (!isStaff(who) || members.length < 2)) return undefined;
  return { thread: uuid, destined: withBot ? "bot" : "people", members, writes: [] };
}

/** The bot, or other staff for staff. Whoever may not be talked to is like somebody who does not exist. */
async function mayTalkTo(
  db: Queryable,
  { domain, bot }: Addresses,
  who: Bearer,
  others: readonly string[],
): Promise<boolean> {
  if (others.length === 1 && others[0] === bot) return true;
  if (others.length === 0 || !isStaff(who)) return false;
  const [row] = await db.query<{ staff: number }>({
    name: "gateway_count_staff",
    text: `select count(distinct address)::integer as staff
           from unnest($2::text[]) as wanted(address)
           join person using (address) join staff_person on person_id = person.id
           where kind = 'browser' and domain = $1`,
    values: [domain, others],
  });
  return row?.staff === new Set(others).size;
}
