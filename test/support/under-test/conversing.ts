/**
 * The whole component on a real database, and no server: stanzas are dispatched as if they had come, and what would be
 * written comes out as elements. `restart` forgets everything that is not in the database.
 */
import { randomUUID } from "node:crypto";
import xmlOfLibrary from "@xmpp/xml";
import { type Component, createComponent } from "../../../src/component.ts";
import { loadConfig } from "../../../src/config/load.ts";
import type { Config } from "../../../src/config/settings.ts";
import { createRegistry } from "../../../src/conversations/index.ts";
import type { Responder } from "../../../src/conversations/responders/responder.ts";
import { type CreateFeatures, loadFeatures } from "../../../src/features.ts";
import { createMetrics } from "../../../src/ops/metrics.ts";
import { createTexts, type Texts } from "../../../src/texts/index.ts";
import { type Child, type Element, xml } from "../../../src/xmpp/stanza.ts";
import { createDatabase, type TestDatabase } from "../database/postgres.ts";
import { Arrivals } from "../process/arrivals.ts";
import { FakeScheduler } from "../process/fake-scheduler.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { type RecordedLog, recordedLog } from "../process/recorded-log.ts";

const DOMAIN = "help.example.org";
export const BOT = `bot@${DOMAIN}/anteroom`;

export interface ConversingOptions {
  readonly responders: readonly Responder[];
  /** In ms. */
  readonly settings?: Partial<Record<"idle" | "signout" | "warn" | "retention", number>>;
  /** Settings `rooms.*`. */
  readonly rooms?: Partial<Config["rooms"]>;
  /** Settings `http.*` (gateway.ts). Time then begins now, as tokens have the database's. */
  readonly http?: Partial<Config["http"]>;
  /** In place of those that there are. */
  readonly features?: CreateFeatures;
  /** As they are shipped, by default. */
  readonly texts?: Texts;
  /** Made before; an empty one by default. */
  readonly database?: TestDatabase;
  /** Another subdomain over the database, and in the time, of the first one. */
  readonly beside?: { readonly chat: Conversing; readonly domain: string };
}

export interface SayOptions {
  readonly from?: string;
  readonly id?: string;
  readonly type?: string;
  /** Of the body. */
  readonly lang?: string;
  readonly children?: readonly Child[];
}

/** Starts conversations over an empty database, or beside others. */
export async function startConversing(options: ConversingOptions): Promise<Conversing> {
  const database = options.beside?.chat.database ?? options.database ?? (await createDatabase());
  const conversing = disposeWithTest(new Conversing(database, options));
  await conversing.begin();
  return conversing;
}

export class Conversing implements AsyncDisposable {
  readonly database: TestDatabase;
  /** Since the last start. */
  metrics = createMetrics();
  readonly time: FakeScheduler;
  readonly #domain: string;
  /** What would be written to the stream. */
  readonly sent = new Arrivals<Element>("the stream");
  readonly recorded: RecordedLog = recordedLog();
  readonly #marks = new Arrivals<string>("marks");
  readonly #ids = new Set<string>();
  #options: ConversingOptions;
  #component: Component | undefined;

  constructor(database: TestDatabase, options: ConversingOptions) {
    this.database = database;
    this.time = options.beside?.chat.time ?? new FakeScheduler();
    this.#domain = options.beside?.domain ?? DOMAIN;
    this.#options = options;
    if (options.http !== undefined) this.time.now = Date.now();
  }

  async begin(): Promise<void> {
    const { log } = this.recorded;
    const { responders, settings, rooms, http } = this.#options;
    const { texts = createTexts({ language: "en" }) } = this.#options;
    const configured = loadConfig({
      env: {
        ANTEROOM_XMPP_DOMAIN: this.#domain,
        ANTEROOM_XMPP_SECRET: "secret",
        ANTEROOM_DATABASE_URL: this.database.url,
        ANTEROOM_DATABASE_SCHEMA: this.database.schema,
      },
      cwd: "/",
    });
    this.metrics = createMetrics();
    const config = {
      ...configured,
      conversations: { ...configured.conversations, ...settings },
      rooms: { ...configured.rooms, ...rooms },
      http: { ...configured.http, ...http },
    };
    const { features = await loadFeatures(config) } = this.#options;
    const component = createComponent({
      config,
      texts,
      features: (parts) => features(parts, createRegistry(responders)),
      log,
      metrics: this.metrics,
      scheduler: this.time,
      clock: this.time.clock,
    });
    this.#component = component;
    // There is no server whose silence would mean something: time passes for conversations alone.
    component.host.writer.pause();
    component.ledger.timers.on("mark", ({ key }) => {
      this.#marks.take(key);
      return undefined;
    });
    await component.start();
    await component.lease.acquire(true);
    component.ledger.leaseTaken();
    await this.connect();
  }

  /** A stream is there. */
  async connect(): Promise<void> {
    this.#component?.host.writer.attach({
      write: (text, written) => {
        for (const element of parsed(text)) this.#written(element);
        written();
      },
    });
    await this.#component?.online();
  }

  /** The stream is lost. */
  disconnect(): void {
    this.#component?.host.writer.detach();
    this.#component?.host.iq.failAll();
    this.#component?.offline();
  }

  /** The lease could not be renewed in time. */
  loseLease(): void {
    this.#component?.ledger.leaseLost();
  }

  /** It is still this instance's: nobody else acted meanwhile. */
  async carryOn(): Promise<void> {
    this.#component?.ledger.leaseTaken();
    await this.#component?.online();
  }

  /** What a server would get. It answers pings; and after a restart what was not confirmed comes again, with the same id. */
  #written(element: Element): void {
    const { id = "", from, to, type } = element.attrs;
    if (element.name === "iq" && type === "get") {
      this.take(xml("iq", { type: "result", id, from: to, to: from }));
      return;
    }
    if (element.name === "presence" && (type === undefined || type === "probe" || type === "unavailable"))
      return;
    if (element.name === "iq" || !this.#ids.has(id)) this.sent.take(element);
    if (id !== "") this.#ids.add(id);
  }

  /** Ends and begins again, perhaps with other responders: a deploy. */
  async restart(options: Partial<ConversingOptions> = {}): Promise<void> {
    await this.stop();
    this.#options = { ...this.#options, ...options };
    await this.begin();
  }

  /** A message to the bot. */
  say(body: string, { from = "ann@example.org/phone", id = randomUUID(), ...more }: SayOptions = {}): void {
    const attrs = { from, to: `bot@${this.#domain}`, id, type: more.type ?? "chat" };
    this.take(xml("message", attrs, xml("body", { "xml:lang": more.lang }, body), ...(more.children ?? [])));
  }

  /** A stanza for the bot, as it comes from the server. */
  take(element: Element): void {
    for (const parsedAgain of parsed(element.toString())) this.#component?.host.router.dispatch(parsedAgain);
  }

  /** An ad-hoc command, executed at the bot's address; gives the whole answer. */
  async execute(
    command: Element,
    { from = "ann@example.org/phone", id = randomUUID() }: Pick<SayOptions, "from" | "id"> = {},
  ): Promise<Element> {
    this.take(xml("iq", { from, to: `bot@${this.#domain}`, id, type: "set" }, command));
    return this.sent.next((element) => element.name === "iq" && element.attrs.id === id);
  }

  /** The next body that goes to `to`. */
  async reply(to = "ann@example.org"): Promise<string> {
    return bodyOf(await this.stanza(to));
  }

  /** The next message with a body that goes to `to`. */
  stanza(to = "ann@example.org"): Promise<Element> {
    return this.sent.next((element) => element.attrs.to === to && element.getChild("body") !== undefined);
  }

  /** Says something and waits for the answer. */
  async ask(body: string, options: SayOptions = {}): Promise<string> {
    this.say(body, options);
    return this.reply(options.from?.split("/")[0]);
  }

  /** Presence for the bot, as it comes from the server; available without a type. */
  presence(type?: string, from = "ann@example.org/phone"): void {
    this.take(xml("presence", { from, to: `bot@${this.#domain}`, type }));
  }

  /** Subscribes a person, who lets the bot see whether they are signed in, and signs them in. */
  befriend(from = "ann@example.org/phone"): void {
    const [bare = ""] = from.split("/");
    this.presence("subscribe", bare);
    this.presence("subscribed", bare);
    this.presence(undefined, from);
  }

  /** Old conversations are looked for. */
  sweep(): void {
    this.#component?.ledger.sweeper.hint();
  }

  /** Lets time pass; timers are looked at. */
  pass(ms: number): void {
    this.time.advance(ms);
    this.#component?.ledger.timers.hint();
  }

  /** Lets time pass; resolves when everything that fell due has been handled. */
  async passed(ms: number): Promise<void> {
    await this.quiet();
    this.time.advance(ms);
    // What is due is taken up in the order of its time: when the last one comes, all the others are under way.
    const key = randomUUID();
    await this.database.query("insert into timer (domain, kind, key, due_at) values ($1, 'mark', $2, $3)", [
      this.#domain,
      key,
      new Date(this.time.now),
    ]);
    this.#component?.ledger.timers.hint();
    await this.#marks.next((mark) => mark === key);
    await this.#component?.ledger.timers.quiet();
  }

  /** Resolves when nothing is under way. */
  async quiet(): Promise<void> {
    await this.#component?.ledger.mailbox.idle();
  }

  /** Ends, and leaves the database as it is. */
  async stop(): Promise<void> {
    this.#component?.host.writer.detach();
    await this.#component?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    if (this.#options.beside === undefined) await this.database.stop();
  }
}

export function bodyOf(element: Element): string {
  return element.getChildText("body") ?? "";
}

/** The stanzas in what was written. */
function parsed(text: string): readonly Element[] {
  const parser = new xmlOfLibrary.Parser();
  const stanzas: Element[] = [];
  parser.on("element", (element) => void stanzas.push(element));
  // The parser gives elements below a root, and counts only what is in the namespace of a stream.
  parser.write(`<stream xmlns="jabber:component:accept">${text}`);
  return stanzas;
}
