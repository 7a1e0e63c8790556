/**
 * XEP-0308 Last Message Correction, §3: `<replace/>` names the message that this one takes the place of.
 *
 * It is always the first version's id, also in the second correction of the same message; the id of the correction
 * itself is a new one (§4).
 */
import type { MessagePlugin } from "../../plugin.ts";
import { type Element, xml } from "../../stanza.ts";

const CORRECTION = "urn:xmpp:message-correct:0";

/** Makes a message take the place of the one whose first version has that id. */
export function replacing(id: string): Element {
  return xml("replace", { xmlns: CORRECTION, id });
}

/** The id of the message replaced; `undefined` where none is named. */
export function readReplaced(message: Element): string | undefined {
  return message.getChild("replace", CORRECTION)?.attrs.id;
}

/** `correctionOf`: the id of the message replaced; "" where the correction names none. */
export const corrections: MessagePlugin<{ correctionOf?: string }> = {
  name: "XEP-0308",
  features: { [CORRECTION]: "chat" },
  reads: {
    [CORRECTION]: (parts, child, name) => {
      if (name === "replace") parts.correctionOf ??= child.attrs.id ?? "";
    },
  },
};
