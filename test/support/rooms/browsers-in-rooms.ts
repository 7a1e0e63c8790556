/** Rooms with people from browsers in them. */
import { expect } from "vitest";
import { rowsOf } from "./help-desk.ts";
import { reaches } from "./room-desk.ts";
import { type Given, give } from "./rooms.ts";
import type { Browser, BrowserDesk } from "./rooms-browsers.ts";

const LEASE = "5 minutes";

/** Waits until a room is there to be taken, and takes it. */
export async function takeRoom(
  desk: BrowserDesk,
  staff: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Given> {
  await rowsOf(desk.database, "select 1 as one from rooms where status = 'available'");
  return give(desk.database, "take_room", { staff, lease: LEASE, wanted_nick: "Sam", ...more });
}

export async function seatClient(
  desk: BrowserDesk,
  client: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Given> {
  return give(desk.database, "seat_client", { client, lease: LEASE, wanted_nick: "Cleo", ...more });
}

export interface Chat {
  readonly sam: Browser;
  readonly cleo: Browser;
  readonly thread: string;
  readonly forStaff: Given;
  readonly forClient: Given;
}

/** Staff with a login, and a visitor. */
export async function twoInRoom(desk: BrowserDesk): Promise<Chat> {
  const [sam, cleo] = await Promise.all([desk.browser("sam", "staff"), desk.browser(null)]);
  sam.open();
  cleo.open();
  const forStaff = await takeRoom(desk, "sam");
  const thread = (await sam.join(forStaff.seat)) ?? "";
  await reaches(desk, forStaff.room_id, "staff_waiting");
  const forClient = await seatClient(desk, "Cleo");
  expect(await cleo.join(forClient.seat)).toBe(thread);
  await reaches(desk, forStaff.room_id, "chatting");
  // The rooms' bot may have seen the client before their own occupant has.
  await rowsOf(
    desk.database,
    "select 1 as one from thread_member where upper_inf(readable) having count(*) = 2",
  );
  return { sam, cleo, thread, forStaff, forClient };
}
