/** Whose seat an occupant has who has just come in. */
import { nickKey } from "./nicknames.ts";
import { isLive, type Room, type Seat } from "./state.ts";

export interface Occupant {
  readonly nick: string;
  /** The bare JID. */
  readonly jid: string;
}

/**
 * - A bare JID that sits in the room is the same person on another device.
 * - Where a JID was named, that bare JID alone has the seat, under any nickname.
 * - A missing person is known by the bare JID under which they sat.
 * - Else the first who comes while a seat is awaited takes it. While two are, the nickname that was handed out decides,
 *   else the order: staff first.
 *
 * "no_seat": a stranger. "nickname": the nickname looks like another's; the person may come in under the one that was
 * handed out. "other_seat": somebody who is inside came for the other seat, too, as one who tries both sides alone.
 */
export function recognise(
  room: Room,
  seats: readonly Seat[],
  { nick, jid }: Occupant,
): Seat | "no_seat" | "nickname" | "other_seat" {
  const able = seats.filter((seat) => isLive(seat) && !seat.released);
  const seat =
    able.find(({ state, takenBy }) => state === "inside" && takenBy === jid) ??
    able.find((seat) => mayEnter(seat) && seat.jid === jid) ??
    able.find(
      ({ state, takenBy, jid: named }) => state === "missing" && takenBy === jid && named === undefined,
    ) ??
    firstAwaited(able, nick);
  if (seat === undefined) return "no_seat";
  const key = nickKey(nick);
  const others = seats.filter((other) => isLive(other) && other !== seat);
  if (seat.state === "inside" && others.some((other) => other.awaited && nickKey(other.nick) === key)) {
    return "other_seat";
  }
  const taken = [room.botNick, ...others.flatMap((other) => [other.nick, ...other.nicks])];
  return taken.some((other) => nickKey(other) === key) ? "nickname" : seat;
}

function mayEnter({ awaited, state }: Seat): boolean {
  return awaited || state === "missing";
}

function firstAwaited(seats: readonly Seat[], nick: string): Seat | undefined {
  const open = seats.filter(({ awaited, jid }) => awaited && jid === undefined);
  const key = nickKey(nick);
  return (
    open.find((seat) => nickKey(seat.nick) === key) ?? open.find(({ role }) => role === "staff") ?? open[0]
  );
}
