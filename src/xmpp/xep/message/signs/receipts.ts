/**
 * XEP-0184 Message Delivery Receipts: §5 when one is asked for and given, §7 the elements.
 *
 * The receipt leaves after the commit, so that the sender's tick means "kept", not merely "arrived".
 * A message that was delayed on its way is acknowledged like any other: §5.5 forbids receipts for looking
 * again at an archive, and we only ever see a message when it first arrives.
 */
import { randomUUID } from "node:crypto";
import type { MessagePlugin } from "../../../plugin.ts";
import { type Element, type Stanza, xml } from "../../../stanza.ts";

const RECEIPTS = "urn:xmpp:receipts";

/**
 * Whether a message that carries `<request/>` may be answered with a receipt. Never an error, nor a message
 * of a room (§5.3); one without an id cannot be acknowledged (§7).
 */
export function mayAcknowledge(stanza: Stanza): boolean {
  return stanza.type !== "error" && stanza.type !== "groupchat" && stanza.id !== undefined;
}

/** The message that acknowledges `of`, whose id is `id`: of the same type, and with nothing else in it (§7). */
export function receipt(of: Pick<Stanza, "from" | "to" | "type">, id: string): Element {
  const attrs = { from: of.to.full, to: of.from.full, type: of.type, id: randomUUID() };
  return xml("message", attrs, xml("received", { xmlns: RECEIPTS, id }));
}

/** The id of the message that this one acknowledges. */
export function readReceipt(message: Element): string | undefined {
  return message.getChild("received", RECEIPTS)?.attrs.id;
}

/** `request`: a receipt is asked for. `receipt`: one is given. */
export const receipts: MessagePlugin<{ request?: boolean; receipt?: boolean }> = {
  name: "XEP-0184",
  features: { [RECEIPTS]: "chat" },
  reads: {
    [RECEIPTS]: (parts, _, name) => {
      if (name === "request") parts.request = true;
      else if (name === "received") parts.receipt = true;
    },
  },
};
