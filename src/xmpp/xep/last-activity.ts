/**
 * XEP-0012 Last Activity: §5 of a server or component, the seconds since it started; §3 and §4 of somebody
 * online, the seconds since they were last there. A bot is always there.
 */
import type { IqTable } from "../iq.ts";
import type { Plugin } from "../plugin.ts";
import { xml } from "../stanza.ts";
import { answerGet } from "./answer.ts";

const LAST = "jabber:iq:last";

export const lastActivity: Plugin = {
  name: "XEP-0012",
  features: { [LAST]: "all" },
  install: (host) =>
    answerGet(host, { name: "query", xmlns: LAST }, ({ jid }) => {
      // A clock that was set back must not make it negative.
      const uptime = Math.max(0, Math.floor((host.clock() - host.startedAt) / 1000));
      return xml("query", { xmlns: LAST, seconds: String(jid.local === "" ? uptime : 0) });
    }),
};

/**
 * Seconds since the account `to` was last signed in, 0 while it is (XEP-0012 §4). Its server tells
 * everybody who may see its presence; `undefined` where it does not tell us.
 */
export async function lastSeen(
  iq: Pick<IqTable, "request">,
  from: string,
  to: string,
): Promise<number | undefined> {
  try {
    const answer = await iq.request(to, xml("query", { xmlns: LAST }), { from });
    const seconds = answer.getChild("query", LAST)?.attrs.seconds;
    return /^\d+$/.test(seconds ?? "") ? Number(seconds) : undefined;
  } catch {
    return undefined;
  }
}
