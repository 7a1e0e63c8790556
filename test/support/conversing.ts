/**
 * Conversations with the ledger and a database, and no stream: messages go in as stanzas, and what would be given to
 * the writer comes out as elements. `restart` forgets everything that is not in the database.
 */
import { randomUUID } from "node:crypto";
import xmlOfLibrary from "@xmpp/xml";
import type { Conversations } from "../../src/conversations/index.ts";
import { createConversations, createRegistry } from "../../src/conversations/index.ts";
import type { Responder } from "../../src/conversations/responders/responder.ts";
import { StanzaError } from "../../src/errors.ts";
import { Session } from "../../src/ledger/database/session.ts";
import { Ledger } from "../../src/ledger/ledger.ts";
import { createRoster, type Roster } from "../../src/roster/roster.ts";
import { parseJid } from "../../src/xmpp/jid.ts";
import { serialise } from "../../src/xmpp/out/serialise.ts";
import type { Address } from "../../src/xmpp/plugin.ts";
import { errorOf, resultOf } from "../../src/xmpp/reply.ts";
import { type Child, type Element, readStanza, xml } from "../../src/xmpp/stanza.ts";
import { readCommandRequest } from "../../src/xmpp/xep/commands.ts";
import { withDelay } from "../../src/xmpp/xep/delay.ts";
import { Arrivals } from "./arrivals.ts";
import { FakeScheduler } from "./fake-scheduler.ts";
import { holdLease, TENURE } from "./ledger.ts";
import { disposeWithTest } from "./lifetime.ts";
import { createDatabase, type TestDatabase } from "./postgres.ts";
import { type RecordedLog, recordedLog } from "./recorded-log.ts";

const DOMAIN = "help.example.org";
export const BOT = `bot@${DOMAIN}/anteroom`;

function botOf(domain: string): Address {
  const jid = parseJid(`bot@${domain}`);
  if (jid === undefined) throw new Error("the bot has no address");
  return { jid, name: "Bot", resource: "anteroom", identities: [], features: [], listed: true };
}

export interface ConversingOptions {
  readonly responders: readonly Responder[];
  /** In ms. */
  readonly settings?: Partial<Record<"idle" | "signout" | "warn" | "retention", number>>;
  /** Another subdomain over the database, and in the time, of the first one. */
  readonly beside?: { readonly chat: Conversing; readonly domain: string };
}

export interface SayOptions {
  readonly from?: string;
  readonly id?: string;
  readonly type?: string;
  readonly children?: readonly Child[];
}

/** Starts conversations over an empty database, or beside others. */
export async function startConversing(options: ConversingOptions): Promise<Conversing> {
  const { chat, domain } = options.beside ?? { domain: DOMAIN };
  const database = chat?.database ?? (await createDatabase());
  await holdLease(database, domain);
  const conversing = disposeWithTest(new Conversing(database, options));
  await conversing.begin();
  return conversing;
}

export class Conversing implements AsyncDisposable {
  readonly database: TestDatabase;
  readonly time: FakeScheduler;
  readonly #bot: Address;
  readonly #domain: string;
  /** What would be written to the stream. */
  readonly sent = new Arrivals<Element>("the stream");
  readonly recorded: RecordedLog = recordedLog();
  readonly #marks = new Arrivals<string>("marks");
  readonly #ids = new Set<string>();
  #options: ConversingOptions;
  #ledger: Ledger | undefined;
  #roster: Roster | undefined;
  #session: Session | undefined;
  #conversations: Conversations | undefined;

  constructor(database: TestDatabase, options: ConversingOptions) {
    this.database = database;
    this.time = options.beside?.chat.time ?? new FakeScheduler();
    this.#domain = options.beside?.domain ?? DOMAIN;
    this.#bot = botOf(this.#domain);
    this.#options = options;
  }

  async begin(): Promise<void> {
    const domain = this.#domain;
    const bot = this.#bot;
    const { log } = this.recorded;
    const send = (stanza: string): boolean => {
      const element = parsed(stanza);
      // After a restart what was not confirmed comes again, with the same id.
      const { id = "" } = element.attrs;
      if (!this.#ids.has(id)) this.sent.take(element);
      this.#ids.add(id);
      return true;
    };
    const ledgerDatabase = {
      url: this.database.url,
      schema: this.database.schema,
      applicationName: "test",
    };
    const ledger = new Ledger({
      database: ledgerDatabase,
      domain,
      clock: this.time.clock,
      log,
      channel: { send, barrier: async () => true, drained: async () => true },
      serialise: (element) => serialise(element, domain),
      delayed: (stanza, decidedAt) => withDelay(stanza, domain, decidedAt),
      tenure: () => TENURE,
      onLeaseLost: () => {},
      onPressure: () => {},
    });
    const settings = { idle: 1_800_000, signout: 600_000, warn: 60_000, retention: 2_592_000_000 };
    const conversations: Conversations = createConversations({
      registry: createRegistry(this.#options.responders),
      settings: { ...settings, ...this.#options.settings },
      domain,
      bot: `${bot.jid.bare}/${bot.resource}`,
      clock: this.time.clock,
      scheduler: this.time,
      log,
      post: (job) => ledger.post(job),
      timers: ledger.timers,
      sweeper: ledger.sweeper,
      presence: (db, personIds) => roster.presence(db, personIds),
      sendNow: (element) => send(serialise(element, domain)),
    });
    const session = new Session(ledgerDatabase, log);
    const roster: Roster = createRoster({
      domain,
      addresses: { find: ({ bare }) => (bare === bot.jid.bare ? bot : undefined) },
      writer: { send: () => true, barrier: async () => true },
      mailbox: ledger.mailbox,
      iq: { request: () => Promise.reject(new Error("nobody is asked")) },
      db: session,
      log,
      presenceExtras: () => [],
      follower: conversations.follower,
    });
    this.#conversations = conversations;
    this.#roster = roster;
    this.#session = session;
    this.#ledger = ledger;
    ledger.timers.on("mark", ({ key }) => {
      this.#marks.take(key);
      return undefined;
    });
    ledger.start();
    ledger.leaseTaken();
    await this.connect();
  }

  /** A stream is there. */
  async connect(): Promise<void> {
    void this.#roster?.online();
    await this.#ledger?.online();
  }

  /** The stream is lost. */
  disconnect(): void {
    this.#ledger?.offline();
    this.#roster?.offline();
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
    this.take(xml("message", attrs, xml("body", {}, body), ...(more.children ?? [])));
  }

  /** A stanza for the bot, as it comes from the server. */
  take(element: Element): void {
    const stanza = readStanza(parsed(element.toString()));
    if (stanza === undefined) throw new Error("no stanza");
    this.#conversations?.onMessage(stanza);
  }

  /** An ad-hoc command, executed at the bot's address; gives the whole answer. */
  async execute(
    command: Element,
    { from = "ann@example.org/phone", id = randomUUID() }: Pick<SayOptions, "from" | "id"> = {},
  ): Promise<Element> {
    const iq = xml("iq", { from, to: `bot@${this.#domain}`, id, type: "set" }, command);
    const stanza = readStanza(parsed(iq.toString()));
    const commands = this.#conversations?.commands;
    if (stanza === undefined || commands === undefined) throw new Error("no stanza");
    try {
      return resultOf(stanza, await commands.execute(readCommandRequest(stanza), stanza));
    } catch (error) {
      if (error instanceof StanzaError) return errorOf(stanza, error);
      throw error;
    }
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
    const stanza = readStanza(xml("presence", { from, to: `bot@${this.#domain}`, type }));
    if (stanza !== undefined) this.#roster?.onPresence(stanza);
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
    this.#ledger?.sweeper.hint();
  }

  /** Lets time pass; timers are looked at. */
  pass(ms: number): void {
    this.time.advance(ms);
    this.#ledger?.timers.hint();
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
    this.#ledger?.timers.hint();
    await this.#marks.next((mark) => mark === key);
    await this.#ledger?.timers.quiet();
  }

  /** Resolves when nothing is under way. */
  async quiet(): Promise<void> {
    await this.#ledger?.mailbox.idle();
  }

  /** Ends, and leaves the database as it is. */
  async stop(): Promise<void> {
    await this.#ledger?.stop();
    await this.#session?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    if (this.#options.beside === undefined) await this.database.stop();
  }
}

export function bodyOf(element: Element): string {
  return element.getChildText("body") ?? "";
}

function parsed(text: string): Element {
  const parser = new xmlOfLibrary.Parser();
  let whole: Element | undefined;
  parser.on("element", (element) => {
    whole = element;
  });
  // The parser gives elements below a root, and counts only what is in the namespace of a stream.
  parser.write(`<stream xmlns="jabber:component:accept">${text}`);
  if (whole === undefined) throw new Error(`no element: ${text}`);
  return whole;
}
