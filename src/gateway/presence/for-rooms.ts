/** The gateway's side of what rooms ask of people from browsers. */
import { randomUUID } from "node:crypto";
import type { Write } from "../../ledger/statement.ts";
import type { Browsers } from "../../rooms/runtime/browsers.ts";
import { endThread, leaveThread, makeThread, tell } from "../stream/index.ts";
import type { Occupants } from "./occupants.ts";
import { type RoomPeople, roomEvents } from "./room-events.ts";
import { readRoomPeople } from "./rows.ts";

type Known = Omit<RoomPeople, "thread"> & { readonly thread: string | undefined };

export interface ForRoomsOptions {
  readonly domain: string;
  readonly occupants: Occupants;
  /** The room of that JID is over. */
  readonly over: (jid: string) => void;
}

export function forRooms({ domain, occupants, over }: ForRoomsOptions): Browsers<Known> {
  return {
    bringBack: (roomId) => occupants.bringBack(roomId),
    load: readRoomPeople,
    decided(outcome, people) {
      const { room, after, before } = outcome;
      const ended = after.room.status === "closed" || after.room.status === "failed";
      const moving = after.actions.some((action) => action.do === "move");
      const seen = (): void => {
        occupants.sight(room.id, !ended && room.sighting === "inside");
        if (ended) over(room.jid);
      };
      const closing = ended && !moving ? [endThread(room.id)] : [];
      if (people === undefined) return { writes: closing, afterCommit: seen };
      const thread = people.thread ?? randomUUID();
      const told = roomEvents(outcome, { thread, members: people.members });
      const writes: Write[] = told.flatMap(({ personId, events }) =>
        tell([personId], JSON.stringify(events.map((event) => ({ type: "room", room: event })))),
      );
      // With the leaving the reading ends: the bot speaks of it to those who stay.
      for (const { personId, events } of told) {
        if (events.some(({ event, seat }) => event === "left" && seat !== undefined)) {
          writes.push(...leaveThread({ personId, thread }));
        }
      }
      // Somebody is asked into a room in which nobody from a browser is.
      if (people.thread === undefined && told.length > 0) {
        writes.unshift(makeThread({ thread, domain, members: [], roomId: room.id }));
      }
      return {
        writes: [...writes, ...closing],
        afterCommit: () => {
          seen();
          // A password, a seat, or the room's end may concern them.
          if (
            before.unseen ||
            after.changes.length > 0 ||
            after.room !== before.room ||
            after.seats !== before.seats
          ) {
            occupants.refresh({ rooms: [room.id] });
          }
        },
      };
    },
  };
}
