/**
 * A page without a login is another bare JID after a reload: it has its seat again, whatever the room's status is, and its
 * ghost is removed. A client with an account is another resource after a restart, beside which its ghost may stay for a
 * while: it is the same person.
 */
import { describe, expect, test } from "vitest";
import { guest, type Person } from "../../support/people/people.ts";
import type { HelpDesk } from "../../support/rooms/help-desk.ts";
import {
  enter,
  enterPatiently,
  filled,
  reaches,
  startRoomDesk,
  visitor,
} from "../../support/rooms/room-desk.ts";
import { type Given, give } from "../../support/rooms/rooms.ts";
import type { Occupant } from "../../support/rooms/rooms-people.ts";

/** A page, which is opened anew with each call. */
type Page = () => Promise<Person>;

interface Seated {
  readonly desk: HelpDesk;
  readonly given: Given;
  readonly page: Page;
  /** In the room until now. */
  readonly before: Occupant;
  /** Another person inside, if there is one. */
  readonly other?: Occupant;
}

const PAGES: readonly [string, (desk: HelpDesk) => Page, ghost: (before: Occupant) => Promise<unknown>][] = [
  [
    "an anonymous login",
    (desk) => () => guest(desk.server, { resumable: false, pings: true }),
    (before) => before.gone(),
  ],
  [
    "a new resource",
    (desk) => {
      let opened = 0;
      return () => visitor(desk, "cleo", `page-${opened++}`);
    },
    (before) => before.cut(),
  ],
];

async function startDesk(): Promise<HelpDesk> {
  const desk = await startRoomDesk();
  await filled(desk, 2);
  return desk;
}

async function staffWaiting(desk: HelpDesk, page: Page): Promise<Seated> {
  const given = await give(desk.database, "take_room", { staff: "Sam" });
  const before = await enter(await page(), given);
  await reaches(desk, given.room_id, "staff_waiting");
  return { desk, given, page, before };
}

/** The page is that of the client, or of staff. */
async function chatting(desk: HelpDesk, page: Page, role: "staff" | "client"): Promise<Seated> {
  const another = await visitor(desk, "max");
  const staff = await staffWaiting(desk, role === "staff" ? page : async () => another);
  const forClient = await give(desk.database, "seat_client", { client: "Cleo" });
  const client = await enterPatiently(desk, role === "client" ? await page() : another, forClient);
  await reaches(desk, forClient.room_id, "chatting");
  return role === "staff"
    ? { ...staff, other: client }
    : { desk, given: forClient, page, before: client, other: staff.before };
}

const STATUSES: readonly [string, string, (desk: HelpDesk, page: Page) => Promise<Seated>][] = [
  ["staff alone", "staff_waiting", staffWaiting],
  ["staff in a chat", "chatting", (desk, page) => chatting(desk, page, "staff")],
  ["a client in a chat", "chatting", (desk, page) => chatting(desk, page, "client")],
];

describe.each(PAGES)("after a reload with %s", (_, pageOf, ghost) => {
  test.each(STATUSES)("%s has the seat again, beside a ghost", async (_who, status, sit) => {
    const desk = await startDesk();
    const { given, page, before, other } = await sit(desk, pageOf(desk));
    const renewed = await give(desk.database, "renew_seat", { seat: given.seat });
    const anew = await enterPatiently(desk, await page(), renewed);
    await ghost(before);
    await reaches(desk, given.room_id, status);
    await anew.say("back again");
    if (other !== undefined) expect((await other.heard()).text).toBe("back again");
    // What was handed out before opens nothing any more.
    const stranger = await visitor(desk, "eve");
    await expect(enter(stranger, given, "Eve")).rejects.toThrow("not-authorized");
  });

  test("a client who has not come in yet has the seat that was renewed", async () => {
    const desk = await startDesk();
    const page = pageOf(desk);
    await staffWaiting(desk, async () => visitor(desk, "max"));
    const seat = await give(desk.database, "seat_client", { client: "Cleo" });
    await page();
    const renewed = await give(desk.database, "renew_seat", { seat: seat.seat });
    await enterPatiently(desk, await page(), renewed);
    await reaches(desk, seat.room_id, "chatting");
  });

  test("a client who dropped out has the seat again", async () => {
    const desk = await startDesk();
    const { given, page, before } = await chatting(desk, pageOf(desk), "client");
    await before.cut();
    await reaches(desk, given.room_id, "lost");
    const renewed = await give(desk.database, "renew_seat", { seat: given.seat });
    await enterPatiently(desk, await page(), renewed);
    await reaches(desk, given.room_id, "chatting");
  });
});
