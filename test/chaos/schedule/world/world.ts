/** The surroundings of a run: servers, instances, people, and the means of an administrator. */
import { createWriteStream, mkdirSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { NativeProsody } from "../../../../src/demo/prosody-native.ts";
import type { EffectRun, Span } from "../model/history.ts";
import { Crowd } from "./crowd.ts";
import { type Instance, launchInstance } from "./instance.ts";
import { Load } from "./load.ts";
import { type Pooler, type PoolMode, startPooler } from "./pooler.ts";
import { type Postgres, startPostgres } from "./postgres.ts";
import type { Spawn } from "./spawn.ts";

export interface WorldOptions {
  readonly folder: string;
  readonly seed: number;
  /** How many subdomains. */
  readonly domains: number;
  /** Of each subdomain. */
  readonly instances: number;
  readonly people: number;
  /** `embedded`, a folder with PostgreSQL's programs, or a URL. */
  readonly postgres: string;
  readonly pooler: PoolMode | undefined;
  /** The database has a streaming standby, which is promoted now and then; by default it has none. */
  readonly replicated?: boolean;
  readonly spawn: Spawn;
}

const DOMAINS = ["help.localhost", "care.localhost"];
const LOAD_DOMAIN = "load.localhost";
const SECRET = "secret";
const ROLE = "anteroom";
export const SCHEMA = "anteroom";

export interface World extends AsyncDisposable {
  readonly domains: readonly string[];
  readonly instances: readonly Instance[];
  readonly postgres: Postgres;
  readonly prosody: NativeProsody;
  readonly load: Load;
  readonly crowd: Crowd;
  /** The role that Anteroom signs in as. */
  readonly role: string;
  readonly database: string;
  readonly postgresVersion: string;
  /** When each reply last left an instance. */
  readonly left: ReadonlyMap<string, number>;
  /** Times when stanzas that the XMPP server had taken may have been lost. */
  readonly serverAway: Span[];
  readonly leaseSetBack: Span[];
  /** Times whose commits the database has lost. */
  readonly forgotten: Span[];
  effects(): Promise<readonly EffectRun[]>;
  /** A connection of the administrator's, past all wires. */
  administer<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const parts = new Parts();
  try {
    return await built(options, parts);
  } catch (error) {
    await parts[Symbol.asyncDispose]();
    throw error;
  }
}

/** Ended together, the last one first. */
class Parts implements AsyncDisposable {
  readonly #all: AsyncDisposable[] = [];

  use<T extends AsyncDisposable>(part: T): T {
    this.#all.unshift(part);
    return part;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const part of this.#all.splice(0)) await part[Symbol.asyncDispose]();
  }
}

async function built(options: WorldOptions, parts: Parts): Promise<World> {
  const { folder, seed } = options;
  await mkdir(folder, { recursive: true });
  // PostgreSQL, which does not run as root, must be able to pass through
  await chmod(folder, 0o755);
  const spawn = logging(options.spawn, folder);
  const domains = DOMAINS.slice(0, options.domains);
  const prosody = await NativeProsody.start({
    folder: join(folder, "prosody"),
    components: {
      [LOAD_DOMAIN]: { secret: SECRET, conflict: "kick_old" },
      ...Object.fromEntries(
        domains.map((domain) => [domain, { secret: SECRET, conflict: "kick_old" as const }]),
      ),
    },
    spawn,
  });
  parts.use(prosody);
  const postgres = parts.use(
    await startPostgres({
      from: options.postgres,
      folder: join(folder, "postgres"),
      spawn,
      replicated: options.replicated ?? false,
    }),
  );
  const prepared = await prepare(postgres);
  const { database, role, url } = prepared;
  const pooler: Pooler | undefined =
    options.pooler === undefined
      ? undefined
      : parts.use(await startPooler({ mode: options.pooler, folder: join(folder, "pgbouncer"), url, spawn }));

  const left = new Map<string, number>();
  const streams = new Map<string, number>();
  const load = new Load({
    port: prosody.componentPort,
    domain: LOAD_DOMAIN,
    secret: SECRET,
    onStanza: (xml) => crowd.hear(xml),
    onOnline: () => crowd.lost(),
  });
  const crowd = new Crowd({
    load,
    people: options.people,
    domains,
    loadDomain: LOAD_DOMAIN,
    seed,
    streamOf: (domain) => streams.get(domain) ?? 0,
  });
  parts.use(load);
  await load.start();
  const effects = join(folder, "effects.jsonl");
  await writeFile(effects, "");
  const instances: Instance[] = [];
  for (const domain of domains) {
    for (let n = 0; n < options.instances; n++) {
      const name = `${domain.split(".")[0]}-${"ab"[n] ?? n}`;
      const instance = await launchInstance({
        name,
        domain,
        secret: SECRET,
        log: join(folder, `${name}.log`),
        effects,
        databasePort: pooler?.port ?? postgres.port,
        databaseUrl: (port) => throughPort(url, port),
        serverPort: prosody.componentPort,
        spawn: options.spawn,
        onStream: () => {
          streams.set(domain, (streams.get(domain) ?? 0) + 1);
          crowd.lost(domain);
        },
        onReply: (id) => left.set(id, Date.now()),
      });
      parts.use(instance);
      instances.push(instance);
      if (n === 0) await ready(instance);
    }
  }
  parts.use(crowd);
  return {
    domains,
    instances,
    postgres,
    prosody,
    load,
    crowd,
    role,
    database,
    postgresVersion: prepared.version,
    left,
    serverAway: [],
    leaseSetBack: [],
    forgotten: [],
    effects: async () => {
      const lines = (await readFile(effects, "utf8")).split("\n");
      return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as EffectRun);
    },
    administer: (work) => administer(postgres.url(database), work),
    [Symbol.asyncDispose]: () => parts[Symbol.asyncDispose](),
  };
}

// A cold start with its migrations, on a machine that is busy.
const READY_WITHIN_MS = 40_000;

async function ready(instance: Instance): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await instance.readiness()).ready) {
    const complaints = instance.complaints.join("; ");
    if (Date.now() > until || !instance.running)
      throw new Error(`${instance.name} is not ready: ${complaints}`);
    await delay(50);
  }
}

/** A database, and where the server is ours a role, for this run. */
async function prepare(postgres: Postgres) {
  const database = `chaos_${Date.now().toString(36)}`;
  const own = postgres.process !== undefined;
  const version = await administer(postgres.url("postgres"), async (client) => {
    if (own) await client.query(`create role ${ROLE} login`);
    await client.query(`create database ${database} ${own ? `owner ${ROLE}` : ""}`);
    return String((await client.query("show server_version")).rows[0]?.server_version).split(" ")[0] ?? "";
  });
  const url = new URL(postgres.url(database));
  if (own) url.username = ROLE;
  return { database, role: decodeURIComponent(url.username), url: url.href, version };
}

async function administer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${SCHEMA}` });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function throughPort(url: string, port: number): string {
  const other = new URL(url);
  other.hostname = "127.0.0.1";
  other.port = String(port);
  return other.href;
}

/** Writes a process's output to a file of its name. */
function logging(spawn: Spawn, folder: string): Spawn {
  mkdirSync(folder, { recursive: true });
  return (options) => {
    const file = createWriteStream(join(folder, `${options.name}.log`), { flags: "a" });
    return spawn({
      ...options,
      onLine: (line, from) => {
        file.write(`${new Date().toISOString()} ${line}\n`);
        options.onLine?.(line, from);
      },
    });
  };
}
