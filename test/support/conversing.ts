/**
 * Conversations with the ledger and a database, and no stream: messages go in as stanzas, and what would be given to
 * the writer comes out as elements. `restart` forgets everything that is not in the database.
 */
import { randomUUID } from "node:crypto";
import xmlOfLibrary from "@xmpp/xml";
import type { Conversations } from "../../src/conversations/index.ts";
import { createConversations, createRegistry } from "../../src/conversations/index.ts";
import type { Responder } from "../../src/conversations/responder.ts";
import { Ledger } from "../../src/ledger/ledger.ts";
import { serialise } from "../../src/xmpp/serialise.ts";
import { type Child, type Element, readStanza, xml } from "../../src/xmpp/stanza.ts";
import { withDelay } from "../../src/xmpp/xep/delay.ts";
import { Arrivals } from "./arrivals.ts";
import { FakeScheduler } from "./fake-scheduler.ts";
import { disposeWithTest } from "./lifetime.ts";
import { createDatabase, type TestDatabase } from "./postgres.ts";
import { type RecordedLog, recordedLog } from "./recorded-log.ts";

const DOMAIN = "help.example.org";
export const BOT = `bot@${DOMAIN}/anteroom`;

export interface ConversingOptions {
  readonly responders: readonly Responder[];
  /** In ms. */
  readonly settings?: { readonly idle?: number; readonly warn?: number };
}

export interface SayOptions {
  readonly from?: string;
  readonly id?: string;
  readonly type?: string;
  readonly children?: readonly Child[];
}

/** Starts conversations over an empty database. */
export async function startConversing(options: ConversingOptions): Promise<Conversing> {
  const database = await createDatabase();
  await database.query("insert into lease values ($1, 1, 'test', now() + interval '1 day')", [DOMAIN]);
  const conversing = disposeWithTest(new Conversing(database, options));
  await conversing.begin();
  return conversing;
}

export class Conversing implements AsyncDisposable {
  readonly database: TestDatabase;
  readonly time = new FakeScheduler();
  /** What would be written to the stream. */
  readonly sent = new Arrivals<Element>("the stream");
  readonly recorded: RecordedLog = recordedLog();
  readonly #ids = new Set<string>();
  #options: ConversingOptions;
  #ledger: Ledger | undefined;
  #conversations: Conversations | undefined;

  constructor(database: TestDatabase, options: ConversingOptions) {
    this.database = database;
    this.#options = options;
  }

  async begin(): Promise<void> {
    const { log } = this.recorded;
    const send = (stanza: string): boolean => {
      const element = parsed(stanza);
      // After a restart what was not confirmed comes again, with the same id.
      const { id = "" } = element.attrs;
      if (!this.#ids.has(id)) this.sent.take(element);
      this.#ids.add(id);
      return true;
    };
    const ledger = new Ledger({
      database: { url: this.database.url, schema: this.database.schema, applicationName: "test" },
      domain: DOMAIN,
      clock: this.time.clock,
      log,
      channel: { send, barrier: async () => true },
      serialise: (element) => serialise(element, DOMAIN),
      delayed: (stanza, decidedAt) => withDelay(stanza, DOMAIN, decidedAt),
      fence: () => "1",
      onLeaseLost: () => {},
      onPressure: () => {},
    });
    const { idle = 1_800_000, warn = 60_000 } = this.#options.settings ?? {};
    this.#conversations = createConversations({
      registry: createRegistry(this.#options.responders),
      settings: { idle, warn },
      domain: DOMAIN,
      bot: BOT,
      clock: this.time.clock,
      scheduler: this.time,
      log,
      post: (job) => ledger.post(job),
      timers: ledger.timers,
      sendNow: (element) => send(serialise(element, DOMAIN)),
    });
    this.#ledger = ledger;
    ledger.start();
    ledger.leaseTaken();
    await ledger.online();
  }

  /** Ends and begins again, perhaps with other responders: a deploy. */
  async restart(options: Partial<ConversingOptions> = {}): Promise<void> {
    await this.#ledger?.stop();
    this.#options = { ...this.#options, ...options };
    await this.begin();
  }

  /** A message to the bot. */
  say(body: string, { from = "ann@example.org/phone", id = randomUUID(), ...more }: SayOptions = {}): void {
    const attrs = { from, to: `bot@${DOMAIN}`, id, type: more.type ?? "chat" };
    this.take(xml("message", attrs, xml("body", {}, body), ...(more.children ?? [])));
  }

  /** A stanza for the bot, as it comes from the server. */
  take(element: Element): void {
    const stanza = readStanza(parsed(element.toString()));
    if (stanza === undefined) throw new Error("no stanza");
    this.#conversations?.onMessage(stanza);
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

  /** Lets time pass; timers are looked at. */
  pass(ms: number): void {
    this.time.advance(ms);
    this.#ledger?.timers.hint();
  }

  /** Resolves when nothing is under way. */
  async quiet(): Promise<void> {
    await this.#ledger?.mailbox.idle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ledger?.stop();
    await this.database.stop();
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
