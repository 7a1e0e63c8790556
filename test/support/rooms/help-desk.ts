/**
 * A whole installation for one test: an XMPP server, a database, Anteroom's process, and a network between Anteroom and
 * the server that the test may break. People are signed in at the server itself.
 */
import { fileURLToPath } from "node:url";
import { createDatabase, type TestDatabase, type TestPostgres } from "../database/postgres.ts";
import { type Person, person } from "../people/people.ts";
import { type AnteroomOptions, type AnteroomProcess, launchAnteroom } from "../process/anteroom-process.ts";
import { testSignal } from "../process/lifetime.ts";
import { startProxy, type TcpProxy } from "../proxy.ts";
import { startServer, type TestServer } from "../servers/server.ts";

export const DOMAIN = "help.localhost";
export const BOT = `bot@${DOMAIN}`;
export const EXAMPLES = ["task", "shake"].map((name) =>
  module(`../../../dist/examples/responders/${name}.js`),
);
export const GATED = module("../responders/gated.mjs");
export const ENDLESS = module("../responders/endless.mjs");

function module(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

type Database = Pick<TestDatabase | TestPostgres, "url" | "schema" | "query" | typeof Symbol.asyncDispose>;

export interface HelpDeskOptions {
  readonly accounts?: readonly string[];
  /** Of further components, whose secret is `secret`, too. */
  readonly subdomains?: readonly string[];
  /** Modules; by default the examples. */
  readonly responders?: readonly string[];
  /** Settings of Anteroom, and what its responders find in their environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the server stores files. */
  readonly files?: boolean;
  /** Another database than one of the shared server. */
  readonly database?: Database;
}

export interface HelpDesk extends AsyncDisposable {
  readonly server: TestServer;
  readonly database: Database;
  /** Between Anteroom and the server. */
  readonly network: TcpProxy;
  readonly anteroom: AnteroomProcess;
  /** With these settings, say for another instance. */
  readonly options: AnteroomOptions;
}

/** Starts all of it; Anteroom is ready. Started in a test, it ends with the test. */
export async function startHelpDesk(options: HelpDeskOptions = {}): Promise<HelpDesk> {
  const {
    accounts = ["alice", "bob"],
    responders = EXAMPLES,
    env = {},
    subdomains = [],
    files = false,
  } = options;
  const [server, database] = await Promise.all([
    startServer({
      components: {
        [DOMAIN]: { secret: "secret", conflict: "kick_old" },
        ...Object.fromEntries(subdomains.map((domain) => [domain, { secret: "secret" }])),
      },
      accounts: Object.fromEntries(accounts.map((name) => [name, "pw"])),
      files,
    }),
    options.database ?? createDatabase(),
  ]);
  const network = await startProxy(server.componentPort);
  const settings: AnteroomOptions = {
    server: { componentUrl: network.url },
    database,
    domain: DOMAIN,
    responders,
    env,
  };
  const anteroom = await launchAnteroom(settings);
  await anteroom.ready();
  return {
    server,
    database,
    network,
    anteroom,
    options: settings,
    async [Symbol.asyncDispose]() {
      await anteroom[Symbol.asyncDispose]();
      await network[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Signs somebody in who has not been here before. */
export async function newcomer({ server }: HelpDesk, name: string, resource?: string): Promise<Person> {
  if (!server.passwords.has(name)) await server.addUser(name, "pw");
  return person(server, name, resource === undefined ? {} : { resource });
}

/**
 * The rows of a query as soon as there are some. Asked again and again: nobody is told when something becomes
 * visible in a database. Bounded by the test's own timeout.
 */
export async function rowsOf<Row extends Record<string, unknown>>(
  { query }: Pick<Database, "query">,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const signal = testSignal();
  for (;;) {
    const rows = await query<Row>(text, values);
    if (rows.length > 0) return rows;
    signal?.throwIfAborted();
    // in the database, to leave the processor to those whose rows are awaited
    await query("select pg_sleep(0.005)");
  }
}

/** After SIGKILL the lease runs out by itself within four seconds. Tests of something else need not wait for it. */
export async function expireLease({ query }: Pick<Database, "query">): Promise<void> {
  await query("update lease set expires_at = now()");
}

/** What the person said in conversations, as it is stored, in order. */
export async function saidBy({ query }: Pick<Database, "query">, person: string): Promise<readonly string[]> {
  const rows = await query<{ body: string }>(
    `select message.body from conversation_message as message
     join conversations on conversations.id = message.conversation_id
     where conversations.person = $1 and message.direction = 'in'
     order by conversations.started_at, message.seq`,
    [person],
  );
  return rows.map(({ body }) => body);
}
