/**
 * What holds of rooms when everything is back and nothing is under way, whatever has happened before. One function for
 * all: the rows are compared with the people, as their clients see it, and with the rooms that are inside the server.
 */
import { type HelpDesk, rowsOf } from "../../support/rooms/help-desk.ts";
import { grouped } from "../schedule/model/grouped.ts";
import type { Guest, Role } from "./guest.ts";

export interface Level {
  readonly ready: number;
  readonly max: number;
}

/** The installation, as far as the truth about rooms goes. */
export interface Pool {
  readonly server: Pick<HelpDesk["server"], "rooms">;
  readonly database: HelpDesk["database"];
  /** `rooms.grace` and `rooms.client_grace`, in ms, the longer one. */
  readonly grace: number;
  /** By queue. */
  readonly levels: Readonly<Record<string, Level>>;
}

/** Rows as they are true together. */
interface Row {
  readonly id: string;
  readonly jid: string;
  readonly queue: string;
  readonly status: string;
  readonly unseen: boolean;
  readonly changing: boolean;
  readonly change_owed: boolean;
  readonly bot_nick: string;
  readonly staff_in: boolean;
  readonly client_in: boolean;
  readonly seats: Readonly<Partial<Record<Role, SeatRow>>>;
}

interface SeatRow {
  readonly id: string;
  readonly state: "coming" | "inside" | "missing";
  readonly nicks: readonly string[];
  readonly awaited: boolean;
  readonly released: boolean;
}

// One statement, so that all of it is true at one moment.
const ROWS = `
  select room.id, room.jid, room.queue, room.status, unseen, next_password is not null as changing, change_owed, bot_nick,
         staff_in, client_in,
         coalesce((select json_object_agg(role, json_build_object('id', seat.id, 'state', state, 'nicks', nicks,
                                                                  'awaited', awaited, 'released', released))
                   from seat where seat.room_id = room.id and state <> 'over'), '{}') as seats
  from room join rooms on rooms.room_id = room.id where room.closed_at is null order by room.id`;

/** What is not true at this moment, in words. */
export async function truth(pool: Pool, people: readonly Guest[]): Promise<readonly string[]> {
  const rows = await pool.database.query<Row & Record<string, unknown>>(ROWS);
  const inside = new Set(await pool.server.rooms());
  return [
    ...rows.flatMap((row) =>
      [...ofRoom(row, people)].map((what) => `room ${row.id} (${row.status}) ${what}`),
    ),
    ...onServer(rows, inside),
    ...ofPool(rows, pool.levels),
    ...people.flatMap((guest) => [...ofGuest(guest, rows)].map((what) => `${guest.name} ${what}`)),
    ...claimedTwice(people),
    ...(await inTables(pool)),
  ];
}

/** Waits until all of it is true. Gives what is not, where that takes longer. */
export async function becomesTrue(
  pool: Pool,
  people: readonly Guest[],
  withinMs: number,
): Promise<readonly string[]> {
  for (const until = performance.now() + withinMs; ; ) {
    const untrue = await truth(pool, people);
    if (untrue.length === 0 || performance.now() > until) return untrue;
    await rowsOf(pool.database, "select 1 as one from pg_sleep(0.1)");
  }
}

/** The status says who is inside, and the seats do. */
function* ofRoom(row: Row, people: readonly Guest[]): Generator<string> {
  const here = people.filter(({ room }) => room === row.jid);
  const of = (role: Role) => here.filter((guest) => guest.role === role);
  const [staff, client] = [of("staff"), of("client")];
  const { seats, status } = row;
  const fits = FITS[status];
  if (fits === undefined) yield "is still under way";
  else if (!fits({ row, staff: staff.length > 0, client: client.length > 0 })) {
    yield `has ${namesOf(here)} inside, and the seats ${JSON.stringify(seats)}`;
  }
  for (const [role, guests, told] of [
    ["staff", staff, row.staff_in],
    ["client", client, row.client_in],
  ] as const) {
    if (guests.length > 1) yield `has ${namesOf(guests)} inside as ${role}`;
    if (told !== guests.length > 0) yield `says ${told} of its ${role}, and ${namesOf(guests)} are inside`;
    const nicks = (seats[role]?.nicks ?? []).toSorted();
    const seen = guests.map(({ nick }) => nick ?? "").toSorted();
    if (!same(nicks, seen)) yield `knows its ${role} as [${nicks}], and they are inside as [${seen}]`;
    for (const guest of guests) {
      const seat = seats[role];
      if (status !== "closing" && seat?.id !== guest.given.seat) yield `has ${guest.name} on another seat`;
    }
  }
  const all = [row.bot_nick, ...here.map(({ nick }) => nick ?? "")].toSorted();
  for (const guest of here) {
    const seen = [...guest.sees].toSorted();
    if (!same(all, seen)) yield `has [${all}] inside, and ${guest.name} sees [${seen}]`;
  }
  if (row.unseen) yield "was written by SQL, and nobody has looked";
  if (status !== "closing" && row.changing) yield "has a password that is still being changed";
  if (row.change_owed && !Object.values(seats).some(({ awaited, state }) => awaited || state === "missing")) {
    yield "owes a change of its password";
  }
  if (Object.values(seats).some(({ released }) => released))
    yield "has a seat that was released and is not over";
}

interface Scene {
  readonly row: Row;
  /** Really inside. */
  readonly staff: boolean;
  readonly client: boolean;
}

/** Who may be inside, by status. `creating` is over soon. */
const FITS: Readonly<Record<string, (scene: Scene) => boolean>> = {
  available: ({ row, staff, client }) => !staff && !client && Object.keys(row.seats).length === 0,
  reserved: ({ row, staff, client }) => !staff && !client && row.seats.staff?.state === "coming",
  staff_waiting: ({ row, staff, client }) => staff && !client && row.seats.client === undefined,
  client_coming: ({ row, staff, client }) => staff && !client && row.seats.client?.state === "coming",
  chatting: ({ staff, client }) => staff && client,
  lost: ({ row: { seats }, staff, client }) =>
    seats.staff !== undefined &&
    (seats.staff.state === "missing" || seats.client?.state === "missing") &&
    staff === (seats.staff.state === "inside") &&
    client === (seats.client?.state === "inside"),
  closing: ({ staff, client }) => staff || client,
};

/** Each room inside the server has an open row, and each open row has a room. */
function* onServer(rows: readonly Row[], inside: ReadonlySet<string>): Generator<string> {
  const known = new Set(rows.map(({ jid }) => jid));
  for (const jid of inside) if (!known.has(jid)) yield `${jid} is a room on the server that nobody knows`;
  for (const { id, jid, status } of rows) {
    if (!inside.has(jid)) yield `room ${id} (${status}) is not on the server`;
  }
}

/** Each queue has as many rooms as it should, and no more. */
function* ofPool(rows: readonly Row[], levels: Pool["levels"]): Generator<string> {
  for (const [queue, { ready, max }] of Object.entries(levels)) {
    const open = rows.filter((row) => row.queue === queue);
    const available = open.filter(({ status }) => status === "available").length;
    if (available !== ready && !(available < ready && open.length === max)) {
      yield `queue ${queue} has ${available} rooms ready, of ${ready}, and ${open.length} open`;
    }
    if (open.length > max) yield `queue ${queue} has ${open.length} rooms open, of ${max} at most`;
  }
}

/** Nobody is alone without a word, and nobody sits in a room that is over. */
function* ofGuest(guest: Guest, rows: readonly Row[]): Generator<string> {
  const { room, role, words } = guest;
  const row = rows.find(({ jid }) => jid === room);
  if (room !== undefined && row === undefined) yield `sits in ${room}, which is over`;
  if (row?.status === "closing" && words.length === 0) yield "was not told that the room closes";
  // Within the grace a client sees that staff has gone, and waits.
  const sawItGo = row?.status === "lost" && !guest.foundNobody;
  if (role === "client" && row?.staff_in === false && !sawItGo && words.length === 0) {
    yield "is alone in the room, and was told nothing";
  }
  if (guest.stays && room === undefined && words.length === 0) {
    yield "is out of the room, and was told nothing";
  }
}

/** No two people were given the same seat. */
function* claimedTwice(people: readonly Guest[]): Generator<string> {
  const bySeat = grouped(people, ({ given }) => given.seat);
  for (const [seat, all] of bySeat) if (all.length > 1) yield `${namesOf(all)} were given the seat ${seat}`;
}

// What must give no row.
const NEVER = {
  "two live seats of one role":
    "select room_id as id from seat where state <> 'over' group by room_id, role having count(*) > 1",
  "taken twice":
    "select room_id as id from room_history where cause = 'take_room' group by room_id having count(*) > 1",
  "history with a gap": `
    select room_id as id from (
      select room_id, from_status, lag(to_status) over (partition by room_id order by at) as before from room_history) as step
    where from_status is distinct from before`,
  "a status that history does not know": `
    select id from room where status <> (select to_status from room_history where room_id = id order by at desc limit 1)`,
  "a password although it is over":
    "select id from room where closed_at is not null and (password is not null or next_password is not null)",
  "a live seat although it is over, and nobody was missing": `
    select room.id from room join seat on room_id = room.id
    where closed_at is not null and state <> 'over' and (status, state) <> ('failed', 'missing')`,
  "people who wait to be moved": `
    select room.id from room join seat on room_id = room.id
    where status = 'failed' and state = 'missing'
      and exists (select from room as free where free.queue = room.queue and free.domain = room.domain
                                             and free.status = 'available')`,
  "staff waits although somebody is in line": `
    select room.id from room where status = 'staff_waiting' and exists (
      select from ticket where ticket.queue = room.queue and state = 'waiting' and (until is null or until > clock_timestamp()))`,
  "a ticket that was called for a seat that is over": `
    select room_id as id from ticket join seat on seat.id = ticket.seat
    where ticket.state = 'called' and seat.state = 'over' and seat.joined_at is null`,
} as const;

function graceOver(grace: number): string {
  return `select room.id from room join seat on room_id = room.id
          where closed_at is null and missing_since < clock_timestamp() - interval '${grace + 1_000} milliseconds'`;
}

async function inTables({ database, grace }: Pool): Promise<readonly string[]> {
  const text = Object.entries({ ...NEVER, "a missing person whose grace is over": graceOver(grace) })
    .map(
      ([what, query]) =>
        `select '${what}' as what, array_agg(id::text) as ids from (${query}) as found having count(*) > 0`,
    )
    .join(" union all ");
  const found = await database.query<{ what: string; ids: readonly string[] }>(text);
  return found.map(({ what, ids }) => `${what}: room ${ids.join(", ")}`);
}

function namesOf(guests: readonly Guest[]): string {
  return guests.length === 0 ? "nobody" : guests.map(({ name }) => name).join(", ");
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
