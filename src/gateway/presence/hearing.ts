/**
 * What rooms say to people from browsers. The room gives every message to each of its occupants: the first copy is kept,
 * the others are dropped. Anything but the stanzas of a room in which the person sits is left to others, who answer it as
 * to an address that does not exist.
 */
import type { Clock } from "../../clock.ts";
import { StanzaError } from "../../errors.ts";
import type { Decision } from "../../ledger/job.ts";
import { readError } from "../../xmpp/iq.ts";
import { readMessage } from "../../xmpp/message.ts";
import type { Router } from "../../xmpp/router.ts";
import { type Stanza, xml } from "../../xmpp/stanza.ts";
import { readRoomPresence } from "../../xmpp/xep/muc.ts";
import { hear, hearPresence, type Message, type Presence, type StanzaObject } from "../mapping/index.ts";
import { type SaidMessage, say, tell, type Wakes } from "../stream/index.ts";
import type { Occupants } from "./occupants.ts";
import type { Place } from "./place.ts";
import type { Speaker } from "./speaker.ts";

export interface HearingOptions {
  /** `rooms.service` */
  readonly service: string;
  readonly occupants: Occupants;
  readonly speaker: Speaker;
  readonly wakes: Pick<Wakes, "pass">;
  readonly clock: Clock;
}

// What a room said of late: the copies for its other occupants come right after the first one.
const REMEMBERED = 200;
const DISCO = "http://jabber.org/protocol/disco#info";
const PING = "urn:xmpp:ping";
const FEATURES = [
  DISCO,
  "http://jabber.org/protocol/chatstates",
  "http://jabber.org/protocol/muc",
  "urn:xmpp:chat-markers:0",
  PING,
];

/** The last messages of a room, by what identifies them. */
class Recent {
  /** Of each message: its id, and its author where that is a person from a browser. */
  readonly #messages = new Map<string, { readonly id: string; readonly author: string | undefined }>();
  subject = "";

  /** `false`: it is known already. */
  add(key: string, message: { readonly id: string; readonly author: string | undefined }): boolean {
    if (this.#messages.has(key)) return false;
    this.#messages.set(key, message);
    if (this.#messages.size > REMEMBERED) {
      for (const oldest of this.#messages.keys()) {
        this.#messages.delete(oldest);
        break;
      }
    }
    return true;
  }

  find(key: string) {
    return this.#messages.get(key);
  }
}

export class Hearing {
  readonly #options: HearingOptions;
  readonly #recent = new Map<string, Recent>();

  constructor(options: HearingOptions) {
    this.#options = options;
  }

  listen(router: Router): void {
    const { service } = this.#options;
    const from = { domain: service };
    // What a room says to all before the seats are read must not be refused: the room would remove the person.
    const takes = (stanza: Stanza): boolean =>
      stanza.type === "groupchat" || this.#placeOf(stanza) !== undefined;
    router.on({ stanza: "presence", from, takes }, (stanza) => this.#presence(stanza));
    router.on({ stanza: "message", from, takes }, (stanza) => this.#message(stanza));
    const asks = (stanza: Stanza): boolean =>
      stanza.from.resource !== "" && (this.#placeOf(stanza)?.inside ?? false);
    router.on(
      { stanza: "iq", types: ["get"], from, takes: asks, payload: { name: "ping", xmlns: PING } },
      () => {},
    );
    router.on(
      { stanza: "iq", types: ["get"], from, takes: asks, payload: { name: "query", xmlns: DISCO } },
      () =>
        xml(
          "query",
          { xmlns: DISCO },
          xml("identity", { category: "client", type: "web" }),
          ...FEATURES.map((feature) => xml("feature", { var: feature })),
        ),
    );
  }

  /** The id that the room gave a message of late, by which others mark it (XEP-0333). */
  stanzaIdOf(room: string, id: string): string | undefined {
    return this.#recent.get(room)?.find(`given ${id}`)?.id;
  }

  /** Nothing of the room is remembered any more. */
  forget(room: string): void {
    this.#recent.delete(room);
  }

  #placeOf({ from, to }: Stanza): Place | undefined {
    return this.#options.occupants.at(to.bare, from.bare);
  }

  #presence(stanza: Stanza): void {
    const { occupants } = this.#options;
    const place = this.#placeOf(stanza);
    const presence = readRoomPresence(stanza);
    if (place === undefined || presence === undefined) return;
    const { room, nick } = place.state;
    switch (presence.kind) {
      case "refused": {
        const { condition } = presence.error;
        occupants.tell(place, { type: "refused", room, condition });
        return;
      }
      case "inside":
        if (presence.own || presence.nick === nick) {
          const { created } = presence;
          if (place.inside && !created && presence.nick === nick) return;
          occupants.tell(place, { type: "entered", room, nick: presence.nick, created });
          // The others came before it.
          if (place.inside) this.#tell(place, listed(place));
        } else this.#other(place, stanza);
        return;
      case "gone":
        if (presence.own || presence.nick === nick) {
          if (presence.renamed === undefined) occupants.tell(place, { type: "gone", room, nick });
        } else this.#other(place, stanza);
    }
  }

  /** Somebody else in the room is shown otherwise. */
  #other(place: Place, stanza: Stanza): void {
    const { from } = stanza;
    const presence = hearPresence(stanza, from.bare);
    if (presence === undefined) return;
    const { resource: nick } = from;
    if (!place.inside) {
      if (presence.available) place.list.set(nick, presence);
      else place.list.delete(nick);
    } else if (isNews(place, nick, presence)) this.#tell(place, [presence]);
  }

  #tell({ row }: Place, presence: readonly Presence[]): void {
    if (presence.length === 0) return;
    this.#tellAll(row.roomId, [row.personId], { type: "presence", presence: [...presence] });
  }

  #tellAll(roomId: string, personIds: readonly string[], stanza: StanzaObject): void {
    this.#options.occupants.chat(roomId, { writes: tell(personIds, JSON.stringify([stanza])) });
  }

  #message(stanza: Stanza): void {
    const { speaker, occupants } = this.#options;
    const place = this.#placeOf(stanza);
    if (place === undefined) return;
    const { type, from, id, element } = stanza;
    if (type === "error") {
      const { condition } = readError(element);
      if (condition === "not-acceptable") occupants.tell(place, { type: "outside" });
      else if (id !== undefined) speaker.refused(place, id, condition);
      return;
    }
    if (type !== "groupchat") {
      // The room's own messages, such as changes of its settings, are no private ones.
      if (from.resource === "") return;
      const { kind } = readMessage(stanza);
      if (kind === "text" || kind === "encrypted") throw new StanzaError("policy-violation");
      return;
    }
    this.#said(place, stanza);
  }

  #said(place: Place, stanza: Stanza): void {
    const { occupants, wakes } = this.#options;
    const { row, state } = place;
    const { room } = state;
    const [first] = occupants.inside(room);
    const heard = hear(stanza, {
      room,
      bot: `${room}/${row.botNick}`,
      thread: row.thread,
      newId: () => "",
    });
    if (heard === undefined) return;
    if (heard.kind === "message") {
      this.#keep(place, heard.message, heard, place === first);
      return;
    }
    // It comes to all of them.
    if (place !== first) return;
    const speaker = this.#author(room, stanza.from.resource);
    switch (heard.kind) {
      case "typing": {
        const stanzas: readonly StanzaObject[] = [{ type: "typing", typing: heard.typing }];
        wakes.pass(
          { threads: [row.thread], ...(speaker !== undefined && { except: speaker }) },
          JSON.stringify(stanzas),
        );
        return;
      }
      case "receipt": {
        const recent = this.#recentOf(room);
        const of = recent.find(`named ${heard.of}`);
        if (of?.author === undefined || of.author === speaker) return;
        const receipt = { ...heard.receipt, id: of.id };
        this.#tellAll(row.roomId, [of.author], { type: "receipt", receipt });
        return;
      }
      case "room": {
        const recent = this.#recentOf(room);
        const { reason = "" } = heard.room;
        if (recent.subject === reason) return;
        recent.subject = reason;
        const people = [...occupants.inside(room)].map((one) => one.row.personId);
        this.#tellAll(row.roomId, people, { type: "room", room: heard.room });
      }
    }
  }

  #keep(
    place: Place,
    message: Message,
    heard: {
      readonly from: string;
      readonly delayedSince: number | undefined;
      readonly stanzaId: string | undefined;
    },
    isFirst: boolean,
  ): void {
    const { speaker, clock, occupants } = this.#options;
    const { row, state } = place;
    const nick = heard.from.slice(state.room.length + 1);
    // Without an id each copy would be another message: that of the first occupant counts.
    if (message.id === "" && !isFirst) return;
    const id = message.id || crypto.randomUUID();
    // Of backlog nobody knows who had the nickname then.
    const author = heard.delayedSince === undefined ? this.#author(state.room, nick) : undefined;
    const recent = this.#recentOf(state.room);
    const isNew = recent.add(`${id} ${heard.from}`, { id, author });
    // What was said again, as the database has lost it, counts again.
    if (!isNew && (author === undefined || !speaker.awaits(author, id))) return;
    recent.add(`named ${id}`, { id, author });
    if (heard.stanzaId !== undefined) {
      recent.add(`named ${heard.stanzaId}`, { id, author });
      recent.add(`given ${id}`, { id: heard.stanzaId, author });
    }
    const reflected = author === undefined ? undefined : speaker.reflected(author, id);
    const { id: sender, ...profile } = message.sender;
    const { id: _, thread, at: __, sender: ___, ...body } = message;
    const said: SaidMessage = {
      thread,
      id,
      sender,
      senderId: author,
      saidAt: heard.delayedSince ?? clock(),
      body: reflected?.body ?? JSON.stringify(body),
      profile: JSON.stringify(profile),
    };
    const writes = [...say(said), ...(reflected?.writes ?? [])];
    const decision = (): Decision => (reflected?.stands() === false ? {} : { writes });
    occupants.chat(row.roomId, decision, reflected?.settled);
  }

  /** The person from a browser who is inside under that nickname. */
  #author(room: string, nick: string): string | undefined {
    for (const { state, row } of this.#options.occupants.inside(room)) {
      if (state.nick === nick) return row.personId;
    }
    return undefined;
  }

  #recentOf(room: string): Recent {
    const recent = this.#recent.get(room) ?? new Recent();
    this.#recent.set(room, recent);
    return recent;
  }
}

/** Whether it is not what the person was told of that occupant last; from now on it is. */
function isNews({ told }: Place, nick: string, presence: Presence): boolean {
  if (!presence.available) return told.delete(nick);
  const json = JSON.stringify(presence);
  if (told.get(nick) === json) return false;
  told.set(nick, json);
  return true;
}

/** What is new in the list of occupants that the room has given. */
function listed(place: Place): readonly Presence[] {
  const { told, list } = place;
  const gone = [...told].filter(([nick]) => !list.has(nick));
  const news = [...list].filter(([nick, presence]) => isNews(place, nick, presence));
  list.clear();
  for (const [nick] of gone) told.delete(nick);
  return [
    ...gone.map(([, json]) => ({ entity: (JSON.parse(json) as Presence).entity, available: false })),
    ...news.map(([, presence]) => presence),
  ];
}
