/** What people from browsers are told of a room: who came, went, and came back, and that it is over. Pure. */
import type { RoomOutcome, SeatOf } from "../../rooms/runtime/browsers.ts";
import type { Room } from "../mapping/index.ts";

/** A person from a browser who has a seat in the room, or is named for one. */
export interface RoomMember {
  readonly personId: string;
  /** Bare JID. */
  readonly entity: string;
  readonly seat: string;
  /** Whether they have taken it: then they are told of the others, too. */
  readonly sits: boolean;
}

export interface RoomPeople {
  readonly thread: string;
  readonly members: readonly RoomMember[];
}

export interface ToldEvents {
  readonly personId: string;
  readonly events: readonly Room[];
}

/** The events, by person; nobody is in there without any. */
export function roomEvents(
  { room, before, after, reason }: RoomOutcome,
  { thread, members }: RoomPeople,
): readonly ToldEvents[] {
  const moving = after.actions.some((action) => action.do === "move");
  const isOver = after.room.status === "closed" || (after.room.status === "failed" && !moving);
  // Of a seat that was over before, nobody is told any more.
  const listening = members.filter(({ seat }) => before.seats.some(({ id }) => id === seat));
  return listening.flatMap(({ personId, entity, seat: own, sits }) => {
    const events = after.seats.flatMap((seat): readonly Room[] => {
      const stored = before.seats.find(({ id }) => id === seat.id);
      if (stored === undefined || (seat.id !== own && !sits)) return [];
      // That they are moved is told when they are.
      if (moving && seat.id === own) return [];
      const nick = nickOf(seat, stored);
      const its = seat.id === own ? { entity, seat: own } : { entity: `${room.jid}/${nick}` };
      // Whoever was quick has come in before the invitation was told.
      return [seat.id === own ? invited(stored, seat) : undefined, change(stored, seat, isOver)].flatMap(
        (event) => (event === undefined ? [] : { thread, event, ...its, role: seat.role, nick }),
      );
    });
    if (isOver && sits) events.push({ thread, event: "closed", ...(reason !== undefined && { reason }) });
    return events.length > 0 ? [{ personId, events }] : [];
  });
}

type Stored = RoomOutcome["before"]["seats"][number];

function invited({ invite, state }: Stored, seat: SeatOf): Room["event"] | undefined {
  if (!invite || seat.state === "over") return undefined;
  // Only who has come from another room is asked into this one while missing in it.
  return state === "missing" ? "moved" : state === "coming" ? "invited" : undefined;
}

function change(stored: Stored, seat: SeatOf, isOver: boolean): Room["event"] | undefined {
  if (stored.state === seat.state) return undefined;
  if (seat.state === "inside") return stored.joinedAt === undefined ? "joined" : "back";
  const sat = stored.state === "inside" || stored.state === "missing";
  if (seat.state === "over") return sat && !isOver ? "left" : undefined;
  return stored.state === "inside" ? "dropped" : undefined;
}

function nickOf(seat: SeatOf, stored: Stored): string {
  return seat.nicks.at(-1) ?? stored.nicks.at(-1) ?? seat.nick;
}
