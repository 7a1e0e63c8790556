/** XEP-0363: slots for files, asked for from the address of the person who sends the file. */
import type { StanzaError } from "../../errors.ts";
import { StanzaError as Refusal } from "../../errors.ts";
import type { IqTable } from "../../xmpp/iq.ts";
import { childElements, type Element, xml } from "../../xmpp/stanza.ts";
import { isWeb } from "../mapping/content/attachments.ts";

const UPLOAD = "urn:xmpp:http:upload:0";
const INFO = "http://jabber.org/protocol/disco#info";
const ITEMS = "http://jabber.org/protocol/disco#items";
// The others might open what is none of the browser's business (§6).
const HEADERS = ["authorization", "cookie", "expires"];
const ANSWER_MS = 5_000;

export interface Wish {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly mediaType?: string;
}

export interface Slot {
  readonly put: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  /** Where the file will be. */
  readonly url: string;
}

export interface UploadsOptions {
  readonly iq: Pick<IqTable, "request">;
  /** The server's domain, above the component's. */
  readonly server: string;
}

export interface Uploads {
  /** `from`: the person's full address. Rejects with `StreamLost` or `RequestTimeout`. */
  slot(from: string, wish: Wish): Promise<Slot | StanzaError>;
  /** The stream is lost: the next one may be of another server. */
  offline(): void;
}

export function createUploads({ iq, server }: UploadsOptions): Uploads {
  let service: Promise<string | undefined> | undefined;
  const find = async (): Promise<string | undefined> => {
    const offers = async (jid: string): Promise<boolean> => {
      const answer = await ask(jid, INFO).catch(() => undefined);
      return answer?.getChildren("feature").some((feature) => feature.attrs.var === UPLOAD) ?? false;
    };
    const items = (await ask(server, ITEMS)).getChildren("item").flatMap(({ attrs: { jid } }) => jid ?? []);
    for (const jid of [...items, server]) if (await offers(jid)) return jid;
    return undefined;
  };
  const ask = async (jid: string, xmlns: string): Promise<Element> => {
    const answer = await iq.request(jid, xml("query", { xmlns }), { timeoutMs: ANSWER_MS });
    return answer.getChild("query", xmlns) ?? xml("query", { xmlns });
  };
  return {
    async slot(from, { name, size, mediaType }) {
      service ??= find();
      // Without one it is looked for again, as without an answer.
      const jid = await service.catch(() => undefined);
      if (jid === undefined) {
        service = undefined;
        return new Refusal("service-unavailable");
      }
      const request = xml("request", {
        xmlns: UPLOAD,
        filename: name,
        size: String(size),
        "content-type": mediaType,
      });
      try {
        return readSlot(await iq.request(jid, request, { from })) ?? new Refusal("undefined-condition");
      } catch (error) {
        if (error instanceof Refusal) return error;
        throw error;
      }
    },
    offline() {
      service = undefined;
    },
  };
}

/** §5: both addresses must be https. */
function readSlot(answer: Element): Slot | undefined {
  const slot = answer.getChild("slot", UPLOAD);
  const put = slot?.getChild("put");
  const [from, to] = [slot?.getChild("get")?.attrs.url, put?.attrs.url];
  if (put === undefined || from === undefined || to === undefined || !isWeb(from) || !isWeb(to))
    return undefined;
  const headers: Record<string, string> = {};
  for (const header of childElements(put)) {
    const name = header.attrs.name ?? "";
    if (HEADERS.includes(name.toLowerCase())) headers[name] = header.getText().replace(/[\r\n]/g, "");
  }
  return { put: { url: to, headers }, url: from };
}
