/**
 * A gateway for browsers as `serve` runs it, and people in browsers who use it by HTTP alone: a token, a stream that is read
 * as it comes, requests.
 *
 * - In the test's own process, with its time in the test's hands: `startConversing({ http: await gatewaySettings() })`.
 * - As a process to be killed, on any server: `startAnteroom({ env: gatewayEnv(port) })`.
 */
import { randomUUID } from "node:crypto";
import type { Config } from "../../../src/config/settings.ts";
import { freePort } from "../../../src/demo/ports.ts";
import type { Message, StanzaObject } from "../../../src/gateway/mapping/index.ts";
import { Arrivals } from "../process/arrivals.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { EventReader } from "./http.ts";
import { SECRET, signLogin } from "./identity.ts";

export { signLogin } from "./identity.ts";

const BASE = "/nereid-chat";

/** On a port that stays the same when it is started again. Visitors and logins (`signLogin`) may chat. */
export async function gatewaySettings(
  settings: Partial<Config["http"]> = {},
): Promise<Partial<Config["http"]>> {
  return {
    listen: { host: "127.0.0.1", port: await freePort() },
    visitors: true,
    jwt: { secret: SECRET, jwks: undefined, audience: undefined, issuer: undefined },
    ...settings,
  };
}

/** The same for a process. */
export function gatewayEnv(port: number): Readonly<Record<string, string>> {
  return {
    ANTEROOM_HTTP_LISTEN: `127.0.0.1:${port}`,
    ANTEROOM_HTTP_VISITORS: "true",
    ANTEROOM_HTTP_JWT_SECRET: SECRET,
  };
}

/** Where a gateway is that listens there. */
export function gatewayUrl(at: number | Partial<Config["http"]>): string {
  const port = typeof at === "number" ? at : at.listen?.port;
  return `http://127.0.0.1:${port}${BASE}`;
}

interface Issued {
  readonly token: string;
  readonly entity: string;
  readonly renewal?: string;
}

/** The fields of a message beside its text. */
export type Beside = Readonly<Record<string, unknown>> & { readonly id?: string };

/** Somebody without a login. */
export async function visit(url: string): Promise<Browser> {
  return new Browser(url, await issue(url));
}

/** Somebody whom the web application has logged in. */
export async function login(
  url: string,
  sub: string,
  claims: Readonly<Record<string, unknown>> = {},
): Promise<Browser> {
  return new Browser(url, await issue(url, await signLogin(sub, claims)));
}

async function issue(url: string, jwt?: string): Promise<Issued> {
  const headers = jwt === undefined ? {} : { authorization: `Bearer ${jwt}` };
  const answer = await fetch(`${url}/token`, { method: "POST", headers });
  if (answer.status !== 200) throw new Error(`POST /token answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Issued;
}

/** The gateway is away, or has cut the connection: a client tries again. */
export class Cut extends Error {
  override readonly name = "Cut";
}

/** A person with one page open at a time. */
export class Browser implements AsyncDisposable {
  readonly entity: string;
  readonly token: string;
  /** The address of the gateway that the next request goes to. */
  url: string;
  /** Everything that came, in order. */
  readonly stanzas: Arrivals<StanzaObject>;
  /** The id of the last event. */
  position: string | undefined;
  #reader: EventReader | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(url: string, { entity, token }: Issued) {
    this.url = url;
    this.entity = entity;
    this.token = token;
    this.stanzas = new Arrivals(entity, (stanza) => JSON.stringify(stanza));
    disposeWithTest(this);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get #bot(): string {
    return `bot@${this.entity.slice(this.entity.indexOf("@") + 1)}`;
  }

  /** Opens a page, which goes on where the last one was; resolves at `hello`, and gives that. Throws `Cut`. */
  async open(): Promise<{
    readonly position: string;
    readonly recovered: boolean;
    readonly limited: boolean;
  }> {
    const last = this.position === undefined ? {} : { "last-event-id": this.position };
    const reader = new EventReader(`${this.url}/stream`, { authorization: `Bearer ${this.token}`, ...last });
    this.#reader = reader;
    const first = await reader
      .event(({ event }) => event === "hello")
      .catch((error: unknown) => {
        throw new Cut("no hello", { cause: error });
      });
    const hello = JSON.parse(first.data);
    this.position = hello.position;
    this.#reading = this.#read(reader);
    return hello;
  }

  /** Closes the page: the connection is cut. */
  async close(): Promise<void> {
    this.#reader?.close();
    await this.#reading;
  }

  /** Resolves when the stream has ended. */
  ended(): Promise<void> {
    return this.#reading;
  }

  async #read(reader: EventReader): Promise<void> {
    for (;;) {
      const event = await reader.event().catch(() => undefined);
      if (event === undefined) return;
      if (event.event !== "message") continue;
      // A typing stanza has no position.
      this.position = event.id ?? this.position;
      for (const stanza of JSON.parse(event.data).stanzas) this.stanzas.take(stanza);
    }
  }

  /** Throws `Cut`. */
  request(method: string, path: string, json?: unknown): Promise<Response> {
    const asked = fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(json !== undefined && { "content-type": "application/json" }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    return asked.catch((error: unknown) => {
      throw new Cut("no answer", { cause: error });
    });
  }

  /** Sends a message to the bot, or to whomever `beside` names; gives its id and thread. */
  async send(text: string, beside: Beside = {}): Promise<{ readonly id: string; readonly thread: string }> {
    const to = "thread" in beside || "members" in beside ? {} : { members: [this.#bot] };
    const message = { id: randomUUID(), ...to, text, ...beside };
    const answer = await this.request("POST", "/send-message", message);
    if (answer.status !== 202) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { id: string; thread: string };
  }

  /** The next message of somebody else. */
  async message(wanted: (message: Message) => boolean = () => true): Promise<Message> {
    const stanza = await this.stanzas.next(
      (one) => one.type === "message" && one.message.sender.id !== this.entity && wanted(one.message),
    );
    if (stanza.type !== "message") throw new Error(stanza.type);
    return stanza.message;
  }

  /** Says something to the bot; gives the text that it says next. */
  async ask(text: string, beside: Beside = {}): Promise<string> {
    await this.send(text, beside);
    return (await this.message()).text ?? "";
  }

  /** The texts of a thread, the oldest first, each with who said it: `bot: Hello`. */
  async history(thread: string): Promise<readonly string[]> {
    const answer = await this.request("GET", `/history?thread=${thread}`);
    const { messages } = (await answer.json()) as { messages: readonly Message[] };
    return messages
      .map(({ sender, text }) => `${sender.objectType === "bot" ? "bot" : "I"}: ${text}`)
      .reverse();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
