/** Compares the occupants of a room with its seats, as they were stored. */
import { type Event, isLive, type Seat } from "../life/index.ts";

/** Somebody whom the server counts as inside. */
export interface Occupant {
  readonly nick: string;
  /** The bare JID, where the server shows it. */
  readonly jid: string | undefined;
}

/** How a nickname is found again under which a seat's person was inside. */
export type Sight =
  /** With the JID that has the seat. */
  | "same"
  /** With another JID. */
  | "other"
  | "absent";

/**
 * What is told to the state machine, in this order: who has come, who has gone. Whoever is back under another nickname is
 * seen to come first, and so was never away. Only a nickname that somebody else has now is given up before.
 */
export const OF_SEAT: Readonly<Record<Sight, readonly ("gone" | "entered")[]>> = {
  same: [],
  other: ["gone", "entered"],
  absent: ["gone"],
};

/** The events that bring a room to the truth. */
export function resync(seats: readonly Seat[], occupants: readonly Occupant[]): readonly Event[] {
  const byNick = new Map(occupants.map((occupant) => [occupant.nick, occupant]));
  const first: Event[] = [];
  const entered: Event[] = [];
  const last: Event[] = [];
  const known = new Set<string>();
  for (const seat of seats) {
    if (!isLive(seat)) continue;
    for (const nick of seat.nicks) {
      const sight = sightOf(seat, byNick.get(nick));
      const gone = { kind: "gone", nick, how: "dropped" } as const;
      if (sight === "same") known.add(nick);
      // Nobody saw them go, so they did not say goodbye.
      if (OF_SEAT[sight].includes("gone")) (sight === "other" ? first : last).push(gone);
    }
  }
  for (const { nick, jid } of occupants) if (!known.has(nick)) entered.push({ kind: "entered", nick, jid });
  return [...first, ...entered, ...last];
}

function sightOf(seat: Seat, occupant: Occupant | undefined): Sight {
  if (occupant === undefined) return "absent";
  return occupant.jid !== undefined && occupant.jid === seat.takenBy ? "same" : "other";
}
