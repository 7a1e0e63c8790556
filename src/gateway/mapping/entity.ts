/** The names of people in JSON. The bot sees real addresses in its rooms; browsers see what these functions give. */
import type { Jid } from "../../xmpp/jid.ts";
import { readHttps } from "./content/attachments.ts";
import type { Actor, Message, StanzaObject } from "./objects.ts";

/** The person who reads: in a room everybody else is a nickname, and they themselves their entity. */
export interface Reader {
  readonly entity: string;
  /** The address of their own place in the room: room JID, slash, nickname. `undefined` outside rooms. */
  readonly occupant: string | undefined;
}

/** An occupant of a room, the room itself, or, outside rooms, a person: without their resource. */
export function entityOf(from: Jid, room: string | undefined): string {
  return from.bare === room ? from.full : from.bare;
}

export function actorOf(from: Jid, room: string | undefined, bot: string): Actor {
  const id = entityOf(from, room);
  if (id === room) return { id, objectType: "room", displayName: from.local };
  const displayName = id === from.full && from.resource !== "" ? from.resource : from.local;
  return { id, objectType: id === bot ? "bot" : "person", displayName };
}

/** The person behind an entity of ours. @param picture is shown by browsers, so only a secure address is taken */
export function personOf(entity: string, name: string, picture: string | undefined): Actor {
  const url = picture === undefined ? undefined : readHttps(picture);
  return {
    id: entity,
    objectType: "person",
    displayName: name,
    ...(url !== undefined && { image: { url } }),
  };
}

/**
 * The object as `reader` may see it. A room's message is stored once for all of its people; only to the person who wrote
 * it is the sender another one.
 */
export function seenBy(reader: Reader, object: StanzaObject): StanzaObject {
  const { entity, occupant } = reader;
  if (occupant === undefined) return object;
  const named = <T extends { readonly entity?: string | undefined }>(one: T): T =>
    one.entity === occupant ? { ...one, entity } : one;
  switch (object.type) {
    case "message":
      return { type: "message", message: ownSender(reader, object.message) };
    case "presence":
      return { type: "presence", presence: object.presence.map(named) };
    case "room":
      return { type: "room", room: named(object.room) };
    case "typing":
      return { type: "typing", typing: named(object.typing) };
    case "line":
    case "receipt":
      return object;
  }
}

function ownSender({ entity, occupant }: Reader, message: Message): Message {
  const { sender } = message;
  return sender.id === occupant ? { ...message, sender: { ...sender, id: entity } } : message;
}

/** The full address of a person from a browser, of whom there is one resource, however many tabs. */
export function fullAddress(entity: string): string {
  return `${entity}/browser`;
}
