/** Anteroom with a pool of rooms, and people who enter them with ordinary IM clients. */
import { StanzaError } from "../../../src/errors.ts";
import { type Person, person } from "../people/people.ts";
import { type HelpDesk, type HelpDeskOptions, rowsOf, startHelpDesk } from "./help-desk.ts";
import type { Given } from "./rooms.ts";
import { enterRoom, type Occupant } from "./rooms-people.ts";

/** A help desk with the pool of `conference.localhost`: two rooms of the queue `default`, or as the settings say. */
export function startRoomDesk(options: HelpDeskOptions = {}): Promise<HelpDesk> {
  return startHelpDesk({
    ...options,
    env: {
      ANTEROOM_ROOMS_SERVICE: "conference.localhost",
      ANTEROOM_ROOMS_QUEUES: JSON.stringify({ default: { ready: 2, max: 10 } }),
      ...options.env,
    },
  });
}

/** Waits until the room has that status. */
export async function reaches(
  desk: Pick<HelpDesk, "database">,
  roomId: string,
  status: string,
): Promise<void> {
  // A room that closes with nobody inside is over within milliseconds.
  await rowsOf(
    desk.database,
    "select 1 as one from rooms where room_id = $1 and status in ($2, case $2 when 'closing' then 'closed' end)",
    [roomId, status],
  );
}

/**
 * Waits until the addresses of so many people inside are known to answer. Whether somebody left or dropped out is told by
 * their own address.
 */
export async function answering(desk: HelpDesk, roomId: string, count: number): Promise<void> {
  await rowsOf(
    desk.database,
    "select 1 as one from seat where room_id = $1 and answers having count(*) = $2",
    [roomId, count],
  );
}

/** Waits until staff waits in the room, and nothing of it is under way: a claim passes over a room that is being written. */
export async function staffWaits(desk: HelpDesk, roomId: string): Promise<void> {
  await reaches(desk, roomId, "staff_waiting");
  await answering(desk, roomId, 1);
}

/** The time of those who are awaited in the room, or missing from it, is over. A test need not be quicker than that. */
export async function timeIsUp(desk: HelpDesk, roomId: string): Promise<void> {
  await desk.database.query(
    `with late as (
       update seat set lease_until = clock_timestamp(), missing_since = missing_since - interval '1 hour'
       where room_id = $1 and state in ('coming', 'missing'))
     update room set unseen = true, rev = rev + 1 where id = $1`,
    [roomId],
  );
}

/** Waits until so many rooms are ready to be handed out. */
export async function filled(desk: HelpDesk, count: number, queue = "default"): Promise<void> {
  await rowsOf(
    desk.database,
    "select 1 as one from rooms where queue = $2 and status = 'available' having count(*) >= $1",
    [count, queue],
  );
}

/** Signs somebody in with a client like those of people: it answers pings. One whose connection is lost is gone at once. */
export async function visitor(
  { server }: Pick<HelpDesk, "server">,
  name: string,
  resource?: string,
): Promise<Person> {
  if (!server.passwords.has(name)) await server.addUser(name, "pw");
  return person(server, name, {
    resumable: false,
    pings: true,
    ...(resource === undefined ? {} : { resource }),
  });
}

/** Enters with what a claim gave. Rejects with the `StanzaError` with which the room refuses. */
export function enter(
  person: Person,
  { room_jid, nick, password }: Pick<Given, "room_jid" | "nick" | "password">,
  as = nick,
): Promise<Occupant> {
  return enterRoom(person, { room: room_jid, nick: as, password });
}

/**
 * Enters as the contract asks of clients: whoever is refused with `not-authorized` tries again, as a change of the password
 * may be under way. The moment when that is over is read from the database.
 */
export async function enterPatiently(
  desk: HelpDesk,
  person: Person,
  given: Given,
  as = given.nick,
): Promise<Occupant> {
  try {
    return await enter(person, given, as);
  } catch (error) {
    if (!(error instanceof StanzaError) || error.condition !== "not-authorized") throw error;
    await inForce(desk, given.room_id);
    return enter(person, given, as);
  }
}

/** The password in force, once no change of it is under way. */
export async function inForce(desk: HelpDesk, roomId: string): Promise<string> {
  const [row] = await rowsOf<{ password: string }>(
    desk.database,
    "select password from room where id = $1 and next_password is null and not change_owed",
    [roomId],
  );
  return row?.password ?? "";
}

/** The statuses of a room so far, from its history. */
export async function story(desk: Pick<HelpDesk, "database">, roomId: string): Promise<readonly string[]> {
  const rows = await desk.database.query<{ to_status: string; cause: string }>(
    "select to_status, cause from room_history where room_id = $1 order by at",
    [roomId],
  );
  return rows.map(({ to_status, cause }) => `${to_status} (${cause})`);
}
