/**
 * A component in the test's own process, with a pool of rooms on a real server, and people from browsers: as HTTP would,
 * the test calls the functions of the gateway.
 */
import { createHash, randomUUID } from "node:crypto";
import { pino } from "pino";
import { type Component, createComponent } from "../../../src/component.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { createConversations, createRegistry } from "../../../src/conversations/index.ts";
import type { Feature, Parts } from "../../../src/feature.ts";
import {
  type Attendance,
  createAttendance,
  createPeople,
  leaveSeat,
  type People,
  type SpokenRow,
  setPresence,
  takeSeat,
} from "../../../src/gateway/presence/index.ts";
import {
  appendStatement,
  createStreamReads,
  createWakes,
  streamStatements,
} from "../../../src/gateway/stream/index.ts";
import { epochOf } from "../../../src/gateway/stream/position.ts";
import { Notifications } from "../../../src/ledger/database/notifications.ts";
import type { Queryable } from "../../../src/ledger/statement.ts";
import { createMetrics } from "../../../src/ops/metrics.ts";
import { createRooms } from "../../../src/rooms/index.ts";
import { builtInResponders, createFromIm } from "../../../src/rooms/responders/index.ts";
import { createRoster } from "../../../src/roster/roster.ts";
import { createTexts } from "../../../src/texts/index.ts";
import { createDatabase, type TestDatabase } from "../database/postgres.ts";
import { Arrivals } from "../process/arrivals.ts";
import { disposeWithTest, testSignal } from "../process/lifetime.ts";
import { startProxy, type TcpProxy } from "../proxy.ts";
import { startServer, type TestServer } from "../servers/server.ts";
import { rowsOf } from "./help-desk.ts";
import { ledgerOf } from "./rooms.ts";

export const DOMAIN = "help.localhost";

export type Stanza = Readonly<Record<string, unknown>> & { readonly type: string };

/** The component and its gateway, without HTTP. */
export interface Instance {
  readonly component: Component;
  readonly people: People;
  readonly attendance: Attendance;
  /** Typing and the like, as they are passed to open streams. */
  readonly passed: Arrivals<{ readonly threads: readonly string[]; readonly stanzas: string }>;
  /** Ends without a word to anybody. */
  kill(): Promise<void>;
}

export interface Browser {
  readonly personId: string;
  readonly entity: string;
  /** A page is open. */
  readonly opened: boolean;
  open(): void;
  close(): void;
  join(seat: string): Promise<string | undefined>;
  leave(seat: string): Promise<boolean>;
  shows(availability: Parameters<typeof setPresence>[2]): Promise<void>;
  /** Says something in a room; gives the id of the message. */
  say(thread: string, text: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  /** The next stanza of the person's stream that is wanted; earlier ones are passed over. */
  next(wanted: (stanza: Stanza) => boolean): Promise<Stanza>;
  /** All stanzas so far. */
  all(): Promise<readonly Stanza[]>;
  /** The texts that were said to the person so far. */
  texts(): Promise<readonly string[]>;
}

export interface BrowserDesk extends AsyncDisposable {
  readonly server: TestServer;
  readonly database: TestDatabase;
  readonly network: TcpProxy;
  readonly instance: Instance;
  /** Starts another process in place of the present one. */
  restart(meanwhile?: () => Promise<unknown>): Promise<void>;
  browser(sub: string | null, role?: string): Promise<Browser>;
}

export async function startBrowserDesk(env: Readonly<Record<string, string>> = {}): Promise<BrowserDesk> {
  const [server, database] = await Promise.all([
    startServer({ components: { [DOMAIN]: { secret: "secret", conflict: "kick_old" } }, accounts: {} }),
    createDatabase(),
  ]);
  const network = await startProxy(server.componentPort);
  const start = () => startInstance({ url: network.url, database, env });
  let instance = await start();
  const { db } = ledgerOf(database);
  const browsers: Browser[] = [];
  return disposeWithTest({
    server,
    database,
    network,
    get instance() {
      return instance;
    },
    async restart(meanwhile = async () => {}) {
      await instance.kill();
      await meanwhile();
      instance = await start();
      for (const browser of browsers) if (browser.opened) browser.open();
      // As the courier does.
      const rows = await database.query<SpokenRow & Record<string, unknown>>(
        `select n::text, person_id::text as "personId", id, thread, content, tries from spoken
         where state in ('waiting', 'sent') order by spoken.n`,
      );
      for (const row of rows) instance.people.speak(row);
    },
    async browser(sub: string | null, role = "client") {
      const browser = await browserOf({ database, db, sub, role, instance: () => instance });
      browsers.push(browser);
      return browser;
    },
    async [Symbol.asyncDispose]() {
      await instance.kill();
      await network[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  });
}

async function startInstance(options: {
  readonly url: string;
  readonly database: TestDatabase;
  readonly env: Readonly<Record<string, string>>;
}): Promise<Instance> {
  const { url, database, env } = options;
  const log = pino({ level: process.env.ANTEROOM_TEST_LOG ?? "fatal" });
  const notifications = new Notifications({ database: { ...database, applicationName: "test" }, log });
  const passed: Instance["passed"] = new Arrivals("what was passed to streams");
  let parts: Parts | undefined;
  let people: People | undefined;
  const features = (given: Parts): readonly Feature[] => {
    parts = given;
    const { config, ledger, host } = given;
    ledger.onRows(appendStatement, createWakes({ db: ledger.db, notifications, log }).added);
    const roster = createRoster(given);
    const builtIn = builtInResponders(config.rooms, host.domain, given.texts(undefined));
    const conversations = createConversations(given, { registry: createRegistry(builtIn), roster });
    people = createPeople(given, {
      follower: conversations.follower,
      wakes: {
        pass: ({ threads = [] }, stanzas) => passed.take({ threads, stanzas }),
      },
      notifications,
    });
    const { forRooms, presence, feature } = people;
    conversations.deliveries.add("browser", {
      deliver: () => ({}),
      composing: () => {},
      composed: () => {},
      presence,
    });
    const fromIm = createFromIm(given, conversations);
    const rooms = createRooms(given, { roster, fromIm, browsers: forRooms });
    if (rooms === undefined) throw new Error("rooms are off");
    const streams: Feature = { name: "streams", statements: streamStatements };
    return [roster, conversations, rooms, fromIm, streams, feature];
  };
  const ready = new Arrivals<boolean>("the component's streams");
  const component = createComponent({
    config: loadConfig({
      env: {
        ANTEROOM_XMPP_URL: url,
        ANTEROOM_XMPP_DOMAIN: DOMAIN,
        ANTEROOM_XMPP_SECRET: "secret",
        ANTEROOM_DATABASE_URL: database.url,
        ANTEROOM_DATABASE_SCHEMA: database.schema,
        ANTEROOM_ROOMS_SERVICE: "conference.localhost",
        ANTEROOM_ROOMS_QUEUES: JSON.stringify({ default: { ready: 2, max: 10 } }),
        ...env,
      },
      cwd: "/",
    }),
    texts: createTexts({ language: "en" }),
    features,
    log,
    metrics: createMetrics(),
    onReady: () => ready.take(true),
  });
  if (parts === undefined || people === undefined) throw new Error("there are no features");
  const attendance = createAttendance({
    db: component.ledger.db,
    domain: DOMAIN,
    log,
    onChange: people.hint,
  });
  notifications.start();
  attendance.start();
  await component.start();
  await component.lease.acquire(true);
  component.ledger.leaseTaken();
  component.link.start();
  await ready.next();
  return {
    component,
    people,
    attendance,
    passed,
    async kill() {
      // as a process that dies: what it would write at its end is not written
      await component.stop();
      await attendance.stop();
      await notifications.stop();
    },
  };
}

interface BrowserOptions {
  readonly database: TestDatabase;
  readonly db: Queryable;
  readonly sub: string | null;
  readonly role: string;
  readonly instance: () => Instance;
}

async function browserOf({ database, db, sub, role, instance }: BrowserOptions): Promise<Browser> {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  const entity = `${sub ?? `v-${randomUUID()}`}@${DOMAIN}`;
  await database.query(
    `select begin_family($1, $2, $3, '{}', $4, null, $5, null, $6, $7, '1 hour', $8, '24 hours')`,
    [
      DOMAIN,
      entity,
      sub === null ? null : hash(sub),
      role,
      sub,
      hash(randomUUID()),
      hash(randomUUID()),
      sub === null ? hash(randomUUID()) : null,
    ],
  );
  const [{ id: personId, history } = { id: "", history: "" }] = await database.query<{
    id: string;
    history: string;
  }>(
    "select id::text, history_of_database() as history from person where address = $1 and kind = 'browser'",
    [entity],
  );
  const who = { personId, entity };
  const epoch = epochOf(history, personId);
  const read = async (after: number) => {
    const { events } = await createStreamReads(db).page(personId, { epoch, seq: after });
    return events.map(({ seq, data }) => ({
      seq,
      stanzas: (JSON.parse(data) as { stanzas: Stanza[] }).stanzas,
    }));
  };
  const all = async (): Promise<readonly Stanza[]> => {
    const found: Stanza[] = [];
    for (let after = 0; ; ) {
      const events = await read(after);
      if (events.length === 0) return found;
      found.push(...events.flatMap(({ stanzas }) => stanzas));
      after = events.at(-1)?.seq ?? after;
    }
  };
  let seq = 0;
  let opened = false;
  let waiting: readonly Stanza[] = [];
  const browser: Browser = {
    personId,
    entity,
    get opened() {
      return opened;
    },
    open() {
      opened = true;
      instance().attendance.opened(personId);
    },
    close() {
      opened = false;
      instance().attendance.closed(personId);
    },
    async join(seat) {
      return (await takeSeat(db, who, seat))?.thread;
    },
    leave: (seat) => leaveSeat(db, who, seat),
    shows: (availability) => setPresence(db, who, availability),
    async say(thread, text, more = {}) {
      const id = randomUUID();
      const content = JSON.stringify({ text, type: "plain", attachments: [], extensions: {}, ...more });
      const [row] = await database.query<{ n: string }>(
        `insert into spoken (domain, person_id, id, hash, thread, destination, content)
         values ($1, $2, $3, '', $4, 'room', $5) returning n::text`,
        [DOMAIN, personId, id, thread, content],
      );
      instance().people.speak({ n: row?.n ?? "", personId, id, thread, content, tries: 0 });
      return id;
    },
    async next(wanted) {
      const signal = testSignal();
      for (;;) {
        const index = waiting.findIndex(wanted);
        const found = waiting[index];
        if (found !== undefined) {
          waiting = waiting.slice(index + 1);
          return found;
        }
        const events = await read(seq);
        seq = events.at(-1)?.seq ?? seq;
        waiting = events.flatMap(({ stanzas }) => stanzas);
        if (waiting.length > 0) continue;
        if (signal?.aborted) throw new Error(`not told; so far: ${JSON.stringify(await all())}`);
        await database.query("select pg_sleep(0.005)");
      }
    },
    all,
    async texts() {
      return (await all()).flatMap((stanza) =>
        stanza.type === "message" ? [(stanza.message as { text: string }).text] : [],
      );
    },
  };
  return browser;
}

type Desk = Pick<BrowserDesk, "database">;

/** Waits until it is stored that the person has a page open, or has none. */
export async function noted(
  { database }: Desk,
  { personId }: Browser,
  page: "open" | "closed",
): Promise<void> {
  await rowsOf(
    database,
    "select 1 as one from attendance where person_id = $1 and (closed_at is null) = $2::boolean",
    [personId, page === "open"],
  );
}

/** As if the person's pages had been closed so long ago that the grace is over. */
export async function graceEnds(desk: Desk, browser: Browser): Promise<void> {
  await noted(desk, browser, "closed");
  await desk.database.query(
    "update attendance set closed_at = closed_at - interval '20 seconds' where person_id = $1",
    [browser.personId],
  );
}

/** A `room` event of that kind. */
export function isRoom(event: string, nick?: string) {
  return (stanza: Stanza): boolean => {
    const room = stanza.room as { event?: string; nick?: string } | undefined;
    return stanza.type === "room" && room?.event === event && (nick === undefined || room.nick === nick);
  };
}

export function isText(text: string) {
  return (stanza: Stanza): boolean =>
    stanza.type === "message" && (stanza.message as { text?: string }).text === text;
}
