/** Whether `rooms.service` is a MUC service, and the host above the component's domain. */
import { RequestTimeout, StanzaError } from "../../errors.ts";
import { reason } from "../../ops/reason.ts";
import { xml } from "../../xmpp/stanza.ts";
import { pinging } from "../../xmpp/xep/ping.ts";
import { type Cure, type Finding, failure, ok, skipped, warning } from "../finding.ts";
import type { Visit } from "./visit.ts";

const INFO = "http://jabber.org/protocol/disco#info";
export const MUC_HOST = "rooms.service";

/** What an entity says of itself (XEP-0030 §3.1), or the error in its place. */
export interface Disco {
  readonly identities: readonly { readonly category: string; readonly name: string }[];
  readonly features: readonly string[];
}

/** Rejects where the stream is lost. */
export async function disco(
  { iq }: Pick<Visit, "iq">,
  jid: string,
): Promise<Disco | StanzaError | RequestTimeout> {
  try {
    const query = (await iq.request(jid, xml("query", { xmlns: INFO }))).getChild("query", INFO);
    const children = (name: string) => query?.getChildren(name) ?? [];
    return {
      identities: children("identity").map(({ attrs: { category = "", name = "" } }) => ({ category, name })),
      features: children("feature").map(({ attrs }) => attrs.var ?? ""),
    };
  } catch (error) {
    if (error instanceof StanzaError || error instanceof RequestTimeout) return error;
    throw error;
  }
}

export function judgeMucHost(muc: string, host: string, said: Disco | StanzaError | RequestTimeout): Finding {
  if (said instanceof Error) {
    const text = `${muc} does not answer (${reason(said)}): it must be a MUC service of the server of ${host}`;
    return failure(MUC_HOST, text, mucService(muc, host));
  }
  const { identities, features } = said;
  if (identities.some(({ category }) => category === "conference")) {
    if (features.includes("http://jabber.org/protocol/muc")) return ok(MUC_HOST, `${muc} is a MUC service`);
  }
  const found = identities.map(({ category }) => category).join(", ") || "nothing that it names";
  const free = muc === `rooms.${host}` ? `muc.${host}` : `rooms.${host}`;
  return failure(MUC_HOST, `${muc} is no MUC service (it is: ${found}): name one as rooms.service`, {
    // Both servers refuse a name that is something else already.
    anteroom: ["rooms:", `  service: ${free}`],
    ...mucService(free, host),
  });
}

/** Makes a MUC service. That of ejabberd gets a host of its own: a host has one, which people may use already. */
function mucService(muc: string, host: string): Cure {
  return {
    prosody: ["-- at the end of the file, unless it is there already:", `Component "${muc}" "muc"`],
    ejabberd: [
      "hosts:",
      `  - anteroom.${host}   # beside those that are there`,
      "host_config:",
      `  anteroom.${host}:`,
      "    modules:",
      "      mod_muc:",
      `        host: ${muc}`,
    ],
  };
}

export async function examineParent({ iq }: Visit, host: string): Promise<Finding> {
  const name = "server";
  try {
    await iq.request(host, xml("ping", pinging().attrs));
    return ok(name, `${host} answers`);
  } catch (error) {
    if (error instanceof RequestTimeout) {
      return warning(name, `${host}, the host above the component, does not answer a ping`);
    }
    if (!(error instanceof StanzaError)) throw error;
    if (error.condition.startsWith("remote-server-")) {
      return skipped(name, `${host} is no host of this server: its version and uploads are not looked for`);
    }
    // As good an answer (xmpp/out/barrier.ts).
    return ok(name, `${host} answers`);
  }
}
