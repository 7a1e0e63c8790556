/** Somebody in a browser: one page that reads, cut off and opened again all the time, and messages that are insisted on. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Message, StanzaObject } from "../../../src/gateway/mapping/index.ts";
import { signLogin } from "../../support/gateway/gateway.ts";
import { EventReader, type SseEvent } from "../../support/gateway/http.ts";
import type { Random } from "../schedule/plan/random.ts";
import { type Kept, Reader } from "./record.ts";

export interface Who {
  readonly name: string;
  readonly role: "staff" | "client";
  /** How events come. */
  readonly by: "stream" | "poll";
  /** As the proxy in front of the gateway tells it. */
  readonly address: string;
}

export interface Counts {
  /** How often a page went on from a position that it named. */
  resumed: number;
  messages: number;
  repeats: number;
  events: number;
  limited: number;
}

interface Opening {
  readonly position: string;
  readonly recovered: boolean;
  readonly limited: boolean;
}

interface Request {
  readonly method?: string;
  readonly json?: unknown;
  readonly bearer?: string;
}

const AGAIN_MS = 250;
const PATIENCE_MS = 5_000;
// While the run is under way, no page stays longer than this; afterwards the gateway ends nothing by itself.
const PAGE_MS = [200, 4_000] as const;

export class Person extends Reader {
  readonly who: Who;
  entity = "";
  /** Threads by how this person speaks in them, with the last number. */
  readonly #numbers = new Map<string, number>();
  readonly #urls: readonly string[];
  readonly #random: Random;
  readonly #counts: Counts;
  /** Threads of which something was heard: they are read after `limited`. */
  readonly #threads = new Set<string>();
  readonly #known = new Set<string>();
  /** Known from histories: what is said while one is read comes as an event, too, and is dropped by its id. */
  readonly #fetched = new Set<string>();
  #token = "";
  #position: string | undefined;
  #at = 0;
  #cut: () => void = () => {};
  /** When a page was open last. */
  #openAt = Date.now();
  #ending = false;
  #calm = false;

  constructor(options: {
    readonly who: Who;
    readonly urls: readonly string[];
    readonly random: Random;
    readonly counts: Counts;
  }) {
    super(options.who.name);
    this.who = options.who;
    this.#urls = options.urls;
    this.#random = options.random;
    this.#counts = options.counts;
    this.#at = options.random.between(0, options.urls.length - 1);
  }

  async login(): Promise<void> {
    const { name, role } = this.who;
    const bearer = await signLogin(name, { role });
    const answer = await this.#insist("/token", { method: "POST", bearer });
    const { token, entity } = (await answer.json()) as { token: string; entity: string };
    this.#token = token;
    this.entity = entity;
  }

  async join(seat: string): Promise<string> {
    const answer = await this.#insist("/join", { method: "POST", json: { seat } });
    return ((await answer.json()) as { thread: string }).thread;
  }

  /** Says the next number; resolves when it is taken, and gives its thread. */
  async say(
    where: { readonly thread: string } | { readonly members: readonly string[] },
    text: (n: number) => string,
  ) {
    const line = JSON.stringify(where);
    const number = (this.#numbers.get(line) ?? 0) + 1;
    this.#numbers.set(line, number);
    const id = randomUUID();
    const answer = await this.#insist("/send-message", {
      method: "POST",
      json: { id, ...where, text: text(number) },
    });
    const { id: taken, thread } = (await answer.json()) as { id: string; thread: string };
    if (taken !== id) this.wrongs.push(`${this.name}: ${id} was taken as ${taken}`);
    // Members may be named as a thread from now on.
    this.#numbers.set(JSON.stringify({ thread }), number);
    this.said.push({ id, thread, number });
    this.#threads.add(thread);
    this.#counts.messages++;
    return thread;
  }

  override forget(kept: Kept): void {
    super.forget(kept);
    this.#known.clear();
    this.#fetched.clear();
    for (const { thread, id, speaker } of this.heard) this.#known.add(`${thread} ${id} ${speaker}`);
  }

  /** Reads until `end`. */
  async read(): Promise<void> {
    while (!this.#ending) {
      const stays = this.#calm ? 60_000 : this.#random.between(...PAGE_MS);
      try {
        if (this.who.by === "poll") await this.#poll(stays);
        else await this.#stream(stays);
      } catch {
        // The other instance may be there.
        this.#at = (this.#at + 1) % this.#urls.length;
        await delay(AGAIN_MS);
      }
      if (this.#random.chance(0.2)) this.#at = this.#random.between(0, this.#urls.length - 1);
    }
  }

  /** No more forced reconnects. */
  calm(): void {
    this.#calm = true;
    this.#cut();
  }

  end(): void {
    this.#ending = true;
    this.#cut();
  }

  get #url(): string {
    return this.#urls[this.#at] ?? "";
  }

  async #stream(stays: number): Promise<void> {
    const last = this.#position === undefined ? {} : { "last-event-id": this.#position };
    await using reader = new EventReader(`${this.#url}/stream`, { ...this.#headers(), ...last });
    this.#cut = () => reader.close();
    const timer = setTimeout(() => reader.close(), stays);
    try {
      for (;;) {
        const event = await reader.event();
        if (event.event === "hello") {
          this.#present();
          await this.#opened(JSON.parse(event.data));
        } else this.#take(event);
      }
    } finally {
      clearTimeout(timer);
      if (reader.text !== "") this.#openAt = Date.now();
      if (reader.status !== 0 && reader.status !== 200)
        this.wrongs.push(`${this.name}: the stream was ${reader.status}`);
      // What arrived is the client's, as it is a browser's.
      for (const event of reader.events.splice(0)) this.#take(event);
    }
  }

  async #poll(stays: number): Promise<void> {
    const since = this.#position === undefined ? "" : `since=${this.#position}&`;
    const abort = new AbortController();
    this.#cut = () => abort.abort();
    const timer = setTimeout(() => abort.abort(), stays);
    try {
      const answer = await fetch(`${this.#url}/poll?${since}timeout=25`, {
        headers: this.#headers(),
        signal: abort.signal,
      });
      const document = await answer.text();
      if (!answer.ok) {
        if (answer.status < 500 && answer.status !== 429)
          this.wrongs.push(`${this.name}: poll was ${answer.status}`);
        throw new Error(`${answer.status}`);
      }
      const { events, ...opening } = JSON.parse(document) as Opening & { events: readonly SseEvent[] };
      this.#present();
      // The position of a document is that of its last event.
      if (opening.recovered) this.#counts.resumed++;
      else await this.#opened(opening);
      for (const { id, data, event } of events) this.#take({ id, event, data: JSON.stringify(data) });
    } finally {
      clearTimeout(timer);
    }
  }

  /** A page is open now. */
  #present(): void {
    const now = Date.now();
    this.longestGap = Math.max(this.longestGap, now - this.#openAt);
    this.#openAt = now;
  }

  async #opened({ position, recovered, limited }: Opening): Promise<void> {
    if (recovered && position !== this.#position) {
      this.wrongs.push(`${this.name}: recovered from ${this.#position} at ${position}`);
    }
    if (this.#position !== undefined && !recovered && !limited) {
      this.wrongs.push(`${this.name}: ${this.#position} was neither recovered nor limited`);
    }
    if (recovered) this.#counts.resumed++;
    if (limited) {
      this.#counts.limited++;
      // Receipts are in no history.
      for (const { id } of this.said) this.untold.add(id);
      // All of it, before the position counts: cut here, it begins anew.
      for (const thread of this.#threads) await this.#history(thread);
    }
    this.#position = position;
    this.startsAt(position);
  }

  async #history(thread: string): Promise<void> {
    const found: Message[] = [];
    for (let before = ""; ; ) {
      const answer = await this.#insist(`/history?thread=${thread}${before}`, {});
      const page = (await answer.json()) as { messages: readonly Message[]; more: boolean };
      found.push(...page.messages);
      const oldest = page.messages.at(-1);
      if (oldest === undefined || !page.more || page.messages.some((one) => this.#known.has(this.#key(one))))
        break;
      before = `&before=${oldest.at}`;
    }
    for (const message of found.reverse())
      if (!this.#known.has(this.#key(message))) this.#hear(message, true);
  }

  #take({ id, event, data }: SseEvent): void {
    if (event === "problem" || event === "bye") throw new Error(event);
    if (event !== "message") return;
    this.#counts.events++;
    if (id !== undefined) {
      this.moved(id);
      this.#position = id;
    }
    for (const stanza of JSON.parse(data).stanzas as readonly StanzaObject[]) {
      if (stanza.type === "message" && !this.#fetched.delete(this.#key(stanza.message)))
        this.#hear(stanza.message, false);
      if (
        stanza.type === "receipt" &&
        (stanza.receipt.state === "sent" || stanza.receipt.state === "failed")
      ) {
        const { id: of, state } = stanza.receipt;
        this.told.set(of, [...(this.told.get(of) ?? []), state]);
      }
    }
  }

  #hear(message: Message, fetched: boolean): void {
    const { id, thread, at } = message;
    this.#threads.add(thread);
    this.#known.add(this.#key(message));
    if (fetched) this.#fetched.add(this.#key(message));
    const speaker = this.#nameOf(message);
    this.heard.push({ id, thread, at: Number(at), speaker, text: message.text ?? "", fetched });
  }

  #key(message: Message): string {
    return `${message.thread} ${message.id} ${this.#nameOf(message)}`;
  }

  /** Texts of people begin with their name, but not what is said to the bot, which nobody else hears. */
  #nameOf({ sender, text = "" }: Message): string | undefined {
    if (sender.objectType === "bot") return undefined;
    return /^[a-z]+\d+(?= )/.exec(text)?.[0] ?? this.name;
  }

  #headers(bearer = this.#token): Record<string, string> {
    return { authorization: `Bearer ${bearer}`, "x-forwarded-for": this.who.address };
  }

  /** Asks until there is an answer that stays. */
  async #insist(path: string, { method = "GET", json, bearer }: Request): Promise<Response> {
    for (let tries = 0; ; tries++) {
      if (tries > 0) {
        this.#counts.repeats++;
        await delay(AGAIN_MS);
      }
      const answer = await fetch(`${this.#urls[(this.#at + tries) % this.#urls.length]}${path}`, {
        method,
        headers: {
          ...this.#headers(bearer),
          ...(json !== undefined && { "content-type": "application/json" }),
        },
        ...(json !== undefined && { body: JSON.stringify(json) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
        .then(async (response) => new Response(await response.text(), { status: response.status }))
        .catch(() => undefined);
      if (answer?.ok) return answer;
      if (answer === undefined || answer.status >= 500 || answer.status === 429) continue;
      throw new Error(`${this.name}: ${method} ${path} was ${answer.status}: ${await answer.text()}`);
    }
  }
}
