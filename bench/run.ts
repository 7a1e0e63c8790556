import { randomBytes } from "node:crypto";
import { join } from "node:path";
import pg from "pg";
import { type Contender, domainOf, runAnteroom, type Surroundings, startContender } from "./contenders.ts";
import { type EmbeddedPostgres, type NativeProsody, startPostgres, startProsody } from "./from-src.ts";
import { fillHistory } from "./history.ts";
import { Load } from "./load/load.ts";
import type { Measured, Stretch } from "./load/protocol.ts";
import { describeMachine, type Machine, pythonWithSlixmpp } from "./machine.ts";
import type { BenchOptions, ContenderName } from "./options.ts";
import { cpuOf, cpuOfTree, peakMemoryOf } from "./usage.ts";

/** CPU seconds within the measured time. */
export interface Cpu {
  /** The contender's own process. */
  readonly contender: number;
  readonly database: number;
  readonly server: number;
  readonly generator: number;
}

/** One stretch of one contender. */
export interface Sample {
  readonly contender: ContenderName;
  readonly round: number;
  readonly loop: "closed" | "open";
  readonly measured: Measured;
  readonly cpu: Cpu;
}

export interface Memory {
  readonly contender: ContenderName;
  /** The most resident memory since its start. Bytes. */
  readonly peak: number;
}

export interface Results {
  readonly machine: Machine;
  readonly options: BenchOptions;
  /** Settings of the database that decide what a commit costs. */
  readonly durability: Readonly<Record<string, string>>;
  readonly left: readonly { readonly contender: ContenderName; readonly why: string }[];
  readonly samples: readonly Sample[];
  readonly memory: readonly Memory[];
}

// Before each stretch: as long as a batch takes to fill and Prosody to forget the contender before.
const SETTLE_SECONDS = 0.5;
// Once per contender, before the first round: compilers and caches warm up.
const WARM_UP_SECONDS = 2;
const LOAD_DOMAIN = "load.localhost";

/** Starts everything below `folder`, measures, and stops everything. `say` takes one line on what goes on. */
export async function runBench(
  options: BenchOptions,
  folder: string,
  say: (line: string) => void,
): Promise<Results> {
  const python = options.only.includes("slixmpp") ? pythonWithSlixmpp() : undefined;
  const left =
    options.only.includes("slixmpp") && python === undefined
      ? [{ contender: "slixmpp" as const, why: "no Python here can import slixmpp" }]
      : [];
  const names = options.only.filter((name) => !left.some(({ contender }) => contender === name));
  const secret = randomBytes(16).toString("hex");

  say("starting Prosody and PostgreSQL");
  const domains = [LOAD_DOMAIN, ...names.map(domainOf)];
  await using prosody = await startProsody({
    folder: join(folder, "prosody"),
    components: Object.fromEntries(domains.map((domain) => [domain, { secret }])),
  });
  await using database = new Database(
    names.some(stores)
      ? await startPostgres({ folder: join(folder, "postgres"), password: secret })
      : undefined,
  );
  const machine = describeMachine({
    prosody: prosody.version,
    ...(await database.versions()),
    ...(python === undefined ? {} : { python: python.version, slixmpp: python.slixmpp }),
  });
  const around: Surroundings = {
    folder,
    secret,
    python,
    componentPort: prosody.componentPort,
    database: (name) => database.url(name),
    profile: options.profile,
  };
  for (const name of names.filter(stores)) await prepareDatabase(name, database, around, options, say);

  await using contenders = new Contenders();
  for (const name of names) await contenders.start(name, around);
  await using load = await Load.start({
    port: prosody.componentPort,
    domain: LOAD_DOMAIN,
    secret,
    people: options.people,
  });
  const samples = await measureAll({ options, prosody, database, contenders: contenders.all, load, say });
  const memory = contenders.all.map(({ name, child }) => ({
    contender: name,
    peak: peakMemoryOf(child.pid),
  }));
  return { machine, options, durability: await database.durability(), left, samples, memory };
}

interface Running {
  readonly options: BenchOptions;
  readonly prosody: NativeProsody;
  readonly database: Database;
  readonly contenders: readonly Contender[];
  readonly load: Load;
  readonly say: (line: string) => void;
}

async function measureAll(running: Running): Promise<readonly Sample[]> {
  const { options, contenders, load, say } = running;
  say("warming up");
  for (const { domain, opening } of contenders) {
    const to = `bot@${domain}`;
    if (opening !== undefined)
      await opened(await load.run({ kind: "opening", to, text: opening }, () => {}), to);
    await load.run({ kind: "closed", to, warmup: 0, seconds: WARM_UP_SECONDS }, () => {});
  }
  const samples: Sample[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    say(`round ${round} of ${options.rounds}`);
    for (const contender of contenders) {
      const common = { to: `bot@${contender.domain}`, warmup: SETTLE_SECONDS, seconds: options.seconds };
      const stretches = [
        { kind: "closed", ...common } as const,
        { kind: "open", rate: options.rate, ...common } as const,
      ];
      for (const stretch of stretches) {
        samples.push({
          contender: contender.name,
          round,
          loop: stretch.kind,
          ...(await measure(running, contender, stretch)),
        });
      }
    }
  }
  return samples;
}

async function measure(
  { prosody, database, load }: Running,
  contender: Contender,
  stretch: Stretch,
): Promise<{ measured: Measured; cpu: Cpu }> {
  const read = (): Cpu => ({
    contender: cpuOf(contender.child.pid),
    database: contender.stores ? cpuOfTree(database.pid) : 0,
    server: cpuOf(prosody.child?.pid ?? 0),
    generator: cpuOf(load.pid),
  });
  const readings = { begin: read(), end: read() };
  const measured = await load.run(stretch, (moment) => {
    readings[moment] = read();
  });
  const spent = (key: keyof Cpu): number => readings.end[key] - readings.begin[key];
  const cpu = {
    contender: spent("contender"),
    database: spent("database"),
    server: spent("server"),
    generator: spent("generator"),
  };
  return { measured, cpu };
}

function opened({ lost, errors, wrong }: Measured, to: string): void {
  if (lost + errors + wrong > 0) {
    throw new Error(`${to} did not open every conversation: ${lost} lost, ${errors} errors, ${wrong} wrong`);
  }
}

function stores(name: ContenderName): boolean {
  return name === "anteroom" || name === "history";
}

async function prepareDatabase(
  name: ContenderName,
  database: Database,
  around: Surroundings,
  options: BenchOptions,
  say: (line: string) => void,
): Promise<void> {
  await database.create(name);
  await runAnteroom("migrate", name, around);
  if (name !== "history") return;
  say(`filling the database with ${options.messages} messages`);
  const client = await database.client(name);
  await fillHistory(client, { messages: options.messages, people: options.people, peopleAt: LOAD_DOMAIN });
  await client.end();
}

/** The one PostgreSQL server with a database for each contender that needs one; nothing where none does. */
class Database {
  readonly #server: EmbeddedPostgres | undefined;

  constructor(server: EmbeddedPostgres | undefined) {
    this.#server = server;
  }

  get pid(): number {
    return this.#server?.child?.pid ?? 0;
  }

  url(name: string): string {
    if (this.#server === undefined) throw new Error("no database was started");
    return this.#server.url(name);
  }

  async client(name: string): Promise<pg.Client> {
    const client = new pg.Client(this.url(name));
    await client.connect();
    return client;
  }

  async create(name: string): Promise<void> {
    const client = await this.client("postgres");
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
    await client.end();
  }

  async versions(): Promise<Readonly<Record<string, string>>> {
    return this.#server === undefined
      ? {}
      : { postgresql: (await this.#settings(["server_version"])).server_version ?? "" };
  }

  async durability(): Promise<Readonly<Record<string, string>>> {
    return this.#server === undefined
      ? {}
      : await this.#settings(["fsync", "synchronous_commit", "full_page_writes"]);
  }

  async #settings(names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const client = await this.client("postgres");
    const { rows } = await client.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name = any($1)",
      [names],
    );
    await client.end();
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.stop();
  }
}

/** The contenders that run, ended together. */
class Contenders {
  readonly #all: Contender[] = [];

  get all(): readonly Contender[] {
    return this.#all;
  }

  async start(name: ContenderName, around: Surroundings): Promise<void> {
    this.#all.push(await startContender(name, around));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map(({ child }) => child.stop()));
  }
}
