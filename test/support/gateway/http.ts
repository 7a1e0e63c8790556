/**
 * The gateway's HTTP on a real database, without XMPP: requests, streams and polls as browsers make them. What the bot and
 * the rooms do with what is left for them are other tests' affair.
 */
import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { createHttp, type Http, type HttpOptions, type People } from "../../../src/gateway/http/index.ts";
import { createIdentity, type IdentityOptions } from "../../../src/gateway/identity/index.ts";
import { RequestSessions, type Requests } from "../../../src/gateway/requests/index.ts";
import { createWakes, type Wakes } from "../../../src/gateway/stream/index.ts";
import { Notifications } from "../../../src/ledger/database/notifications.ts";
import type { TestDatabase } from "../database/postgres.ts";
import { Arrivals } from "../process/arrivals.ts";
import { FakeScheduler } from "../process/fake-scheduler.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { type RecordedLog, recordedLog } from "../process/recorded-log.ts";
import { Watch } from "../process/watch.ts";
import { signLogin } from "./identity.ts";

export const DOMAIN = "help.example.org";
export const BOT = `bot@${DOMAIN}`;
const SECRET = "the secret of the web application in these tests";
const HOUR = 3_600_000;

export interface Issued {
  readonly token: string;
  readonly stream: string;
  readonly expires: string;
  readonly entity: string;
  readonly renewal?: string;
}

export interface HttpUnderTest extends AsyncDisposable {
  readonly http: Http;
  readonly base: string;
  readonly port: number;
  readonly log: RecordedLog;
  readonly wakes: Wakes;
  readonly requests: Requests;
  /** Owns the timers of streams and polls. Its clock is the gateway's. */
  readonly scheduler: FakeScheduler;
  /** Who attends, as streams tell it: `+` and `-` with the row of the person. */
  readonly attended: Arrivals<string>;
  /** How often the instance with the stream was to look. */
  readonly looked: { spoken: number; errands: number };
  /** Asks, below the base, with a token where one is given. */
  ask(path: string, init?: Asked): Promise<Response>;
  /** A token for a login. */
  login(sub: string, claims?: Readonly<Record<string, unknown>>): Promise<Issued>;
  visit(): Promise<Issued>;
  /** Opens a stream and reads what comes. */
  stream(token: string, headers?: Readonly<Record<string, string>>): EventReader;
  /** A connection on which the test writes bytes itself. */
  connect(): RawConnection;
}

export interface Asked extends Omit<RequestInit, "body"> {
  readonly token?: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export interface HttpTestOptions {
  readonly config?: Partial<HttpOptions["config"]>;
  readonly identity?: Partial<IdentityOptions>;
  readonly people?: Partial<People>;
  readonly requests?: Partial<Requests>;
  /** How often the heads of streams are looked at, in ms. */
  readonly lookMs?: number;
  /** How long requests wait for the database, in ms. */
  readonly patienceMs?: number;
}

const NOBODY: People = {
  takeSeat: async () => undefined,
  leaveSeat: async () => false,
  setPresence: async () => {},
  friends: async () => [],
};

export async function startHttp(
  database: Pick<TestDatabase, "url" | "schema">,
  options: HttpTestOptions = {},
): Promise<HttpUnderTest> {
  const { url, schema } = database;
  const log = recordedLog();
  const named = { url, schema, applicationName: `http under test ${randomUUID().slice(0, 8)}` };
  const db = new RequestSessions(named, log.log, options);
  const reads = new RequestSessions(named, log.log, { ...options, sessions: 2 });
  const notifications = new Notifications({ database: named, log: log.log });
  const wakes = createWakes({ ...options, db, notifications, log: log.log });
  const scheduler = new FakeScheduler();
  scheduler.now = Date.now();
  const identity = createIdentity({
    db,
    reads,
    log: log.log,
    domain: DOMAIN,
    reserved: ["bot", "rooms"],
    logins: { secret: SECRET, clock: Date.now },
    visitors: true,
    lifetimes: { token: HOUR, renewal: 24 * HOUR },
    ...options.identity,
  });
  const looked = { spoken: 0, errands: 0 };
  const attended = new Arrivals<string>("attendance");
  const requests: Requests = {
    db,
    reads,
    addresses: { domain: DOMAIN, bot: BOT, botName: "Botty" },
    clock: scheduler.clock,
    scheduler,
    wakes,
    notifications,
    onSpoken: () => void looked.spoken++,
    onErrand: () => void looked.errands++,
    ...options.requests,
  };
  const http = createHttp({
    config: {
      base: "/nereid-chat",
      origins: ["https://www.example.org"],
      proxies: [],
      token_in_path: true,
      upload: "all",
      ...options.config,
    },
    listen: { host: "127.0.0.1", port: 0 },
    identity,
    requests,
    people: { ...NOBODY, ...options.people },
    attendance: {
      opened: (personId) => void attended.take(`+${personId}`),
      closed: (personId) => void attended.take(`-${personId}`),
    },
    log: log.log,
  });
  notifications.start();
  wakes.start();
  await http.start();
  const { port } = http.address;
  const base = `http://127.0.0.1:${port}${options.config?.base ?? "/nereid-chat"}`;
  const issued = async (init: Asked): Promise<Issued> => {
    const answer = await ask("/token", { method: "POST", ...init });
    if (answer.status !== 200) throw new Error(`POST /token answered ${answer.status}`);
    return (await answer.json()) as Issued;
  };
  const ask = (path: string, { token, json, form, headers, ...init }: Asked = {}): Promise<Response> => {
    const sent = new Headers(headers);
    if (token !== undefined) sent.set("authorization", `Bearer ${token}`);
    if (json !== undefined) sent.set("content-type", "application/json");
    const body =
      json !== undefined ? JSON.stringify(json) : form !== undefined ? new URLSearchParams(form) : init.body;
    return fetch(path.startsWith("http") ? path : `${base}${path}`, {
      ...init,
      headers: sent,
      ...(body !== undefined && { body }),
      ...(body !== undefined && init.method === undefined && { method: "POST" }),
    });
  };
  return disposeWithTest<HttpUnderTest>({
    http,
    base,
    port,
    log,
    wakes,
    requests,
    scheduler,
    attended,
    looked,
    ask,
    login: async (sub, claims = {}) => issued({ token: await signLogin(sub, claims) }),
    visit: () => issued({}),
    stream: (token, headers = {}) =>
      new EventReader(`${base}/stream`, { authorization: `Bearer ${token}`, ...headers }),
    connect: () => new RawConnection(port),
    async [Symbol.asyncDispose]() {
      await http.stop();
      await wakes.stop();
      await notifications.stop();
      await Promise.all([db.stop(), reads.stop()]);
    },
  });
}

/** An event as EventSource would dispatch it. */
export interface SseEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** Lets somebody say something to the bot. Gives the thread. */
export async function tellBot({ ask }: HttpUnderTest, { token }: Issued, text: string): Promise<string> {
  const answer = await ask("/send-message", { token, json: { members: [BOT], text } });
  if (answer.status !== 202) throw new Error(`POST /send-message answered ${answer.status}`);
  return ((await answer.json()) as { thread: string }).thread;
}

/** Hints as another instance does, once it has added to the streams of these people. */
export async function hintStreams(
  { query }: Pick<TestDatabase, "query">,
  people: readonly string[] | "anybody",
): Promise<void> {
  const told = people === "anybody" ? "*" : people.join(",");
  await query("select hint('streams', $1)", [`${randomUUID()} ${told}`]);
}

/** The row of somebody. */
export async function personOf(
  { query }: Pick<TestDatabase, "query">,
  { entity }: Pick<Issued, "entity">,
): Promise<string> {
  const [row] = await query<{ id: string }>("select id::text from person where address = $1", [entity]);
  return row?.id ?? "";
}

/** The thread of a room that the person sits in, as rooms make it. */
export async function roomThread(database: TestDatabase, issued: Issued): Promise<string> {
  const [row] = await database.query<{ uuid: string }>(
    `with room as (insert into thread (uuid, domain, members, room_id)
                   values (gen_random_uuid(), $1, '{}', (select coalesce(max(room_id), 0) + 1 from thread)) returning id, uuid),
       seated as (insert into thread_member (person_id, thread_id, readable) select $2, id, '{[1,)}' from room)
     select uuid from room`,
    [DOMAIN, await personOf(database, issued)],
  );
  return row?.uuid ?? "";
}

/** Sends a message as JSON. Gives the answer's status, and its body. */
export async function send(
  { ask }: HttpUnderTest,
  { token }: Issued,
  json: unknown,
): Promise<readonly [number, unknown]> {
  const answer = await ask("/send-message", { token, json });
  return [answer.status, await answer.json()];
}

/** Reads server-sent events as they come. */
export class EventReader implements AsyncDisposable {
  readonly events: SseEvent[] = [];
  /** Everything, as it came. */
  text = "";
  status = 0;
  headers = new Headers();
  ended = false;
  readonly #watch = new Watch(() => `the stream gave ${JSON.stringify(this.text.slice(-800))}`);
  readonly #abort = new AbortController();
  readonly #reading: Promise<void>;

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.#reading = this.#read(url, headers);
    disposeWithTest(this);
  }

  /** The event that comes after those that were taken. */
  async event(where: (event: SseEvent) => boolean = () => true): Promise<SseEvent> {
    let found: SseEvent | undefined;
    await this.until(() => {
      const index = this.events.findIndex(where);
      if (index >= 0) found = this.events.splice(0, index + 1).at(-1);
      return found !== undefined;
    });
    if (found === undefined) throw new Error("the stream ended before");
    return found;
  }

  /** The stanzas of the next ordinary event, with its position. */
  async stanzas(): Promise<{ readonly id: string | undefined; readonly stanzas: readonly Stanza[] }> {
    const { id, data } = await this.event(({ event }) => event === "message");
    return { id, stanzas: (JSON.parse(data) as { stanzas: readonly Stanza[] }).stanzas };
  }

  async until(condition: () => boolean): Promise<void> {
    await this.#watch.until(() => condition() || this.ended);
  }

  async end(): Promise<void> {
    await this.#reading;
  }

  close(): void {
    this.#abort.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#reading;
  }

  async #read(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
    try {
      const response = await fetch(url, {
        headers: { accept: "text/event-stream", ...headers },
        signal: this.#abort.signal,
      });
      this.status = response.status;
      this.headers = response.headers;
      this.#watch.look();
      const decoder = new TextDecoder();
      let rest = "";
      for await (const chunk of response.body ?? []) {
        const piece = decoder.decode(chunk as Uint8Array, { stream: true });
        this.text += piece;
        const frames = (rest + piece).split("\n\n");
        rest = frames.pop() ?? "";
        for (const frame of frames) {
          const event = readFrame(frame);
          if (event !== undefined) this.events.push(event);
        }
        this.#watch.look();
      }
    } catch {
      // Cut off, by us or by the gateway.
    }
    this.ended = true;
    this.#watch.look();
  }
}

export interface Stanza {
  readonly type: string;
  readonly [field: string]: unknown;
}

function readFrame(frame: string): SseEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of frame.split("\n")) {
    const [, name = "", value = ""] = /^([a-z]+):\s?(.*)$/.exec(line) ?? [];
    if (name === "") continue;
    const before = fields.get(name);
    fields.set(name, before === undefined || name !== "data" ? value : `${before}\n${value}`);
  }
  const data = fields.get("data");
  if (data === undefined) return undefined;
  return { id: fields.get("id"), event: fields.get("event") ?? "message", data };
}

/** A connection whose bytes the test writes and reads. */
export class RawConnection implements AsyncDisposable {
  readonly socket: Socket;
  text = "";
  closed = false;
  readonly #watch = new Watch(() => `the connection gave ${JSON.stringify(this.text.slice(-800))}`);

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.setEncoding("latin1");
    this.socket.on("data", (chunk: string) => {
      this.text += chunk;
      this.#watch.look();
    });
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.closed = true;
      this.#watch.look();
    });
    disposeWithTest(this);
  }

  write(text: string): this {
    this.socket.write(text);
    return this;
  }

  async until(condition: (text: string) => boolean): Promise<string> {
    await this.#watch.until(() => condition(this.text));
    return this.text;
  }

  /** All that comes before the other side closes. */
  async end(): Promise<string> {
    return this.until(() => this.closed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
  }
}
