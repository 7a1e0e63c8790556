import { describe, expect, test } from "vitest";
import { LIFE } from "../../../../src/rooms/life/index.ts";
import { decideOn, EVENTS, type EventName, happen } from "./events.ts";
import { SITUATIONS } from "./rooms.ts";

type SituationName = keyof typeof SITUATIONS;

/** What comes of each event in each situation. What is not named changes nothing, and nothing follows from it. */
const TABLE: Readonly<Record<SituationName, Readonly<Partial<Record<EventName, string>>>>> = {
  creating: {
    created: "→ available (created)",
    refused: "→ failed (refused); destroy",
    "30 seconds": "→ failed (no_answer); destroy",
    "the lease ends": "→ failed (no_answer); destroy",
    "the grace of staff ends": "→ failed (no_answer); destroy",
    "the grace of a client ends": "→ failed (no_answer); destroy",
    "staff enters": "→ failed (refused); destroy",
    "the client enters": "→ failed (refused); destroy",
    "a stranger enters": "→ failed (refused); destroy",
    "somebody enters whose JID is hidden": "→ failed (lost_by_server); destroy",
    "the server loses it": "→ failed (lost_by_server); destroy",
  },
  available: {
    "staff enters": "remove Sam no seat; change password",
    "the client enters": "remove Cleo no seat; change password",
    "a stranger enters": "remove Eve no seat; change password",
    "somebody enters whose JID is hidden": "→ failed (lost_by_server); destroy",
    "the server loses it": "→ failed (lost_by_server); destroy",
  },
  reserved: {
    "the lease ends": "change password",
    "the grace of staff ends": "change password",
    "the grace of a client ends": "change password",
    "staff enters": "change password",
    "the client enters": "change password",
    "a stranger enters": "change password",
    "somebody enters whose JID is hidden": "→ failed (lost_by_server); destroy",
    "the seat of staff is released": "destroy",
    "the server loses it": "→ failed (lost_by_server); destroy",
  },
  "reserved, staff inside": {
    "the client enters": "remove Cleo no seat",
    "a stranger enters": "remove Eve no seat",
    "somebody enters whose JID is hidden": "→ failed (lost_by_server); move staff; destroy",
    "staff leaves": "destroy",
    "staff drops out": "invite staff",
    "the password is confirmed": "→ staff_waiting (staff_entered); call line",
    "the seat of staff is released": "remove Sam released; destroy",
    "the server loses it": "→ failed (lost_by_server); move staff; destroy",
  },
  staff_waiting: {
    "the client enters": "remove Cleo no seat; change password",
    "a stranger enters": "remove Eve no seat; change password",
    "somebody enters whose JID is hidden": "→ failed (lost_by_server); move staff; destroy",
    "staff leaves": "→ closing (staff_left); destroy",
    "staff drops out": "→ lost (staff_dropped_out); invite staff",
    "the seat of staff is released": "→ closing (staff_left); remove Sam released; destroy",
    "the server loses it": "→ failed (lost_by_server); move staff; destroy",
  },
  client_coming: {
    "the lease ends": "change password",
    "the grace of staff ends": "change password",
    "the grace of a client ends": "change password",
    "the client enters": "→ chatting (client_entered); change password",
    "a stranger enters": "→ chatting (client_entered); change password",
    "somebody enters whose JID is hidden":
      "→ failed (lost_by_server); end ticket t1 recalled; move staff; destroy",
    "staff leaves": "→ closing (staff_left); end ticket t1 recalled; destroy",
    "staff drops out": "→ lost (staff_dropped_out); invite staff",
    "the seat of staff is released":
      "→ closing (staff_left); remove Sam released; end ticket t1 recalled; destroy",
    "the seat of the client is released": "change password",
    "the server loses it": "→ failed (lost_by_server); end ticket t1 recalled; move staff; destroy",
  },
  chatting: {
    "a stranger enters": "remove Eve no seat; change password",
    "somebody enters whose JID is hidden": "→ failed (lost_by_server); move staff client; destroy",
    "staff leaves": "→ closing (staff_left); tell closing",
    "staff drops out": "→ lost (staff_dropped_out); invite staff",
    "the client leaves": "→ closing (client_left); tell closing",
    "the client drops out": "→ lost (client_dropped_out); invite client",
    "the seat of staff is released": "→ closing (staff_left); remove Sam released; tell closing",
    "the seat of the client is released": "→ closing (client_left); remove Cleo released; tell closing",
    "the server loses it": "→ failed (lost_by_server); move staff client; destroy",
  },
  "lost, staff alone missing": {
    "the grace of staff ends": "→ closing (grace_ended); destroy",
    "the grace of a client ends": "→ closing (grace_ended); destroy",
    "staff enters": "change password",
    "the client enters": "remove Cleo no seat; change password",
    "a stranger enters": "remove Eve no seat; change password",
    "somebody enters whose JID is hidden": "→ failed (lost_by_server); move staff; destroy",
    "the seat of staff is released": "→ closing (staff_left); destroy",
    "the server loses it": "→ failed (lost_by_server); move staff; destroy",
  },
  "lost, staff missing": {
    "the grace of staff ends": "→ closing (grace_ended); tell closing; offer another client",
    "the grace of a client ends": "→ closing (grace_ended); tell closing; offer another client",
    "staff enters": "→ chatting (all_back); change password",
    "a stranger enters": "remove Eve no seat; change password",
    "somebody enters whose JID is hidden": "→ failed (lost_by_server); move staff client; destroy",
    "the client leaves": "→ closing (client_left); destroy",
    "the client drops out": "→ lost (client_dropped_out); invite client",
    "the seat of staff is released": "→ closing (staff_left); tell closing",
    "the seat of the client is released": "→ closing (client_left); remove Cleo released; destroy",
    "the server loses it": "→ failed (lost_by_server); move staff client; destroy",
  },
  "lost, client missing": {
    "the grace of a client ends": "→ closing (grace_ended); tell closing",
    "the client enters": "→ chatting (all_back); change password",
    "a stranger enters": "remove Eve no seat; change password",
    "somebody enters whose JID is hidden": "→ failed (lost_by_server); move staff client; destroy",
    "staff leaves": "→ closing (staff_left); destroy",
    "staff drops out": "→ lost (staff_dropped_out); invite staff",
    "the seat of staff is released": "→ closing (staff_left); remove Sam released; destroy",
    "the seat of the client is released": "→ closing (client_left); tell closing",
    "the server loses it": "→ failed (lost_by_server); move staff client; destroy",
  },
  "lost, both missing": {
    "the grace of staff ends": "→ closing (grace_ended); destroy",
    "the grace of a client ends": "→ closing (grace_ended); destroy",
    "staff enters": "→ lost (staff_entered)",
    "the client enters": "→ lost (client_entered); tell staff is away client",
    "a stranger enters": "remove Eve no seat; change password",
    "somebody enters whose JID is hidden": "→ failed (lost_by_server); move staff client; destroy",
    "the seat of staff is released": "→ closing (staff_left); destroy",
    "the seat of the client is released": "→ closing (client_left); destroy",
    "the server loses it": "→ failed (lost_by_server); move staff client; destroy",
  },
  "lost, client awaited": {
    "the lease ends": "change password",
    "the grace of staff ends": "→ closing (grace_ended); end ticket t1 recalled; destroy",
    "the grace of a client ends": "→ closing (grace_ended); end ticket t1 recalled; destroy",
    "staff enters": "→ client_coming (all_back)",
    "the client enters": "→ lost (client_entered); tell staff is away client",
    "a stranger enters": "→ lost (client_entered); tell staff is away client",
    "somebody enters whose JID is hidden":
      "→ failed (lost_by_server); end ticket t1 recalled; move staff; destroy",
    "the seat of staff is released": "→ closing (staff_left); end ticket t1 recalled; destroy",
    "the seat of the client is released": "change password",
    "the server loses it": "→ failed (lost_by_server); end ticket t1 recalled; move staff; destroy",
  },
  closing: {
    "the grace of staff ends": "destroy",
    "the grace of a client ends": "destroy",
    "staff enters": "remove Sam closing",
    "a stranger enters": "remove Eve closing",
    "somebody enters whose JID is hidden": "→ failed (lost_by_server); destroy",
    "the client leaves": "destroy",
    "the client drops out": "destroy",
    "the seat of staff is released": "tell closing",
    "the seat of the client is released": "tell closing; remove Cleo released; destroy",
    "the server loses it": "→ failed (lost_by_server); destroy",
    destroyed: "→ closed (destroyed)",
  },
  closed: {},
  failed: {},
};

const situations = Object.keys(SITUATIONS) as readonly SituationName[];
const events = Object.keys(EVENTS) as readonly EventName[];

describe.each(situations)("a room: %s", (name) => {
  test.each(events)("%s", (event) => {
    expect(happen(SITUATIONS[name], event)).toBe(TABLE[name][event] ?? "nothing");
  });
});

test("what changes nothing leaves the seats as they are", () => {
  for (const name of situations) {
    for (const event of events.filter((each) => TABLE[name][each] === undefined)) {
      const { room, seats } = decideOn(SITUATIONS[name], event);
      // An entry that was postponed and a device of one's own leave their trace; a release is the function's.
      if (event.includes("released")) continue;
      expect({ room, seats }).toEqual(SITUATIONS[name]);
    }
  }
});

test("no situation makes another change of status than those of the table of a life", () => {
  const made = situations.flatMap((name) =>
    events.flatMap((event) => decideOn(SITUATIONS[name], event).changes),
  );
  const known = LIFE.filter(({ bySql }) => bySql !== true);
  for (const { from, to, cause } of made) {
    expect(known.some((step) => step.from === from && step.to === to && step.causes.includes(cause))).toBe(
      true,
    );
  }
});
