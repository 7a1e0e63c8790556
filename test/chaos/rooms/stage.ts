/** Rooms at each status, each in a queue of its own, so that claims reach just that room. */
import { type HelpDesk, rowsOf } from "../../support/rooms/help-desk.ts";
import { answering, filled, reaches, staffWaits } from "../../support/rooms/room-desk.ts";
import { give } from "../../support/rooms/rooms.ts";
import { Guest, type Role } from "./guest.ts";
import type { Level } from "./truth.ts";

export const STATUSES = [
  "creating",
  "available",
  "reserved",
  "staff_waiting",
  "client_coming",
  "chatting",
  "lost",
  "closing",
] as const;

export type Status = (typeof STATUSES)[number];

/** A queue for each status. */
export const LEVELS: Readonly<Record<Status, Level>> = {
  creating: { ready: 1, max: 5 },
  available: { ready: 1, max: 5 },
  reserved: { ready: 1, max: 5 },
  staff_waiting: { ready: 1, max: 5 },
  client_coming: { ready: 1, max: 5 },
  chatting: { ready: 1, max: 5 },
  lost: { ready: 1, max: 5 },
  closing: { ready: 1, max: 5 },
};

/** The people of a room. */
export interface Party {
  readonly status: Status;
  readonly staff?: Guest;
  readonly client?: Guest;
}

const ROLES = ["staff", "client"] as const;

/**
 * Everybody's accounts, to be made at first: an ejabberd that is killed forgets those of the last seconds.
 */
export const ACCOUNTS = STATUSES.filter((status) => status !== "available").flatMap((status) =>
  ROLES.map((role) => accountOf(role, status)),
);

function accountOf(role: Role, queue: Status): string {
  return `${role}-${queue.replace("_", "-")}`;
}

// Longer than any fault: what ends by a lease is not looked at here.
const LEASE = "10 minutes";

/** Brings a room to the status. `missing`: who has gone from a room that is `lost` or `closing`. */
export async function stage(desk: HelpDesk, status: Status, missing: Role): Promise<Party> {
  await filled(desk, 1, status);
  if (status === "creating" || status === "available") return { status };
  const staff = await claim(desk, "staff", status);
  if (status === "reserved") return { status, staff };
  const { room_id: id } = staff.given;
  await staff.enter(desk);
  await staffWaits(desk, id);
  if (status === "staff_waiting") return { status, staff };
  const client = await claim(desk, "client", status);
  if (status === "client_coming") return { status, staff, client };
  await client.enter(desk);
  await reaches(desk, id, "chatting");
  const gone = missing === "staff" ? staff : client;
  if (status === "lost") await gone.vanish();
  if (status === "closing") {
    await answering(desk, id, 2);
    await gone.leave();
  }
  await reaches(desk, id, status);
  return { status, staff, client };
}

/** Takes a seat in a room of the queue. */
export async function claim(desk: Pick<HelpDesk, "database">, role: Role, queue: Status): Promise<Guest> {
  const name = `${role} of ${queue}`;
  const call = role === "staff" ? "take_room" : "seat_client";
  const given = await give(desk.database, call, { [role]: name, queue, lease: LEASE, wanted_nick: role });
  return new Guest(accountOf(role, queue), role, given);
}

/**
 * Makes the pool ask for a room, and keeps the server's answer back until the strike: the room is inside the server, and
 * the component does not know.
 */
export async function whileCreating(desk: HelpDesk, strike: () => Promise<void>): Promise<Party> {
  desk.network.hold("down");
  const staff = await claim(desk, "staff", "creating");
  await rowsOf(desk.database, "select 1 as one from rooms where queue = 'creating' and status = 'creating'");
  await strike();
  return { status: "creating", staff };
}
