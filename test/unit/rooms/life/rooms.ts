/** Rooms in each status, with the people that belong to it. Staff is "sam", the client "cleo". */
import type { Room, Seat, Terms } from "../../../../src/rooms/life/index.ts";

export const NOW = Date.UTC(2026, 2, 1, 12);
export const TERMS: Terms = { grace: 90_000, clientGrace: 300_000 };
export const LEASE = 60_000;
export const SAM = "sam@example.org";
export const CLEO = "cleo@example.org";

export function room(status: Room["status"], more: Partial<Room> = {}): Room {
  return {
    status,
    createdAt: NOW,
    statusChangedAt: NOW,
    botNick: "Anteroom",
    changing: false,
    changeOwed: false,
    destroying: false,
    ...more,
  };
}

type State = Seat["state"];

export function staff(state: State, more: Partial<Seat> = {}): Seat {
  return seat("staff", "Sam", SAM, state, more);
}

export function client(state: State, more: Partial<Seat> = {}): Seat {
  return { ...seat("client", "Cleo", CLEO, state, more), ticket: "t1" };
}

function seat(role: Seat["role"], person: string, jid: string, state: State, more: Partial<Seat>): Seat {
  return {
    id: role,
    role,
    person,
    nick: person,
    nicks: state === "inside" ? [person] : [],
    state,
    awaited: state === "coming",
    leaseUntil: NOW + LEASE,
    ending: false,
    released: false,
    ...(state !== "coming" && { takenBy: jid, joinedAt: NOW }),
    ...(state === "missing" && { missingSince: NOW }),
    ...more,
  };
}

export interface Situation {
  readonly room: Room;
  readonly seats: readonly Seat[];
}

const waiting = { waitingSince: NOW };

export const SITUATIONS = {
  creating: { room: room("creating"), seats: [] },
  available: { room: room("available"), seats: [] },
  reserved: { room: room("reserved", { staff: "Sam" }), seats: [staff("coming")] },
  "reserved, staff inside": {
    room: room("reserved", { changing: true, ...waiting }),
    seats: [staff("inside")],
  },
  staff_waiting: { room: room("staff_waiting", waiting), seats: [staff("inside")] },
  client_coming: { room: room("client_coming", waiting), seats: [staff("inside"), client("coming")] },
  chatting: { room: room("chatting", waiting), seats: [staff("inside"), client("inside")] },
  "lost, staff alone missing": { room: room("lost", waiting), seats: [staff("missing")] },
  "lost, staff missing": { room: room("lost", waiting), seats: [staff("missing"), client("inside")] },
  "lost, client missing": { room: room("lost", waiting), seats: [staff("inside"), client("missing")] },
  "lost, both missing": { room: room("lost", waiting), seats: [staff("missing"), client("missing")] },
  "lost, client awaited": { room: room("lost", waiting), seats: [staff("missing"), client("coming")] },
  closing: { room: room("closing", waiting), seats: [staff("over"), client("inside")] },
  closed: { room: room("closed", waiting), seats: [staff("over"), client("over")] },
  failed: { room: room("failed"), seats: [] },
} as const satisfies Readonly<Record<string, Situation>>;
