/** What the room of these tests is, and messages on their way through it. */
import type { Heard, Listening } from "../../../../src/gateway/mapping/heard.ts";
import { hear } from "../../../../src/gateway/mapping/heard.ts";
import type { Sending } from "../../../../src/gateway/mapping/message-stanza.ts";
import type { Message } from "../../../../src/gateway/mapping/objects.ts";
import type { NewMessage } from "../../../../src/gateway/mapping/read-message.ts";
import { readNewMessage } from "../../../../src/gateway/mapping/read-message.ts";
import { serialise } from "../../../../src/xmpp/out/serialise.ts";
import type { Element, Stanza } from "../../../../src/xmpp/stanza.ts";
import { message, stanza } from "../../xmpp/xep/parse.ts";

export const ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
export const NEW_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
export const ROOM = "r1@muc.example";
export const ME = "v-1@chat.example/web";

export const IN_ROOM: Listening = {
  room: ROOM,
  bot: `${ROOM}/Help`,
  thread: "t1",
  newId: () => NEW_ID,
};

export const SENDING: Sending = { from: ME, to: ROOM, type: "groupchat", id: ID, thread: "t1" };

/** The content of a message that a browser sends. */
export function contentOf(fields: object): NewMessage["content"] {
  const { value, problems } = readNewMessage({ thread: "t1", ...fields });
  if (value === undefined) throw new Error(problems?.join("\n"));
  return value.content;
}

/** The stanza as it leaves us, parsed again. */
export function sent(element: Element): Stanza {
  return stanza(serialise(element, "chat.example"));
}

/** A message of the room's. */
export function fromRoom(children: string, attrs: Readonly<Record<string, string>> = {}): Stanza {
  return message(children, { from: `${ROOM}/Anna`, to: ME, type: "groupchat", id: ID, ...attrs });
}

export function heard(one: Stanza, listening: Partial<Listening> = {}): Heard | undefined {
  return hear(one, { ...IN_ROOM, ...listening });
}

/** The message that is heard. */
export function messageOf(one: Heard | undefined): Message {
  if (one?.kind !== "message") throw new Error(`no message: ${JSON.stringify(one)}`);
  return one.message;
}
