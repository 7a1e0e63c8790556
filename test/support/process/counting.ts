/**
 * A person who sends numbered answers to the responder `count`, one after the other or many at once, asks for a
 * receipt of each, and remembers across sessions what was acknowledged: the measure of what must not be lost.
 */
import { isMessage, type Person } from "../people/people.ts";
import { acknowledged, isReceipt, sayAndAsk } from "../people/receipts.ts";

interface Sent {
  readonly id: string;
  readonly text: string;
}

export class Counting {
  readonly #to: string;
  readonly #sent: Sent[] = [];
  readonly #sessions: Person[] = [];

  constructor(to: string) {
    this.#to = to;
  }

  /** What was sent first, in this order. */
  get sent(): readonly string[] {
    return this.#sent.map(({ text }) => text);
  }

  /** What a receipt came for, in any session, in the order of sending. */
  get acknowledged(): readonly string[] {
    const ids = this.#acknowledged();
    return this.#sent.filter(({ id }) => ids.has(id)).map(({ text }) => text);
  }

  /** The bodies of what was heard, each message once, in the order of its first coming. */
  get heard(): readonly string[] {
    const messages = this.#sessions.flatMap(({ received }) => received.filter(isMessage(this.#to)));
    const bodies = new Map<string, string>();
    for (const message of messages) {
      const { id = "" } = message.attrs;
      if (!bodies.has(id)) bodies.set(id, message.getChildText("body") ?? "");
    }
    return [...bodies.values()];
  }

  /** Starts the conversation in the first session. */
  async begin(person: Person): Promise<void> {
    this.#sessions.push(person);
    await person.asks(this.#to, "/new count");
  }

  /** Sends the next numbers, without waiting for anything. */
  async send(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const text = String(this.#sent.length + 1);
      this.#sent.push({ text, id: await sayAndAsk(this.#session, this.#to, text) });
    }
  }

  /** Sends what no receipt came for once more, in its order, with its ids; in a new session where one is given. */
  async sendAgain(person: Person = this.#session): Promise<void> {
    if (person !== this.#session) this.#sessions.push(person);
    const ids = this.#acknowledged();
    for (const { id, text } of this.#sent.filter((one) => !ids.has(one.id))) {
      await sayAndAsk(this.#session, this.#to, text, { id });
    }
  }

  /** Resolves when all that was sent is acknowledged. */
  async settled(): Promise<void> {
    const ids = this.#acknowledged();
    for (const { id } of this.#sent.filter((one) => !ids.has(one.id)))
      await this.#session.next(isReceipt(id));
  }

  /** Asks for the question that is open now. */
  async openQuestion(): Promise<string> {
    await this.#session.say(this.#to, "/replay 1");
    const isReplay = (body: string | null) => body?.startsWith('"count", started') ?? false;
    const replay = await this.#session.next((element) => isReplay(element.getChildText("body")));
    return replay.getChildText("body")?.split("\n").at(-1) ?? "";
  }

  get #session(): Person {
    const last = this.#sessions.at(-1);
    if (last === undefined) throw new Error("nobody counts yet");
    return last;
  }

  #acknowledged(): ReadonlySet<string> {
    return acknowledged(this.#sessions.flatMap(({ received }) => received));
  }
}

/** "1" to `last`. */
export function numbers(last: number): readonly string[] {
  return Array.from({ length: last }, (_, index) => String(index + 1));
}
