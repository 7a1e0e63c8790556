/** XEP-0199 XMPP Ping: §4.2 the answer is an empty result. */
import type { Plugin } from "../plugin.ts";
import { type Element, xml } from "../stanza.ts";
import { answerGet } from "./answer.ts";

const PING = "urn:xmpp:ping";

/** The payload of our own pings (§4.1). */
export function pinging(): Element {
  return xml("ping", { xmlns: PING });
}

export const ping: Plugin = {
  name: "XEP-0199",
  features: { [PING]: "all" },
  install: (host) => answerGet(host, { name: "ping", xmlns: PING }, () => undefined),
};
