/** A person of a room, with whatever clients they use one after the other: who they are is the seat, not the client. */
import { StanzaError } from "../../../src/errors.ts";
import type { Element } from "../../../src/xmpp/stanza.ts";
import type { Person } from "../../support/people/people.ts";
import type { HelpDesk } from "../../support/rooms/help-desk.ts";
import { enter, visitor } from "../../support/rooms/room-desk.ts";
import { type Given, rowsOf } from "../../support/rooms/rooms.ts";
import type { Occupant } from "../../support/rooms/rooms-people.ts";

export type Role = "staff" | "client";

/** Where they sign in, and where they ask for their seat. */
export type Site = Pick<HelpDesk, "server" | "database">;

/** What a room answers while it is being brought back, or its password changed. */
const COMES_AGAIN = new Set(["not-authorized", "item-not-found", "not-allowed", "forbidden"]);

export class Guest {
  readonly name: string;
  readonly role: Role;
  /** What the seat gave last. */
  given: Given;
  #occupant: Occupant | undefined;
  #person: Person | undefined;
  #hasLeft = false;
  #foundNobody = false;
  #hasGivenUp = false;
  #entries = 0;

  constructor(name: string, role: Role, given: Given) {
    this.name = name;
    this.role = role;
    this.given = given;
  }

  /** Where their present client sees itself inside. */
  get room(): string | undefined {
    const occupant = this.#occupant;
    return occupant?.person.online && occupant.occupants.has(occupant.nick) ? occupant.room : undefined;
  }

  get nick(): string | undefined {
    return this.#occupant?.nick;
  }

  /** Everybody whom their client sees inside. */
  get sees(): ReadonlySet<string> {
    return this.#occupant?.occupants ?? new Set();
  }

  /** They were in a room, their client is connected, and they did not leave it themselves. */
  get stays(): boolean {
    return this.#occupant?.person.online === true && !this.#hasLeft;
  }

  /** They gave the room up, and do not want to come back. */
  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** The bot alone was inside when they came in last. */
  get foundNobody(): boolean {
    return this.#foundNobody;
  }

  /** What their present client was told of the room since it entered: texts of the bot, invitations, why they are out. */
  get words(): readonly string[] {
    const occupant = this.#occupant;
    return occupant === undefined ? [] : wordsOf(occupant);
  }

  /** Waits until somebody has said this in the room. */
  async hears(words: string): Promise<void> {
    const occupant = this.#occupant;
    if (occupant === undefined) throw new Error(`${this.name} is in no room`);
    while (!(await occupant.heard()).text.includes(words));
  }

  /** Signs in with another client, where the one before is gone, and enters with what the seat gave. */
  async enter(site: Site): Promise<void> {
    const person = this.#person?.online ? this.#person : await visitor(site, this.name);
    this.#person = person;
    await this.#mayGoOn();
    // A nickname of their own for each entry: the one before may still be taken.
    const nick = this.#entries++ === 0 ? this.given.nick : `${this.given.nick} ${this.#entries}`;
    this.#hasLeft = false;
    this.#occupant = await enter(person, this.given, nick);
    this.#foundNobody = this.#occupant.occupants.size <= 2;
    await this.#mayGoOn();
  }

  /** Comes back by `renew_seat`. `false`: the seat is over. */
  async comeBack(site: Site): Promise<boolean> {
    for (;;) {
      await this.#mayGoOn();
      const [given] = await rowsOf<Given>(site.database, "renew_seat", { seat: this.given.seat });
      if (given === undefined) return false;
      this.given = given;
      try {
        await this.enter(site);
        return true;
      } catch (error) {
        if (!(error instanceof StanzaError) || !COMES_AGAIN.has(error.condition)) throw error;
        await site.database.query("select pg_sleep(0.2)");
      }
    }
  }

  /** A page that is reloaded: another client comes in, and the one before ends a moment later. */
  async reload(site: Site): Promise<boolean> {
    const before = this.#person;
    this.#person = undefined;
    const isBack = await this.comeBack(site);
    await before?.cut();
    return isBack;
  }

  /** Leaves in good order. */
  async leave(): Promise<void> {
    this.#hasLeft = true;
    await this.#occupant?.leave();
  }

  /** The client ends from one moment to the next, and says nothing. */
  async vanish(): Promise<void> {
    await this.#person?.cut();
  }

  /** As `vanish`, for good: whatever they are about ends, too. */
  async giveUp(): Promise<void> {
    this.#hasGivenUp = true;
    await this.vanish();
  }

  async #mayGoOn(): Promise<void> {
    if (!this.#hasGivenUp) return;
    await this.vanish();
    throw new Error(`${this.name} has given up`);
  }
}

function wordsOf({ person, room, nick }: Occupant): readonly string[] {
  const { received } = person;
  const own = received.findLastIndex(
    ({ name, attrs }) => name === "presence" && attrs.from === `${room}/${nick}` && attrs.type === undefined,
  );
  return received.slice(own + 1).flatMap((element) => wordOf(element, room, nick));
}

function wordOf(element: Element, room: string, nick: string): readonly string[] {
  const { name, attrs } = element;
  if (name === "message") {
    const inRoom = attrs.type === "groupchat" && attrs.from?.startsWith(`${room}/`) === true;
    const body = element.getChildText("body");
    const isInvitation = element.getChild("x", "jabber:x:conference") !== undefined;
    return body !== null && (inRoom || isInvitation || attrs.type === "chat") ? [body] : [];
  }
  if (name !== "presence" || attrs.type !== "unavailable" || attrs.from !== `${room}/${nick}`) return [];
  const x = element.getChild("x", "http://jabber.org/protocol/muc#user");
  const why = x?.getChild("item")?.getChildText("reason") ?? x?.getChild("destroy")?.getChildText("reason");
  return why ? [why] : [];
}
