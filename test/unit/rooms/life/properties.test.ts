import fc from "fast-check";
import { expect, test } from "vitest";
import { type Event, LIFE, live, type Room, type Seat } from "../../../../src/rooms/life/index.ts";
import { CLEO, LEASE, NOW, SAM, SITUATIONS, type Situation, TERMS } from "./rooms.ts";

const jids = [SAM, CLEO, "a1@guests.example.org", "a2@guests.example.org"];
const nicks = ["Sam", "Cleo", "Sam 2", "Cleo 2", "sam", "Eve"];

type Happening =
  | Event
  | { readonly kind: "renewed" | "released"; readonly role: Seat["role"] }
  | { readonly kind: "passed"; readonly passed: number };

const entered = fc
  .tuple(fc.constantFrom(...nicks), fc.constantFrom(...jids))
  .map(([nick, jid]): Happening => ({ kind: "entered", nick, jid }));
const gone = fc
  .tuple(fc.constantFrom(...nicks), fc.constantFrom("left" as const, "dropped" as const))
  .map(([nick, how]): Happening => ({ kind: "gone", nick, how }));
const bySql = fc
  .tuple(
    fc.constantFrom("renewed" as const, "released" as const),
    fc.constantFrom("staff" as const, "client" as const),
  )
  .map(([kind, role]): Happening => ({ kind, role }));
const other = fc.constantFrom<Happening[]>(
  { kind: "password_confirmed" },
  { kind: "destroyed" },
  { kind: "passed", passed: 1_000 },
  { kind: "passed", passed: LEASE },
  { kind: "passed", passed: TERMS.grace },
);
const happening = fc.oneof(entered, gone, bySql, other);

/** What an SQL function writes, where it writes anything. */
function written(seats: readonly Seat[], kind: "renewed" | "released", role: Seat["role"], now: number) {
  return seats.map((seat) => {
    if (seat.role !== role || seat.state === "over" || seat.released) return seat;
    return kind === "released"
      ? { ...seat, released: true }
      : { ...seat, awaited: true, ending: false, leaseUntil: now + LEASE };
  });
}

const steps = new Set(
  LIFE.filter(({ bySql }) => bySql !== true).flatMap(({ from, to, causes }) =>
    causes.map((cause) => `${from} ${to} ${cause}`),
  ),
);

function check(room: Room, seats: readonly Seat[]): void {
  const alive = seats.filter(({ state }) => state !== "over");
  const stateOf = (role: Seat["role"]) => alive.find((seat) => seat.role === role)?.state;
  for (const seat of seats) {
    expect(seat.nicks.length > 0).toBe(seat.state === "inside");
    expect(seat.missingSince !== undefined).toBe(seat.state === "missing");
    if (seat.state === "over") expect(seat.awaited).toBe(false);
  }
  const both = [stateOf("staff"), stateOf("client")];
  if (room.status === "staff_waiting") expect(both).toEqual(["inside", undefined]);
  if (room.status === "client_coming") expect(both).toEqual(["inside", "coming"]);
  if (room.status === "chatting") expect(both).toEqual(["inside", "inside"]);
  // Everybody may be back, and the new password not in force yet.
  if (room.status === "lost" && !room.changing && !room.changeOwed) expect(both).toContain("missing");
  if (room.status === "closing") {
    expect(alive.every(({ state, awaited }) => state === "inside" && !awaited)).toBe(true);
  }
  if (room.status === "closed") expect(alive).toEqual([]);
}

test("whatever happens, the status fits the seats, and changes only as the table of a life has it", () => {
  const situations: readonly Situation[] = Object.values(SITUATIONS);
  fc.assert(
    fc.property(
      fc.constantFrom(...situations),
      fc.array(happening, { maxLength: 30 }),
      (from, happenings) => {
        let { room, seats } = from;
        let now = NOW;
        for (const each of happenings as readonly Happening[]) {
          let event: Event;
          if (each.kind === "passed") {
            now += each.passed;
            event = { kind: "time" };
          } else if ("role" in each) {
            if (room.status === "closing") continue;
            seats = written(seats, each.kind, each.role, now);
            event = { kind: "written_by_sql" };
          } else {
            event = each;
          }
          const before = room;
          const outcome = live(room, seats, event, TERMS, now);
          ({ room, seats } = outcome);
          for (const { from: was, to, cause } of outcome.changes)
            expect(steps).toContain(`${was} ${to} ${cause}`);
          expect(outcome.changes.at(-1)?.to ?? before.status).toBe(room.status);
          check(room, seats);
        }
      },
    ),
    { numRuns: 3_000 },
  );
});
