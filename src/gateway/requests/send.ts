/** `POST /send-message`: the message is kept, and in its thread, before it is answered. */
import { randomUUID } from "node:crypto";
import type { Bearer } from "../identity/index.ts";
import { contentHash, type NewMessage } from "../mapping/index.ts";
import { say, tell } from "../stream/index.ts";
import { commit, retrying } from "./commit.ts";
import { type Addressed, addressed } from "./destination.ts";
import type { Requests } from "./needs.ts";
import { addToSpoken, findSpoken } from "./rows.ts";
import { encodeContent, profileOf } from "./told.ts";

export type Sent =
  | { readonly kind: "sent"; readonly id: string; readonly thread: string }
  /** The id is that of another message. */
  | { readonly kind: "conflict" }
  /** There is no such thread or person, or none that this person may talk to. */
  | { readonly kind: "nobody" };

export async function sendMessage(requests: Requests, who: Bearer, message: NewMessage): Promise<Sent> {
  const { db, addresses, clock } = requests;
  const { personId } = who;
  const hash = contentHash(message);
  // One for all tries: the second finds what the first has left, if nobody knows whether that was committed.
  const id = message.id ?? randomUUID();
  let to: Addressed | undefined;
  const sent = await retrying(async (): Promise<Sent> => {
    to = undefined;
    const known = await findSpoken(db, personId, id);
    if (known !== undefined) {
      return known.hash.equals(hash) ? { kind: "sent", id, thread: known.thread } : { kind: "conflict" };
    }
    const found = await addressed(db, addresses, who, message.destination);
    if (found === undefined) return { kind: "nobody" };
    const { thread, destined } = found;
    const content = destined === "people" ? null : JSON.stringify(message.content);
    const said = {
      thread,
      id,
      sender: who.entity,
      senderId: personId,
      saidAt: clock(),
      body: encodeContent(message.content),
      profile: profileOf(who),
    };
    await commit(requests, [
      ...found.writes,
      // A room's message is in the thread where the room puts it.
      ...(destined === "room" ? [] : say(said)),
      ...(destined === "people" ? tell([personId], receipt(id, thread, "sent")) : []),
      addToSpoken({ domain: addresses.domain, personId, id, hash, thread, destination: destined, content }),
    ]);
    to = found;
    return { kind: "sent", id, thread };
  });
  if (to !== undefined && to.destined !== "people") requests.onSpoken();
  return sent;
}

/** The stanzas of a receipt. */
export function receipt(id: string, thread: string, state: "sent" | "read"): string {
  return JSON.stringify([{ type: "receipt", receipt: { id, thread, state } }]);
}
