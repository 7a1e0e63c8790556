/** A message of a browser's as the stanza that goes into a room, or to somebody. */
import { type Element, xml } from "../../xmpp/stanza.ts";
import { replacing } from "../../xmpp/xep/message/correction.ts";
import { fallbackFor } from "../../xmpp/xep/message/fallback.ts";
import { FILE_SHARING, fileSharing } from "../../xmpp/xep/message/file-sharing.ts";
import { outOfBand } from "../../xmpp/xep/message/oob.ts";
import { markable } from "../../xmpp/xep/message/signs/chat-markers.ts";
import { chatState } from "../../xmpp/xep/message/signs/chat-states.ts";
import { originId } from "../../xmpp/xep/message/stanza-ids.ts";
import { thread as threadElement } from "../../xmpp/xep/message/thread.ts";
import type { Attachment } from "./objects.ts";
import { type Content, plainText } from "./read-message.ts";

export interface Sending {
  /** The full address of the browser's person. */
  readonly from: string;
  /** The room, or a person. */
  readonly to: string;
  readonly type: "groupchat" | "chat";
  readonly id: string;
  readonly thread: string;
}

/**
 * There is always a thread and a body. A subject without both would be no message in a room, but the room's new subject
 * (XEP-0045 §8.1); where nothing else was said, it is the body as well.
 */
export function messageStanza({ from, to, type, id, thread }: Sending, content: Content): Element {
  const { subject, language, attachments, replace } = content;
  return xml(
    "message",
    { from, to, type, id, "xml:lang": language },
    subject === undefined ? undefined : xml("subject", {}, subject),
    xml("body", {}, bodyOf(content)),
    threadElement(thread),
    originId(id),
    replace === undefined ? undefined : replacing(replace),
    markable(),
    chatState("active"),
    ...attachments.map((file, index) => fileSharing(file, `${id}-${index}`)),
    ...attachments.map(({ url }) => outOfBand(url)),
    plainText(content) === "" && attachments.length > 0 ? fallbackFor(FILE_SHARING) : undefined,
  );
}

/** The text of a message for people who see nothing else of it: the text, then the address of each attachment on a line of its own: clients without XEP-0447 make it a link. */
export function bodyOf(content: Content): string {
  const lines = [plainText(content), addressLines(content.attachments)].filter((part) => part !== "");
  return lines.join("\n") || (content.subject ?? "");
}

function addressLines(attachments: readonly Attachment[]): string {
  return attachments.map(({ url }) => url).join("\n");
}

/** The body without the addresses that `bodyOf` adds; `undefined` where nothing else is said. */
export function withoutAddresses(body: string, attachments: readonly Attachment[]): string | undefined {
  const addresses = addressLines(attachments);
  if (addresses === "") return body;
  if (body === addresses) return undefined;
  return body.endsWith(`\n${addresses}`) ? body.slice(0, -addresses.length - 1) : body;
}
