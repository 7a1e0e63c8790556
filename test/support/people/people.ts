/** People: real IM clients (`@xmpp/client`), each a session of its own on a test's server. */
import { randomUUID } from "node:crypto";
import { client } from "@xmpp/client";
import { type Attributes, type Child, type Element, xml } from "../../../src/xmpp/stanza.ts";
import { Arrivals } from "../process/arrivals.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { guestDomain } from "../servers/muc-hosts.ts";
import type { TestServer } from "../servers/server.ts";
import { isMessage, type Predicate } from "./predicates.ts";

export { isMessage, isPresence, type Predicate } from "./predicates.ts";

export interface PersonOptions {
  readonly resource?: string;
  /** False: signs in without sending presence. */
  readonly available?: boolean;
  /** False: a broken connection ends the session at once, as there is nothing to resume (XEP-0198). */
  readonly resumable?: boolean;
  /** True: a client that answers pings (XEP-0199), as people's do. */
  readonly pings?: boolean;
  /** Another port of the server, say that of a proxy before it. */
  readonly port?: number;
}

export interface SayOptions {
  readonly id?: string;
  /** `chat` by default. */
  readonly type?: string;
  readonly attrs?: Attributes;
  /** Further children of the message. */
  readonly children?: readonly Child[];
}

/** A server, and the passwords of its accounts: one of the tests, or any other. */
export type Accounts = Pick<TestServer, "domain" | "host" | "c2sPort" | "passwords">;

/** Signs the account in that the server was given. Rejects when it is refused. */
export async function person(server: Accounts, user: string, options: PersonOptions = {}): Promise<Person> {
  const password = server.passwords.get(user);
  if (password === undefined) throw new Error(`the test gave the server no account ${user}`);
  return signIn(server, { domain: server.domain, username: user, password }, "PLAIN", options);
}

/** Signs somebody in who has no account (SASL ANONYMOUS, RFC 4505): each sign-in is another bare JID. */
export async function guest(server: Accounts, options: PersonOptions = {}): Promise<Person> {
  return signIn(server, { domain: guestDomain(server.domain) }, "ANONYMOUS", options);
}

interface Account {
  readonly domain: string;
  readonly username?: string;
  readonly password?: string;
}

async function signIn(
  server: Accounts,
  account: Account,
  mechanism: string,
  options: PersonOptions,
): Promise<Person> {
  const arrivals = new Arrivals<Element>(`${account.username ?? "guest"}@${account.domain}`);
  // xmpp.js writes to a socket as soon as there is one: a fresh client for each session, and none reconnects by itself
  const session = client({
    service: `xmpp://${server.host}:${options.port ?? server.c2sPort}`,
    ...account,
    ...(options.resource === undefined ? {} : { resource: options.resource }),
  });
  session.timeout = 30_000;
  session.reconnect.stop();
  session.on("error", () => {});
  session.prependListener("element", (element) => offerOnly(mechanism, element));
  if (options.resumable === false) session.prependListener("element", offerNothingToResume);
  if (options.pings) session.iqCallee.get("urn:xmpp:ping", "ping", () => true);
  session.on("stanza", (element) => arrivals.take(element));
  const jid = String(await session.start());
  const someone = disposeWithTest(new Person(session, jid, arrivals));
  if (options.available ?? true) await someone.presence();
  return someone;
}

/**
 * xmpp.js 0.13 does not get through SCRAM with the `sasl-scram-sha-1` that npm installs for it, whose answer is a
 * promise by now: it sends an empty one. PLAIN, on loopback, is what it gets to see.
 */
function offerOnly(wanted: string, element: Element): void {
  const mechanisms = element.getChild("mechanisms", "urn:ietf:params:xml:ns:xmpp-sasl");
  for (const mechanism of mechanisms?.getChildren("mechanism") ?? []) {
    if (mechanism.getText() !== wanted) mechanisms?.remove(mechanism);
  }
}

function offerNothingToResume(element: Element): void {
  for (const feature of element.getChildren("sm", "urn:xmpp:sm:3")) element.remove(feature);
}

type Session = ReturnType<typeof client>;

export class Person {
  /** Full JID of this session. */
  readonly jid: string;
  /** Bare JID of the account. */
  readonly bare: string;
  readonly #session: Session;
  readonly #arrivals: Arrivals<Element>;
  readonly #disconnected: Promise<void>;
  readonly #heard = new Set<string>();
  #online = true;

  constructor(session: Session, jid: string, arrivals: Arrivals<Element>) {
    this.jid = jid;
    this.bare = jid.split("/")[0] ?? jid;
    this.#session = session;
    this.#arrivals = arrivals;
    this.#disconnected = new Promise((resolve) => {
      session.on("disconnect", () => {
        this.#online = false;
        arrivals.end(`${jid} lost the connection`);
        resolve();
      });
    });
  }

  /** Everything received so far, in order. */
  get received(): readonly Element[] {
    return this.#arrivals.all;
  }

  get online(): boolean {
    return this.#online;
  }

  /** Resolves when the connection has ended, by whomever. */
  get disconnected(): Promise<void> {
    return this.#disconnected;
  }

  /** Sends a message. Gives its id. */
  async say(to: string, text: string, options: SayOptions = {}): Promise<string> {
    const { id = randomUUID(), type = "chat", attrs = {}, children = [] } = options;
    await this.send(xml("message", { to, id, type, ...attrs }, xml("body", {}, text), ...children));
    return id;
  }

  /** The next stanza that is wanted, also one that came before the call. Each is given once. */
  next(wanted?: Predicate): Promise<Element> {
    return this.#arrivals.next(wanted);
  }

  /** The next message with a body, or what else is wanted. One that repeats the id of an earlier one is shown to nobody. */
  async nextMessage(from?: string, orElse: Predicate = () => false): Promise<Element> {
    const wanted = isMessage(from);
    const key = ({ attrs }: Element) => `${attrs.from} ${attrs.id}`;
    const message = await this.next(
      (element) => (wanted(element) && !this.#heard.has(key(element))) || orElse(element),
    );
    if (message.attrs.id !== undefined) this.#heard.add(key(message));
    return message;
  }

  /** The body of the next message that has one. */
  async hears(from?: string): Promise<string> {
    return (await this.nextMessage(from)).getChildText("body") ?? "";
  }

  /** Says it, and gives the body of the next message from there. */
  async asks(to: string, text: string): Promise<string> {
    await this.say(to, text);
    return this.hears(to);
  }

  /** Sends an IQ, and gives the whole answer, be it a result or an error. */
  async query(to: string | undefined, type: "get" | "set", payload: Element): Promise<Element> {
    const id = randomUUID();
    await this.send(xml("iq", { to, type, id }, payload));
    return this.next((element) => element.name === "iq" && element.attrs.id === id);
  }

  /** Sends presence: available to all who are subscribed unless the attributes say otherwise. */
  async presence(attrs: Attributes = {}, ...children: readonly Child[]): Promise<void> {
    await this.send(xml("presence", attrs, ...children));
  }

  async subscribe(to: string): Promise<void> {
    await this.presence({ to, type: "subscribe" });
  }

  async send(element: Element): Promise<void> {
    await this.#session.send(element);
  }

  /** Writes these bytes into the stream as they are. */
  async sendRaw(text: string): Promise<void> {
    await this.#session.write(text);
  }

  /** Says goodbye, and ends the stream in good order. */
  async signOut(): Promise<void> {
    if (!this.#online) return;
    await this.presence({ type: "unavailable" });
    await this.#session.stop();
    await this.#disconnected;
  }

  /** The connection is gone from one moment to the next, as when a train enters a tunnel. */
  async cut(): Promise<void> {
    if (!this.#online) return;
    this.#session.socket?.destroy();
    await this.#disconnected;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
  }
}
