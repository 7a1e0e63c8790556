import { describe, expect, test } from "vitest";
import { type Event, LIFE, live, type Outcome, type Seat } from "../../../../src/rooms/life/index.ts";
import { tell } from "./events.ts";
import { CLEO, client, LEASE, NOW, room, SAM, SITUATIONS, type Situation, staff, TERMS } from "./rooms.ts";

const enter = (nick: string, jid: string): Event => ({ kind: "entered", nick, jid });
const left = (nick: string): Event => ({ kind: "gone", nick, how: "left" });
const dropped = (nick: string): Event => ({ kind: "gone", nick, how: "dropped" });
const CONFIRMED: Event = { kind: "password_confirmed" };
const WRITTEN: Event = { kind: "written_by_sql" };
const DESTROYED: Event = { kind: "destroyed" };

/** A room to which one thing after another happens. */
class Story {
  situation: Situation;
  now = NOW;
  /** Of the latest changes of status. */
  actors: readonly string[] = [];

  constructor(situation: Situation) {
    this.situation = situation;
  }

  on(event: Event): string {
    const outcome: Outcome = live(this.situation.room, this.situation.seats, event, TERMS, this.now);
    this.situation = outcome;
    this.actors = outcome.changes.map(({ actor }) => actor);
    return tell(outcome);
  }

  after(passed: number): string {
    this.now += passed;
    return this.on({ kind: "time" });
  }

  /** As an SQL function writes a seat. */
  write(role: Seat["role"], change: Partial<Seat>): void {
    const seats = this.situation.seats.map((seat) => (seat.role === role ? { ...seat, ...change } : seat));
    this.situation = { ...this.situation, seats };
  }

  renew(role: Seat["role"]): string {
    this.write(role, { awaited: true, ending: false, leaseUntil: this.now + LEASE });
    return this.on(WRITTEN);
  }

  seat(role: Seat["role"]): Seat | undefined {
    return this.situation.seats.find((seat) => seat.role === role);
  }

  get status(): string {
    return this.situation.room.status;
  }
}

const { reserved, staff_waiting, client_coming, chatting } = SITUATIONS;

describe("a room from its beginning to its end", () => {
  test("staff comes in, a client comes in, one leaves, the last leaves, and the room is destroyed", () => {
    const story = new Story(reserved);
    expect(story.on(enter("Sam", SAM))).toBe("change password");
    expect(story.on(CONFIRMED)).toBe("→ staff_waiting (staff_entered); call line");
    story.situation = {
      room: { ...story.situation.room, status: "client_coming" },
      seats: [...story.situation.seats, client("coming")],
    };
    expect(story.on(enter("Cleo", CLEO))).toBe("→ chatting (client_entered); change password");
    expect(story.on(CONFIRMED)).toBe("nothing");
    expect(story.on(left("Cleo"))).toBe("→ closing (client_left); tell closing");
    expect(story.on(left("Sam"))).toBe("destroy");
    expect(story.on(DESTROYED)).toBe("→ closed (destroyed)");
    expect(story.situation.room).toMatchObject({ closedWhy: "client_left", waitingSince: NOW });
    expect(story.situation.seats.map(({ state }) => state)).toEqual(["over", "over"]);
  });

  test("a reserved room whose lease ends is closed when its password opens nothing any more", () => {
    const story = new Story(reserved);
    expect(story.after(LEASE - 1)).toBe("nothing");
    expect(story.after(1)).toBe("change password");
    expect(story.after(1)).toBe("nothing");
    expect(story.on(CONFIRMED)).toBe("destroy");
    expect(story.on(enter("Sam", SAM))).toBe("remove Sam closing");
    expect(story.on(DESTROYED)).toBe("→ closed (lease_ended)");
    expect(story.actors).toEqual(["anteroom"]);
  });

  test("a person who is inside before the server has confirmed the next password has come in time", () => {
    const story = new Story(reserved);
    story.after(LEASE);
    expect(story.on(enter("Sam", SAM))).toBe("nothing");
    expect(story.on(CONFIRMED)).toBe("change password");
    expect(story.on(CONFIRMED)).toBe("→ staff_waiting (staff_entered); call line");
    const other = new Story(client_coming);
    other.after(LEASE);
    expect(other.on(enter("Cleo", CLEO))).toBe("→ chatting (client_entered)");
    expect(other.on(CONFIRMED)).toBe("change password");
    expect(other.on(CONFIRMED)).toBe("nothing");
  });

  test("a reserved room that is given up, or left before its password is changed, is closed", () => {
    const released = new Story(reserved);
    released.write("staff", { released: true });
    expect(released.on(WRITTEN)).toBe("destroy");
    expect(released.on(DESTROYED)).toBe("→ closed (release_seat)");
    expect(released.actors).toEqual(["Sam"]);
    const gone = new Story(reserved);
    gone.on(enter("Sam", SAM));
    expect(gone.on(left("Sam"))).toBe("destroy");
    expect(gone.on(DESTROYED)).toBe("→ closed (staff_left)");
    expect(gone.actors).toEqual(["Sam"]);
  });

  test("a client who does not come gives the room back, with a new password and the old place", () => {
    const story = new Story(client_coming);
    expect(story.after(LEASE)).toBe("change password");
    expect(story.status).toBe("client_coming");
    expect(story.on(CONFIRMED)).toBe("→ staff_waiting (lease_ended); end ticket t1 no show; call line");
    expect(story.situation.room.waitingSince).toBe(NOW);
    const released = new Story(client_coming);
    released.write("client", { released: true });
    expect(released.on(WRITTEN)).toBe("change password");
    // It was given up: whoever comes with the old password is a stranger.
    expect(released.on(enter("Cleo", CLEO))).toBe("remove Cleo no seat");
    expect(released.on(CONFIRMED)).toBe("change password");
    expect(released.on(CONFIRMED)).toBe("→ staff_waiting (release_seat); end ticket t1 given up; call line");
  });

  test("a room that is asked to close tells the people inside, and is destroyed when they have left or the grace ends", () => {
    const closing = { ...chatting, room: { ...chatting.room, status: "closing" } } as const;
    const story = new Story(closing);
    expect(story.on(WRITTEN)).toBe("tell closing");
    expect(story.on(left("Sam"))).toBe("nothing");
    expect(story.after(TERMS.grace - 1)).toBe("nothing");
    expect(story.after(1)).toBe("destroy");
    expect(story.after(1_000)).toBe("nothing");
    expect(story.on(DESTROYED)).toBe("→ closed (destroyed)");
    const empty = new Story({ room: room("closing"), seats: [] });
    expect(empty.on(WRITTEN)).toBe("tell closing; destroy");
    const coming = new Story({ ...client_coming, room: room("closing") });
    expect(coming.on(WRITTEN)).toBe("end ticket t1 recalled; tell closing");
  });
});

describe("dropping out and coming back", () => {
  test("staff who is back has the room as it was, when the new password is in force", () => {
    const story = new Story(staff_waiting);
    expect(story.on(dropped("Sam"))).toBe("→ lost (staff_dropped_out); invite staff");
    expect(story.on(enter("Sam", SAM))).toBe("change password");
    expect(story.on(CONFIRMED)).toBe("→ staff_waiting (all_back); call line");
  });

  test("an awaited client who comes in meanwhile is told, and the room is chatting when staff is back", () => {
    const story = new Story(client_coming);
    expect(story.on(dropped("Sam"))).toBe("→ lost (staff_dropped_out); invite staff");
    expect(story.on(enter("Cleo", CLEO))).toBe("→ lost (client_entered); tell staff is away client");
    expect(story.on(enter("Sam", SAM))).toBe("→ chatting (all_back); change password");
  });

  test("an awaited client whose lease ends while staff is away is no reason to close", () => {
    const story = new Story(client_coming);
    story.on(dropped("Sam"));
    expect(story.after(LEASE)).toBe("change password");
    expect(story.on(CONFIRMED)).toBe("→ lost (lease_ended); end ticket t1 no show");
    story.on(enter("Sam", SAM));
    expect(story.on(CONFIRMED)).toBe("→ staff_waiting (all_back); call line");
  });

  test("the password stays while the other one is awaited, and is changed when both are back", () => {
    const story = new Story(chatting);
    story.on(dropped("Sam"));
    expect(story.on(dropped("Cleo"))).toBe("→ lost (client_dropped_out); invite client");
    expect(story.on(enter("Cleo", CLEO))).toBe("→ lost (client_entered); tell staff is away client");
    expect(story.on(enter("Sam", SAM))).toBe("→ chatting (all_back); change password");
  });

  test("each person has their own grace, and a client who is left is asked whether to wait for somebody else", () => {
    const story = new Story(chatting);
    story.on(dropped("Cleo"));
    expect(story.after(TERMS.clientGrace - 1)).toBe("nothing");
    story.on(enter("Cleo", CLEO));
    story.on(CONFIRMED);
    story.on(dropped("Sam"));
    expect(story.after(TERMS.grace)).toBe("→ closing (grace_ended); tell closing; offer another client");
    expect(story.on(enter("Sam", SAM))).toBe("remove Sam closing");
  });

  test.each(["client", "staff"] as const)(
    "a missing %s who gives the seat up has left, and the room closes",
    (role) => {
      const story = new Story(SITUATIONS["lost, both missing"]);
      story.write(role, { released: true });
      expect(story.on(WRITTEN)).toBe(`→ closing (${role}_left); destroy`);
    },
  );
});

describe("a new connection", () => {
  test("a page that was reloaded has the seat, and its ghost is removed", () => {
    const story = new Story(chatting);
    expect(story.renew("client")).toBe("nothing");
    expect(story.on(enter("Cleo 2", "anon77@guests.example.org"))).toBe(
      "remove Cleo old connection; change password",
    );
    expect(story.seat("client")).toMatchObject({
      takenBy: "anon77@guests.example.org",
      nicks: ["Cleo 2"],
      awaited: false,
    });
    // The ghost's going is nothing to the room.
    expect(story.on(left("Cleo"))).toBe("nothing");
    expect(story.status).toBe("chatting");
  });

  test("a ghost that says goodbye while its page is reloaded has dropped out, not left", () => {
    const story = new Story(staff_waiting);
    story.renew("staff");
    expect(story.on(left("Sam"))).toBe("→ lost (staff_dropped_out); invite staff");
    expect(story.on(enter("Sam 2", "anon78@guests.example.org"))).toBe("change password");
    expect(story.on(CONFIRMED)).toBe("→ staff_waiting (all_back); call line");
  });

  test("if nobody comes, everything stays as it was, with another password", () => {
    const story = new Story(chatting);
    story.renew("staff");
    expect(story.after(LEASE)).toBe("change password");
    expect(story.on(CONFIRMED)).toBe("nothing");
    expect(story.situation.seats).toEqual(
      chatting.seats.map((seat) => ({ ...seat, leaseUntil: expect.any(Number) })),
    );
  });

  test("a page that was not reloaded after all takes no password from a client who is on the way", () => {
    const story = new Story(staff_waiting);
    story.renew("staff");
    const { room: waiting, seats } = story.situation;
    story.situation = {
      room: { ...waiting, status: "client_coming" },
      seats: [...seats, client("coming", { leaseUntil: story.now + 2 * LEASE })],
    };
    expect(story.after(LEASE)).toBe("nothing");
    // Whoever comes for the staff by then still comes in time.
    expect(story.seat("staff")?.awaited).toBe(true);
    expect(story.on(enter("Cleo", CLEO))).toBe("→ chatting (client_entered); change password");
    expect(story.on(CONFIRMED)).toBe("nothing");
    expect(story.seat("staff")?.awaited).toBe(false);
  });

  test("a client who does not come ends a page that was not reloaded, too", () => {
    const story = new Story(client_coming);
    story.renew("staff");
    expect(story.after(LEASE)).toBe("change password");
    expect(story.on(CONFIRMED)).toBe("→ staff_waiting (lease_ended); end ticket t1 no show; call line");
    expect(story.seat("staff")?.awaited).toBe(false);
  });

  test("both pages reloaded at once come in with the same password", () => {
    const story = new Story(chatting);
    story.renew("staff");
    story.renew("client");
    expect(story.on(enter("Sam 2", "a1@guests.example.org"))).toBe("remove Sam old connection");
    expect(story.on(enter("Cleo 2", "a2@guests.example.org"))).toBe(
      "remove Cleo old connection; change password",
    );
    expect([story.seat("staff")?.takenBy, story.seat("client")?.takenBy]).toEqual([
      "a1@guests.example.org",
      "a2@guests.example.org",
    ]);
  });

  test("a second device is the same person, who is gone when the last one is", () => {
    const story = new Story(chatting);
    expect(story.on(enter("Samsung", SAM))).toBe("change password");
    expect(story.on(left("Samsung"))).toBe("nothing");
    expect(story.on(dropped("Sam"))).toBe("→ lost (staff_dropped_out); invite staff");
  });
});

describe("strangers", () => {
  test("a stranger makes the password change at once, also while somebody is awaited", () => {
    const named = { ...client("coming"), jid: CLEO };
    const story = new Story({ ...client_coming, seats: [staff("inside"), named] });
    expect(story.on(enter("Cleo", "eve@example.org"))).toBe("remove Cleo no seat; change password");
    expect(story.on(enter("Eve", "eve@example.org"))).toBe("remove Eve no seat");
    expect(story.on(CONFIRMED)).toBe("nothing");
    expect(story.on(enter("Clo", CLEO))).toBe("→ chatting (client_entered); change password");
  });

  test("a nickname that looks like another's is removed, and its person may come in under the other one", () => {
    const story = new Story(client_coming);
    for (const nick of ["ＳＡＭ", "sam", "S\u200dam", "anteroom"]) {
      expect(story.on(enter(nick, CLEO))).toBe(`remove ${nick} nickname`);
    }
    expect(story.on(enter("Cleo", CLEO))).toBe("→ chatting (client_entered); change password");
  });
});

test("every step of a life that is not SQL's comes about", () => {
  const seen = new Set<string>();
  const watch = (situation: Situation, events: readonly Event[], now = NOW) => {
    let { room: last, seats } = situation;
    for (const event of events) {
      const outcome = live(last, seats, event, TERMS, now);
      for (const { from, to, cause } of outcome.changes) seen.add(`${from} ${to} ${cause}`);
      ({ room: last, seats } = outcome);
    }
  };
  const time: Event = { kind: "time" };
  const lost: Event = { kind: "lost_by_server", why: "gone" };
  for (const situation of Object.values(SITUATIONS) as readonly Situation[]) {
    const released = (role: Seat["role"]) => ({
      ...situation,
      seats: situation.seats.map((seat) => (seat.role === role ? { ...seat, released: true } : seat)),
    });
    for (const event of [
      { kind: "created" },
      { kind: "refused", why: "no" },
      enter("Sam", SAM),
      enter("Cleo", CLEO),
      left("Sam"),
      left("Cleo"),
      dropped("Sam"),
      dropped("Cleo"),
      lost,
    ] as const) {
      watch(situation, [event, CONFIRMED, CONFIRMED, DESTROYED]);
    }
    for (const role of ["staff", "client"] as const) watch(released(role), [WRITTEN, CONFIRMED, DESTROYED]);
    for (const passed of [LEASE, TERMS.grace]) watch(situation, [time, CONFIRMED, DESTROYED], NOW + passed);
  }
  const steps = LIFE.filter(({ bySql }) => bySql !== true).flatMap(({ from, to, causes }) =>
    causes.map((cause) => `${from} ${to} ${cause}`),
  );
  expect([...seen].sort()).toEqual([...steps].sort());
});
