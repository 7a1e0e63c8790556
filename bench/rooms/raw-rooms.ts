/** The least work with which a component can make rooms and enter them: what a pool cannot do without. */

import { openRawComponent } from "../wire/raw-component.ts";
import { attribute, openingTag } from "../wire/splitter.ts";

export interface RawRoom {
  readonly jid: string;
  readonly password: string;
}

export interface RawRooms {
  /** Enters, gets the form, submits it, and gets it again. */
  create(room: RawRoom): Promise<void>;
  /** Resolves when the server has told all occupants. `from`: a full JID; the bot's by default. */
  enter(room: RawRoom, nick: string, from?: string): Promise<void>;
  say(room: RawRoom, text: string, from: string): void;
  end(): void;
}

const FORM = "jabber:x:data";
const OWNER = "http://jabber.org/protocol/muc#owner";
/** What rooms of the pool are to be, of the fields that Prosody offers. */
const WISHES = Object.entries({
  FORM_TYPE: "http://jabber.org/protocol/muc#roomconfig",
  "muc#roomconfig_membersonly": "0",
  "muc#roomconfig_moderatedroom": "0",
  "muc#roomconfig_whois": "moderators",
  "muc#roomconfig_changesubject": "0",
  "muc#roomconfig_historylength": "0",
  "muc#roomconfig_defaulthistorymessages": "0",
});

export async function openRawRooms(options: {
  readonly port: number;
  readonly domain: string;
  readonly secret: string;
}): Promise<RawRooms> {
  const bot = `rooms@${options.domain}/anteroom`;
  /** By the id of a request, or by the addresses of an entry. */
  const waiting = new Map<string, { resolve(): void; reject(error: Error): void }>();
  const component = await openRawComponent({
    ...options,
    onStanza: (xml) => {
      const tag = openingTag(xml);
      const [from, to, id, type] = ["from", "to", "id", "type"].map((name) => attribute(tag, name) ?? "");
      if (tag.startsWith("<iq") && type === "get") {
        component.write(`<iq type='result' id='${id}' from='${to}' to='${from}'/>`);
        return;
      }
      const isEntry = tag.startsWith("<presence") && (type === "error" || /code=["']110["']/.test(xml));
      const key = tag.startsWith("<iq") ? id : isEntry ? `${to} ${from}` : undefined;
      const waits = key === undefined ? undefined : waiting.get(key);
      if (key === undefined || waits === undefined) return;
      waiting.delete(key);
      if (type === "error") waits.reject(new Error(xml));
      else waits.resolve();
    },
    onClosed: (reason) => {
      for (const { reject } of waiting.values()) reject(new Error(reason));
    },
  });
  const answer = (key: string, xml: string) =>
    new Promise<void>((resolve, reject) => {
      waiting.set(key, { resolve, reject });
      component.write(xml);
    });
  let ids = 0;
  const request = (type: string, to: string, payload: string) => {
    const id = `r${ids++}`;
    const query = `<query xmlns='${OWNER}'>${payload}</query>`;
    return answer(id, `<iq type='${type}' id='${id}' from='${bot}' to='${to}'>${query}</iq>`);
  };
  const enter = ({ jid, password }: RawRoom, nick: string, from = bot) =>
    answer(
      `${from} ${jid}/${nick}`,
      `<presence from='${from}' to='${jid}/${nick}'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/><password>${password}</password></x></presence>`,
    );
  return {
    enter,
    create: async (room) => {
      await enter(room, "Anteroom");
      await request("get", room.jid, "");
      const fields = [...WISHES, ["muc#roomconfig_roomsecret", room.password]].map(
        ([name, value]) => `<field var='${name}'><value>${value}</value></field>`,
      );
      await request("set", room.jid, `<x xmlns='${FORM}' type='submit'>${fields.join("")}</x>`);
      await request("get", room.jid, "");
    },
    say: ({ jid }, text, from) =>
      component.write(`<message type='groupchat' from='${from}' to='${jid}'><body>${text}</body></message>`),
    end: component.end,
  };
}

/** Does the work for all of them, so many at a time. */
export async function each<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const left = [...all].reverse();
  const run = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, run));
}
