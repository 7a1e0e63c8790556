/** Whether `rooms.service` is a MUC service, and the host above the component's domain. */
import { nearest } from "../../config/nearest.ts";
import { editDistance } from "../../edit-distance.ts";
import { RequestTimeout, StanzaError } from "../../errors.ts";
import { reason } from "../../ops/reason.ts";
import { isSampleName } from "../../xmpp/link/sample-name.ts";
import { type Element, xml } from "../../xmpp/stanza.ts";
import { pinging } from "../../xmpp/xep/ping.ts";
import { type Cure, type Finding, failure, ok, skipped, warning } from "../finding.ts";
import type { Software } from "./software.ts";
import type { Visit } from "./visit.ts";

const INFO = "http://jabber.org/protocol/disco#info";
const ITEMS = "http://jabber.org/protocol/disco#items";
const MUC = "http://jabber.org/protocol/muc";
// A server has a handful of services.
const MOST = 30;
// A letter that is missing, one too many, another one, or two that are swapped; `muc` and `rooms` are further apart.
const MOST_SLIPS = 2;
export const MUC_HOST = "rooms.service";

/** What an entity says of itself (XEP-0030 §3.1), or the error in its place. */
export interface Disco {
  readonly identities: readonly { readonly category: string; readonly name: string }[];
  readonly features: readonly string[];
}

type Asker = Pick<Visit, "iq">;

/** Rejects where the stream is lost. */
export async function disco(asker: Asker, jid: string): Promise<Disco | StanzaError | RequestTimeout> {
  const children = await ask(asker, jid, INFO);
  if (children instanceof Error) return children;
  return {
    identities: children("identity").map(({ attrs: { category = "", name = "" } }) => ({ category, name })),
    features: children("feature").map(({ attrs }) => attrs.var ?? ""),
  };
}

/** The MUC services that the server lists for its host (XEP-0030 §4). Rejects where the stream is lost. */
export async function listMucs(asker: Asker, host: string): Promise<readonly string[]> {
  const children = await ask(asker, host, ITEMS);
  if (children instanceof Error) return [];
  const listed = children("item").flatMap(({ attrs: { jid, node } }) =>
    jid === undefined || node !== undefined || jid.includes("@") ? [] : [jid],
  );
  const said = await Promise.all(
    listed.slice(0, MOST).map(async (jid) => ({ jid, is: await disco(asker, jid) })),
  );
  return said.flatMap(({ jid, is }) => (!(is instanceof Error) && isMuc(is) ? [jid] : []));
}

/** The children of the answer, by their name. */
async function ask(
  { iq }: Asker,
  jid: string,
  xmlns: string,
): Promise<((name: string) => readonly Element[]) | StanzaError | RequestTimeout> {
  try {
    const query = (await iq.request(jid, xml("query", { xmlns }))).getChild("query", xmlns);
    return (name) => query?.getChildren(name) ?? [];
  } catch (error) {
    if (error instanceof StanzaError || error instanceof RequestTimeout) return error;
    throw error;
  }
}

const isMuc = ({ identities, features }: Disco): boolean =>
  identities.some(({ category }) => category === "conference") && features.includes(MUC);

/** `mucs`: the MUC services that the server of `host` has. */
export function judgeMucHost(
  muc: string,
  host: string,
  said: Disco | StanzaError | RequestTimeout,
  mucs: readonly string[],
): Finding {
  if (!(said instanceof Error) && isMuc(said)) return ok(MUC_HOST, `${muc} is a MUC service`);
  const what =
    said instanceof Error
      ? `${muc} does not answer (${reason(said)})`
      : `${muc} is no MUC service (it is: ${said.identities.map(({ category }) => category).join(", ") || "nothing that it names"})`;
  // Both servers refuse a name that is something else already, and nobody has the samples' name.
  const free = said instanceof Error && !(isSampleName(muc) && !muc.endsWith(`.${host}`));
  const made = free ? muc : muc === `rooms.${host}` ? `muc.${host}` : `rooms.${host}`;
  const meant = mucs.find((one) => isSlipOf(muc, one));
  if (meant !== undefined) {
    return failure(MUC_HOST, `${what}, but the server has ${meant}: anteroom.yaml has another name`, {
      anteroom: ["rooms:", `  service: ${meant}`],
    });
  }
  if (mucs.length > 0) return otherMuc(muc, host, { what, made, mucs });
  return failure(MUC_HOST, `${what}: rooms.service must be a MUC service of the server of ${host}`, {
    ...(made !== muc && { anteroom: ["rooms:", `  service: ${made}`] }),
    ...mucService(made, host, "unless it is there already"),
  });
}

/** Whether a name was mistyped, or has the samples' host. */
const isSlipOf = (given: string, known: string): boolean =>
  editDistance(given, known) <= MOST_SLIPS || (isSampleName(given) && labelOf(given) === labelOf(known));

const labelOf = (name: string): string => name.slice(0, name.indexOf("."));

/** The name may be wrong, or the server lacks a service: people may use those that it has, and the pool needs one of its own. */
function otherMuc(
  muc: string,
  host: string,
  { what, made, mucs }: { readonly what: string; readonly made: string; readonly mucs: readonly string[] },
): Finding {
  const meant = nearest(muc, mucs);
  const others = mucs.filter((one) => one !== meant);
  const or = others.length === 0 ? "" : ` (or ${others.join(", ")})`;
  return failure(
    MUC_HOST,
    `${what}, but the server has ${mucs.join(", ")}: name that in anteroom.yaml if it is there for the pool. If people ` +
      "use it, the pool needs another",
    {
      anteroom: ["rooms:", `  service: ${meant}   # if that is for the pool${or}; else ${made}`],
      ...mucService(made, host, `if rooms.service is to be ${made}`),
    },
  );
}

/** Makes a MUC service. That of ejabberd gets a host of its own: a host has one, which people may use already. */
function mucService(muc: string, host: string, when: string): Cure {
  return {
    prosody: [`-- at the end of the file, ${when}:`, `Component "${muc}" "muc"`],
    ejabberd: [
      `# ${when}:`,
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

/** `server`: the software of the host, where it tells. */
export async function examineParent(
  { iq }: Visit,
  host: string,
  server: Promise<Software | undefined>,
): Promise<Finding> {
  const name = "server";
  try {
    await iq.request(host, xml("ping", pinging().attrs));
    return ok(name, `${host} answers${told(await server)}`);
  } catch (error) {
    if (error instanceof RequestTimeout) {
      return warning(name, `${host}, the host above the component, does not answer a ping`);
    }
    if (!(error instanceof StanzaError)) throw error;
    if (error.condition.startsWith("remote-server-")) {
      return skipped(name, `${host} is no host of this server: its version and uploads are not looked for`);
    }
    // As good an answer (xmpp/out/barrier.ts).
    return ok(name, `${host} answers${told(await server)}`);
  }
}

function told(server: Software | undefined): string {
  if (server === undefined) return "";
  const name = { prosody: "Prosody", ejabberd: "ejabberd" }[server.name];
  return ` (${[name, server.version].filter((part) => part !== null).join(" ")})`;
}
