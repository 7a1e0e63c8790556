/** Rows of people from browsers in rooms, as the instance with the stream reads and writes them. */
import { columnsOf } from "../../ledger/columns.ts";
import type { Queryable, Statement } from "../../ledger/statement.ts";
import type { Show } from "../mapping/index.ts";
import type { RoomPeople } from "./room-events.ts";

/** A seat that a person has taken. */
export interface OccupancyRow {
  readonly seat: string;
  readonly personId: string;
  readonly entity: string;
  /** In the room's thread. */
  readonly member: boolean;
  /** The person is there. */
  readonly here: boolean;
  readonly show: Show | null;
  readonly status: string | null;
  /** The seat is theirs: neither over nor given up. */
  readonly live: boolean;
  readonly nick: string;
  readonly roomId: string;
  /** Of the component that has it. */
  readonly roomDomain: string;
  readonly jid: string;
  readonly botNick: string;
  /** May be entered. */
  readonly open: boolean;
  readonly password: string | null;
  readonly nextPassword: string | null;
  readonly thread: string;
}

/** Which of them; all where nothing is named. */
export interface Wanted {
  readonly seats?: readonly string[];
  readonly people?: readonly string[];
  readonly rooms?: readonly string[];
}

/** Reads seats that people of the domain have taken, and notes that they were seen. */
export function readOccupancies(
  db: Queryable,
  domain: string,
  wanted: Wanted,
): Promise<readonly OccupancyRow[]> {
  const { seats = null, people = null, rooms = null } = wanted;
  return db.query<OccupancyRow>({
    name: "gateway_read_occupancies",
    text: `select occupancy.seat, person_id::text as "personId", person.address as entity, inside as member,
             coalesce(here, false) as here, shown ->> 'show' as show, shown ->> 'status' as status,
             seat.state <> 'over' and not released as live, nick, room.id::text as "roomId", room.domain as "roomDomain",
             room.jid, bot_nick as "botNick",
             room.closed_at is null and room.status not in ('creating', 'closing') and not destroying as open,
             room.password, next_password as "nextPassword", thread.uuid as thread
           from occupancy
           join person on person.id = person_id
           join seat on seat.id = occupancy.seat
           join room on room.id = seat.room_id
           join thread on thread.room_id = room.id
           left join browser_presence using (person_id)
           where occupancy.domain = $1
             and ($2::uuid[] is null and $3::bigint[] is null and $4::bigint[] is null
                  or occupancy.seat = any ($2) or occupancy.person_id = any ($3) or seat.room_id = any ($4))`,
    values: [domain, seats, people, rooms],
  });
}

/** The seats that people have taken on other instances since they were asked for last. */
export async function takenSeats(db: Queryable, domain: string): Promise<readonly string[]> {
  const rows = await db.query<{ seat: string }>({
    name: "gateway_taken_seats",
    // One that a job writes just now is seen at the next look.
    text: `update occupancy set unseen = false
           where seat in (select seat from occupancy where domain = $1 and unseen for update skip locked) returning seat`,
    values: [domain],
  });
  return rows.map(({ seat }) => seat);
}

export interface Place {
  readonly seat: string;
  readonly personId: string;
  readonly inside: boolean;
}

const place = columnsOf<Place>({
  seat: ["uuid", ({ seat }) => seat],
  person_id: ["bigint", ({ personId }) => personId],
  inside: ["boolean", ({ inside }) => inside],
});

/** The person's place in the thread begins or ends. */
export const savePlace: Statement<Place> = {
  name: "gateway_save_place",
  text: `update occupancy set inside = new.inside from ${place.rows}
         where occupancy.seat = new.seat and occupancy.person_id = new.person_id`,
  values: place.values,
};

const emptied = columnsOf<Omit<Place, "inside">>({
  seat: ["uuid", ({ seat }) => seat],
  person_id: ["bigint", ({ personId }) => personId],
});

/** The seat is over, or given up, and its person is out of the room. */
export const emptySeat: Statement<Omit<Place, "inside">> = {
  name: "gateway_empty_seat",
  text: `delete from occupancy using ${emptied.rows}, seat
         where occupancy.seat = new.seat and occupancy.person_id = new.person_id and not inside
           and seat.id = new.seat and (seat.state = 'over' or released)`,
  values: emptied.values,
};

interface MemberRow {
  readonly room_id: string;
  readonly thread: string | null;
  readonly seat: string;
  readonly person_id: string;
  readonly entity: string;
  readonly sits: boolean;
}

/** The people from browsers who have seats in rooms, or are named for one, by the room's id. */
export async function readRoomPeople(
  db: Queryable,
  roomIds: readonly string[],
): Promise<ReadonlyMap<string, Omit<RoomPeople, "thread"> & { readonly thread: string | undefined }>> {
  const rows = await db.query<MemberRow>({
    name: "gateway_read_room_people",
    text: `select room.id::text as room_id, thread.uuid as thread, seat.id as seat, person.id::text as person_id,
             person.address as entity, occupancy.seat is not null as sits
           from room
           join seat on seat.id = any (array[staff_seat, client_seat]) and seat.room_id = room.id
           left join occupancy on occupancy.seat = seat.id
           join person on person.id = coalesce(occupancy.person_id,
             (select id from person as named where named.address = seat.jid and kind = 'browser'))
           left join thread on thread.room_id = room.id
           where room.id = any ($1::bigint[])`,
    values: [roomIds],
  });
  const found = new Map<string, { thread: string | undefined; members: RoomPeople["members"] }>();
  for (const { room_id, thread, seat, person_id, entity, sits } of rows) {
    const others = found.get(room_id)?.members ?? [];
    const members = [...others, { personId: person_id, entity, seat, sits }];
    found.set(room_id, { thread: thread ?? undefined, members });
  }
  return found;
}

/** What has become of a message that somebody said in a room. */
export interface SpokenFate {
  readonly personId: string;
  readonly id: string;
  readonly state: "sent" | "done" | "failed";
  readonly tries: number;
}

const fate = columnsOf<SpokenFate>({
  person_id: ["bigint", ({ personId }) => personId],
  id: ["uuid", ({ id }) => id],
  state: ["text", ({ state }) => state],
  tries: ["int", ({ tries }) => tries],
});

export const saveFate: Statement<SpokenFate> = {
  name: "gateway_save_fate",
  text: `update spoken
         set state = new.state, tries = new.tries, sent_at = case new.state when 'sent' then clock_timestamp() else sent_at end,
             content = case new.state when 'sent' then content end
         from ${fate.rows} where spoken.person_id = new.person_id and spoken.id = new.id and spoken.state in ('waiting', 'sent')`,
  values: fate.values,
};

/** The numbers of those of these rows of `spoken` that are waiting or sent. */
export async function openRows(
  db: Queryable,
  asked: readonly { readonly n: string; readonly personId: string; readonly id: string }[],
): Promise<readonly string[]> {
  const rows = await db.query<{ n: string }>({
    name: "gateway_open_rows",
    text: `select asked.n::text from unnest($1::bigint[], $2::bigint[], $3::uuid[]) as asked(n, person_id, id)
           join spoken using (person_id, id) where state in ('waiting', 'sent')`,
    values: [asked.map(({ n }) => n), asked.map(({ personId }) => personId), asked.map(({ id }) => id)],
  });
  return rows.map(({ n }) => n);
}

export const presenceStatements: readonly Statement<never>[] = [savePlace, emptySeat, saveFate];
