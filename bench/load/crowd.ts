import { attribute, openingTag, textOf } from "../wire/splitter.ts";

/** What came that was no right reply. */
export interface Oddities {
  readonly errors: number;
  readonly wrong: number;
  readonly others: number;
}

export type Outcome = "replied" | "refused";

/**
 * People who each write one message at a time to one address, and check the reply: a chat message, from that
 * address, with the text expected. A server bounces messages to an absent component with their body in them, so
 * that a type other than `chat` never counts.
 */
export class Crowd {
  readonly size: number;
  readonly #domain: string;
  readonly #write: (xml: string) => void;
  /** The text each one waits for; "" waits for any; undefined waits for nothing. */
  readonly #awaited: (string | undefined)[];
  readonly #due: Float64Array;
  #to = "";
  #turn = 0;
  #waiting = 0;
  #errors = 0;
  #wrong = 0;
  #others = 0;
  #onSettled: (person: number, outcome: Outcome, due: number) => void = () => {};

  constructor(size: number, domain: string, write: (xml: string) => void) {
    this.size = size;
    this.#domain = domain;
    this.#write = write;
    this.#awaited = new Array<string | undefined>(size).fill(undefined);
    this.#due = new Float64Array(size);
  }

  /** Turns to an address. Nobody waits for what was written before. */
  turnTo(address: string, onSettled: (person: number, outcome: Outcome, due: number) => void): void {
    this.#to = address;
    this.#onSettled = onSettled;
    this.#awaited.fill(undefined);
    this.#waiting = 0;
    this.#errors = this.#wrong = this.#others = 0;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get oddities(): Oddities {
    return { errors: this.#errors, wrong: this.#wrong, others: this.#others };
  }

  isIdle(person: number): boolean {
    return this.#awaited[person] === undefined;
  }

  /** Writes a text, its own each time unless given. `due`: when it should have been written, as `performance.now`. */
  say(person: number, due: number, text?: string): void {
    const id = `m${++this.#turn}`;
    const body = text ?? `Message ${id} of person ${person}, as long as people write them.`;
    this.#awaited[person] = text === undefined ? body : "";
    this.#due[person] = due;
    this.#waiting++;
    this.#write(
      `<message type="chat" id="${id}" from="p${person}@${this.#domain}/im" to="${this.#to}"><body>${body}</body></message>`,
    );
  }

  /** Takes a stanza from the server. */
  hear(xml: string): void {
    const tag = openingTag(xml);
    const person = personOf(attribute(tag, "to"));
    const type = attribute(tag, "type");
    if (tag.startsWith("<iq")) {
      this.#others++;
      if (type === "get" || type === "set") this.#decline(tag);
      return;
    }
    const body = textOf(xml, "body");
    if (type === "error") {
      this.#errors++;
      if (tag.startsWith("<message")) this.#settle(person, "refused");
    } else if (!tag.startsWith("<message") || body === undefined) {
      this.#others++;
    } else if (type === "chat" && this.#isFromThere(tag) && this.#isAwaited(person, body)) {
      this.#settle(person, "replied");
    } else {
      this.#wrong++;
    }
  }

  #isFromThere(tag: string): boolean {
    const from = attribute(tag, "from");
    return from !== undefined && (from === this.#to || from.startsWith(`${this.#to}/`));
  }

  #isAwaited(person: number, body: string): boolean {
    const awaited = this.#awaited[person];
    return awaited !== undefined && (awaited === "" || awaited === body);
  }

  #settle(person: number, outcome: Outcome): void {
    if (this.#awaited[person] === undefined) return;
    this.#awaited[person] = undefined;
    this.#waiting--;
    this.#onSettled(person, outcome, this.#due[person] ?? 0);
  }

  /** A client answers every request (RFC 6120 §8.2.3). */
  #decline(tag: string): void {
    const [from, to, id] = [attribute(tag, "from"), attribute(tag, "to"), attribute(tag, "id")];
    this.#write(
      `<iq type="error" from="${to}" to="${from}" id="${id}"><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`,
    );
  }
}

function personOf(address: string | undefined): number {
  return Number.parseInt(address?.slice(1) ?? "", 10);
}
