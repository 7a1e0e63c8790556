/** What the bot says to people in rooms and about rooms, as stanzas. */
import { randomUUID } from "node:crypto";
import type { Say } from "../../texts/index.ts";
import { type Element, xml } from "../../xmpp/stanza.ts";
import { directInvitation } from "../../xmpp/xep/message/invitations.ts";
import { reasonForPeople, type Seat } from "../life/index.ts";
import { destroying, saying } from "../muc/index.ts";
import type { Folded } from "./fold.ts";
import type { OpenRoom } from "./open-room.ts";

/** What people are told. Each is kept until the server has it. */
export interface Words {
  /** To the person who has the seat, where a JID of theirs is known. */
  invitation(room: OpenRoom, seat: Seat, password: string): readonly Element[];
  /** In the room. */
  staffIsAway(room: OpenRoom): Element;
  closing(room: OpenRoom, after: Folded): Element;
  offer(room: OpenRoom): Element;
  /** To each person who was inside: somebody else may have the room. */
  leaveIt(room: OpenRoom, seats: readonly Seat[]): readonly Element[];
  /** To the server. */
  destroying(room: OpenRoom): Element;
}

export interface WordsOptions {
  /** The full JID that owns the rooms. */
  readonly owner: string;
  /** The component's: people at it come from browsers, and learn otherwise what becomes of a room. */
  readonly domain: string;
  /** The full JID of the bot, which people know. */
  readonly bot: string;
  readonly say: Say;
}

export function createWords({ owner, bot, domain, say }: WordsOptions): Words {
  const inRoom = (room: OpenRoom, text: string): Element =>
    saying({ from: owner, room: room.jid, id: randomUUID(), text, lang: say.lang });
  const known = ({ takenBy, jid }: Seat): string | undefined => {
    const address = takenBy ?? jid;
    return address?.endsWith(`@${domain}`) ? undefined : address;
  };
  return {
    invitation(room, seat, password) {
      const to = known(seat);
      if (to === undefined) return [];
      const away = seat.joinedAt !== undefined && seat.state !== "inside";
      const text = say(away ? "room-come-back" : `room-come-${seat.role}`);
      return [
        directInvitation({
          from: bot,
          to,
          id: randomUUID(),
          room: room.jid,
          password,
          reason: text,
          body: `${text}\nxmpp:${room.jid}?join;password=${password}`,
          lang: say.lang,
        }),
      ];
    },
    staffIsAway: (room) => inRoom(room, say("room-staff-away")),
    closing: (room, { room: closed, changes }) =>
      inRoom(
        room,
        closingText(say, changes.find(({ to }) => to === "closing")?.cause, reasonForPeople(closed)),
      ),
    offer: (room) => inRoom(room, say("room-offer")),
    leaveIt: (room, seats) =>
      seats.flatMap((seat) => {
        const to = known(seat);
        if (to === undefined || seat.joinedAt === undefined) return [];
        const attributes = { from: bot, to, id: randomUUID(), type: "chat", "xml:lang": say.lang };
        return [xml("message", attributes, xml("body", {}, say("room-leave-it", { room: room.jid })))];
      }),
    destroying: (room) =>
      xml(
        "iq",
        { type: "set", from: owner, to: room.jid, id: randomUUID() },
        destroying(say("room-closing")),
      ),
  };
}

/** Without a cause among its changes an SQL function closed it, perhaps with a reason for people. */
function closingText(say: Say, cause: string | undefined, reason: string | undefined): string {
  switch (cause) {
    case "staff_left":
    case "client_left":
      return say("room-closing-left");
    case "grace_ended":
      return say("room-closing-lost");
    default:
      return reason === undefined ? say("room-closing") : say("room-closing-why", { reason });
  }
}
