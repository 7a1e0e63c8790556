/** The bot's requests to the MUC service. Whoever comes and goes is told by presence (presence.ts). */
import { type Condition, RequestTimeout, StanzaError } from "../../errors.ts";
import type { IqTable } from "../../xmpp/iq.ts";
import type { Writer } from "../../xmpp/out/writer.ts";
import { type Element, xml } from "../../xmpp/stanza.ts";
import { type OfferedForm, readOfferedForm, submission } from "../../xmpp/xep/data-forms.ts";
import { pinging } from "../../xmpp/xep/ping.ts";
import { choose, differences, SECRET, type Wishes } from "./form.ts";
import { banning, destroying, joining, OWNER, removing } from "./stanzas.ts";

const INFO = "http://jabber.org/protocol/disco#info";
const MUC = "http://jabber.org/protocol/muc";
const ROOM_CONFIG = "http://jabber.org/protocol/muc#roomconfig";

/** The room is not as it has to be, so that nobody may be let in. */
export class RoomUnfit extends Error {
  override readonly name = "RoomUnfit";
}

/**
 * Requests reject with `StanzaError` where the server refuses, `RequestTimeout` where it does not answer within 30 s,
 * and `StreamLost`.
 */
export interface Muc {
  /** Enters, and creates the room where there is none. The answer is presence. Gives `false` where there is no stream. */
  join(room: string, nick: string, password: string): boolean;
  /** The form of a room of ours as it is now. Rejects with `RoomUnfit`, too, where there is none. */
  form(room: string): Promise<OfferedForm>;
  /**
   * Configures a room of ours and compares what the server shows afterwards. It may be called right after `join`. Gives
   * the wishes that the server does not offer, by the names of XEP-0045. Rejects with `RoomUnfit`, too, where the server
   * did not keep a wish.
   */
  configure(room: string, wishes: Wishes): Promise<{ readonly refused: readonly string[] }>;
  /** Resolves when the password is in force. */
  setPassword(room: string, password: string): Promise<void>;
  /** Removes an occupant. It is no error if they have gone already. */
  remove(room: string, nick: string, reason: string): Promise<void>;
  /** Removes a bare JID under all its nicknames, and lets it in no more. */
  ban(room: string, jid: string, reason: string): Promise<void>;
  /** Everybody is removed, with the reason. It is no error if there is no such room. */
  destroy(room: string, reason: string): Promise<void>;
  /**
   * Asks the service itself whether it is there. Rejects with `RequestTimeout` after `timeoutMs`, and with a `StanzaError`,
   * too, where it is no MUC service.
   */
  service(domain: string, timeoutMs: number): Promise<void>;
  /**
   * Pings an occupant `room/nick`, also ourselves (XEP-0410), or a person's own full address. Gives the error with which
   * it is answered. Rejects with `StreamLost` only.
   */
  ping(to: string, timeoutMs: number): Promise<"answered" | "silent" | StanzaError>;
}

export interface MucParts {
  /** Our full address, `rooms@DOMAIN/RESOURCE`. */
  readonly from: string;
  readonly iq: Pick<IqTable, "request">;
  readonly writer: Pick<Writer, "send">;
}

export function createMuc({ from, iq, writer }: MucParts): Muc {
  const get = (room: string) => iq.request(room, xml("query", { xmlns: OWNER }), { from });
  const set = (room: string, payload: Element) => iq.request(room, payload, { from, type: "set" });
  const submit = (room: string, fields: ReadonlyMap<string, readonly string[]>) =>
    set(room, xml("query", { xmlns: OWNER }, submission(ROOM_CONFIG, fields)));

  const form = async (room: string) => formOf(await get(room));

  return {
    join: (room, nick, password) => writer.send(joining({ from, room, nick, password })),

    form,

    async configure(room, wishes) {
      const { submit: fields, refused } = choose(await form(room), wishes);
      if (!fields.has(SECRET)) throw new RoomUnfit("the server's form for rooms has no field for a password");
      const write = async () => {
        // A room answers in order, so that the second request shows what the first has done.
        const [, readBack] = await Promise.all([submit(room, fields), get(room)]);
        return differences(fields, formOf(readBack));
      };
      let lost = await write();
      // Prosody takes the fields in no order, and cuts one of the two for backlog down to what the other was before.
      if (lost.length > 0) lost = await write();
      if (lost.length > 0) throw new RoomUnfit(`the server did not keep the room's form: ${lost.join(", ")}`);
      return { refused };
    },

    // A field that is not submitted stays as it is, on all servers that we know.
    setPassword: async (room, password) => void (await submit(room, new Map([[SECRET, [password]]]))),

    // Prosody knows no such item, ejabberd does not accept such a nickname.
    remove: (room, nick, reason) =>
      unless(set(room, removing(nick, reason)), ["item-not-found", "not-acceptable"]),

    ban: async (room, jid, reason) => void (await set(room, banning(jid, reason))),

    destroy: (room, reason) => unless(set(room, destroying(reason)), ["item-not-found"]),

    async service(domain, timeoutMs) {
      const answer = await iq.request(domain, xml("query", { xmlns: INFO }), { from, timeoutMs });
      const features = answer.getChild("query", INFO)?.getChildren("feature") ?? [];
      if (features.some((feature) => feature.attrs.var === MUC)) return;
      throw new StanzaError("feature-not-implemented", { text: `${domain} is no MUC service` });
    },

    async ping(to, timeoutMs) {
      try {
        await iq.request(to, pinging(), { from, timeoutMs });
        return "answered";
      } catch (error) {
        if (error instanceof RequestTimeout) return "silent";
        if (error instanceof StanzaError) return error;
        throw error;
      }
    },
  };
}

function formOf(answer: Element): OfferedForm {
  const query = answer.getChild("query", OWNER);
  const form = query && readOfferedForm(query);
  if (form === undefined) throw new RoomUnfit("the server shows no form for the room");
  return form;
}

/** The answer that nothing was left to do is as good as that it is done. */
async function unless(request: Promise<unknown>, done: readonly Condition[]): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof StanzaError) || !done.includes(error.condition)) throw error;
  }
}
