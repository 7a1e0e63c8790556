import { mkdir } from "node:fs/promises";
import { type Contender, domainOf, type Surroundings, startContender } from "./contenders.ts";
import type { Databases } from "./databases.ts";
import type { Load } from "./load/load.ts";
import type { Measured, Stretch } from "./load/protocol.ts";
import { type Machine, pythonWithSlixmpp } from "./machine.ts";
import type { BenchOptions, ContenderName } from "./options.ts";
import { fillHistory } from "./past/history.ts";
import { LOAD_DOMAIN, Servers } from "./servers.ts";
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

// Before each stretch: whoever was idle for half a minute, while the others had their turn, has given back memory and
// lost the caches.
const SETTLE_SECONDS = 2;
// Once per contender, before the first round: compilers and caches warm up.
const WARM_UP_SECONDS = 2;

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
  if (options.profile !== undefined) await mkdir(options.profile, { recursive: true });

  say("starting Prosody and PostgreSQL");
  const { profile } = options;
  await using servers = await Servers.start({ folder, domains: names.map(domainOf), profile });
  const { databases, around } = servers;
  const machine = await servers.machine(python && { python: python.version, slixmpp: python.slixmpp });
  for (const name of names.filter(stores)) {
    await servers.prepare(name);
    if (name === "history") await fill(databases, options, say);
  }

  await using contenders = new Contenders();
  for (const name of names) await contenders.start(name, around);
  await using load = await servers.load(options.people);
  const samples = await measureAll({ options, servers, contenders: contenders.all, load, say });
  if (profile !== undefined) {
    for (const name of names.filter(stores)) await databases.writeCounts(name, profile);
  }
  const memory = contenders.all.map(({ name, child }) => ({
    contender: name,
    peak: peakMemoryOf(child.pid),
  }));
  return {
    machine,
    options,
    durability: await servers.durability(),
    left,
    samples,
    memory,
  };
}

interface Running {
  readonly options: BenchOptions;
  readonly servers: Servers;
  readonly contenders: readonly Contender[];
  readonly load: Load;
  readonly say: (line: string) => void;
}

async function measureAll(running: Running): Promise<readonly Sample[]> {
  const { options, servers, contenders, load, say } = running;
  say("warming up");
  for (const contender of contenders) {
    const to = `bot@${contender.domain}`;
    if (contender.opening !== undefined) {
      allOpened(contender, await load.run({ kind: "opening", to, text: contender.opening }, () => {}));
    }
    await load.run({ kind: "closed", to, warmup: 0, seconds: WARM_UP_SECONDS }, () => {});
  }
  await servers.databases.countFromNow();
  const samples: Sample[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    say(`round ${round} of ${options.rounds}`);
    // There and back again: a shared machine slows down while it is busy, and whoever comes later would pay for it.
    for (const contender of round % 2 === 1 ? contenders : contenders.toReversed()) {
      for (const loop of ["closed", "open"] as const) {
        const common = { to: `bot@${contender.domain}`, warmup: SETTLE_SECONDS, seconds: options.seconds };
        const stretch: Stretch =
          loop === "closed" ? { kind: loop, ...common } : { kind: loop, rate: options.rate, ...common };
        const measured = await measure(running, contender, stretch);
        samples.push({ contender: contender.name, round, loop, ...measured });
      }
    }
  }
  return samples;
}

async function measure(
  { servers: { prosody, databases }, load }: Running,
  contender: Contender,
  stretch: Stretch,
): Promise<{ measured: Measured; cpu: Cpu }> {
  const read = (): Cpu => ({
    contender: cpuOf(contender.child.pid),
    database: contender.stores ? cpuOfTree(databases.pid) : 0,
    server: cpuOf(prosody.child?.pid ?? 0),
    generator: cpuOf(load.pid),
  });
  const readings = { begin: read(), end: read() };
  const measured = await load.run(stretch, (moment) => {
    readings[moment] = read();
  });
  if (!contender.child.running) {
    throw new Error(`${contender.title} ended while it was measured: ${lastWords(contender)}`);
  }
  const spent = (key: keyof Cpu): number => readings.end[key] - readings.begin[key];
  const cpu = {
    contender: spent("contender"),
    database: spent("database"),
    server: spent("server"),
    generator: spent("generator"),
  };
  return { measured, cpu };
}

function allOpened(contender: Contender, { lost, errors, wrong }: Measured): void {
  if (lost + errors + wrong > 0) {
    throw new Error(
      `${contender.title} did not open every conversation (${lost} lost, ${errors} errors, ${wrong} wrong): ${lastWords(contender)}`,
    );
  }
}

function lastWords({ child }: Contender): string {
  return child.tail.slice(-5).join(" | ");
}

function stores(name: ContenderName): boolean {
  return name === "anteroom" || name === "forgetful" || name === "history";
}

async function fill(
  databases: Databases,
  { messages, people }: BenchOptions,
  say: (line: string) => void,
): Promise<void> {
  say(`filling the database with ${messages} messages`);
  const client = await databases.client("history");
  await fillHistory(client, { messages, people, peopleAt: LOAD_DOMAIN });
  await client.end();
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
