/** Which server it is: by its version (XEP-0092), or by the room forms that only it has. */
import type { IqTable } from "../../xmpp/iq.ts";
import { xml } from "../../xmpp/stanza.ts";
import type { OfferedForm } from "../../xmpp/xep/data-forms.ts";

export interface Software {
  readonly name: "prosody" | "ejabberd";
  /** As the server tells it; `null` where it does not. */
  readonly version: string | null;
}

const VERSION = "jabber:iq:version";

/** Asks an entity of the server. `undefined`: it does not tell, or it is some other software. */
export async function askVersion(
  iq: Pick<IqTable, "request">,
  jid: string,
  timeoutMs: number,
): Promise<Software | undefined> {
  const answer = await iq
    .request(jid, xml("query", { xmlns: VERSION }), { timeoutMs })
    .catch(() => undefined);
  const query = answer?.getChild("query", VERSION);
  const name = softwareName(query?.getChildText("name") ?? "");
  return name && { name, version: query?.getChildText("version") ?? null };
}

export function softwareName(told: string): Software["name"] | undefined {
  const name = told.trim().toLowerCase();
  return name === "prosody" || name === "ejabberd" ? name : undefined;
}

/** Recognises a server that does not tell its version by the fields of its form for rooms. */
export function softwareOfForm(form: OfferedForm): Software | undefined {
  const names = [...form.keys()];
  if (names.includes("allow_query_users")) return { name: "ejabberd", version: null };
  const ofProsody = (name: string) => /^\{(http:\/\/|xmpp:)prosody\.im\b/.test(name);
  return names.some(ofProsody) ? { name: "prosody", version: null } : undefined;
}
