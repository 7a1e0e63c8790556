/**
 * XEP-0012 Last Activity: §5 of a server or component, the seconds since it started; §3 and §4 of somebody
 * online, the seconds since he was last there, which a bot always is.
 */
import type { Plugin } from "../plugin.ts";
import { xml } from "../stanza.ts";
import { answerGet } from "./answer.ts";

const LAST = "jabber:iq:last";

export const lastActivity: Plugin = {
  name: "XEP-0012",
  install: (host) => {
    host.features.add(LAST, "both");
    answerGet(host, { name: "query", xmlns: LAST }, ({ jid }) => {
      // A clock that was set back must not make it negative.
      const uptime = Math.max(0, Math.floor((host.clock() - host.startedAt) / 1000));
      return xml("query", { xmlns: LAST, seconds: String(jid.local === "" ? uptime : 0) });
    });
  },
};
