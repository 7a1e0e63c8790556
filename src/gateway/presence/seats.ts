/** What people from browsers ask for, on any instance: their seats in rooms, their presence, and whom they may talk to. */
import type { Queryable } from "../../ledger/statement.ts";
import type { Bearer } from "../identity/index.ts";
import type { Availability, Presence, Show } from "../mapping/index.ts";

/** The bot, as people from browsers know it. */
export interface BotPresence {
  /** Bare JID. */
  readonly bot: string;
}

type Who = Pick<Bearer, "personId" | "entity">;

function domainOf({ entity }: Who): string {
  return entity.slice(entity.indexOf("@") + 1);
}

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** Takes a seat. `undefined`: it is not theirs, or over, or does not exist. The instance with the stream enters the room. */
export async function takeSeat(
  db: Queryable,
  who: Who,
  seat: string,
): Promise<{ readonly thread: string } | undefined> {
  if (!UUID.test(seat)) return undefined;
  const [row] = await db.query<{ thread: string | null }>({
    name: "gateway_take_seat",
    text: "select take_seat($1, $2, $3) as thread",
    values: [seat, who.personId, domainOf(who)],
  });
  return row?.thread ? { thread: row.thread } : undefined;
}

/** Gives a seat up: the person has left. `false`: it is not theirs, or over, or does not exist. */
export async function leaveSeat(db: Queryable, who: Who, seat: string): Promise<boolean> {
  if (!UUID.test(seat)) return false;
  const [row] = await db.query<{ done: boolean }>({
    name: "gateway_leave_seat",
    text: "select leave_seat($1, $2) as done",
    values: [seat, who.personId],
  });
  return row?.done ?? false;
}

/** Shows the person like this. Not available: they drop out at once. */
export async function setPresence(
  db: Queryable,
  who: Who,
  { available, show, status }: Availability,
): Promise<void> {
  await db.query({
    name: "gateway_set_presence",
    text: "select set_presence($1, $2, $3, $4, $5)",
    values: [who.personId, domainOf(who), available, show ?? null, status ?? null],
  });
}

interface PresenceRow {
  readonly entity: string;
  readonly available: boolean;
  readonly show: Show | null;
  readonly status: string | null;
}

/**
 * The entities that the person may talk to: the bot, for staff all other staff, and the occupants of the rooms in which the
 * person sits. Of those who are only expected back in a room the nickname is that of their seat.
 */
export async function friends(
  db: Queryable,
  who: Who & Pick<Bearer, "role">,
  { bot }: BotPresence,
): Promise<readonly Presence[]> {
  const rows = await db.query<PresenceRow>({
    name: "gateway_friends",
    text: `with own as (
             select room.id, room.jid, bot_nick, room.domain, seat.id as seat
             from occupancy join seat on seat.id = occupancy.seat join room on room.id = room_id
             where person_id = $2 and seat.state <> 'over' and not released)
           select $3 as entity, exists (select from streaming where domain = $1) as available, null as show, null as status
           union all
           select address, coalesce(here, false), shown ->> 'show', shown ->> 'status'
           from staff_person as other join person on person.id = person_id left join browser_presence using (person_id)
           where $4 and other.domain = $1 and person.id <> $2
           union all
           select jid || '/' || bot_nick, exists (select from streaming where domain = own.domain), null, null from own
           union all
           select own.jid || '/' || coalesce(inside.nick, other.nick), inside.nick is not null, shown ->> 'show', shown ->> 'status'
           from own join seat as other on room_id = own.id left join unnest(nicks) as inside(nick) on true
           left join occupancy as its on its.seat = other.id left join browser_presence using (person_id)
           where other.id <> own.seat and other.state in ('inside', 'missing') and not released`,
    values: [domainOf(who), who.personId, bot, who.role !== "client"],
  });
  return rows.map(presenceOf);
}

function presenceOf({ entity, available, show, status }: PresenceRow): Presence {
  return { entity, available, ...(show !== null && { show }), ...(status !== null && { status }) };
}
