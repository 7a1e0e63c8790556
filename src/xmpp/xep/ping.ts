/** XEP-0199 XMPP Ping, §4.2: an empty result. */
import type { Plugin } from "../plugin.ts";
import { answerGet } from "./answer.ts";

const PING = "urn:xmpp:ping";

export const ping: Plugin = {
  name: "XEP-0199",
  features: { [PING]: "both" },
  install: (host) => answerGet(host, { name: "ping", xmlns: PING }, () => undefined),
};
