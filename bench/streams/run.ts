import { domainOf } from "../contenders.ts";
import type { Machine } from "../machine.ts";
import { Servers } from "../servers.ts";
import { mostFiles } from "../usage.ts";
import { Browsers } from "./audience/index.ts";
import { type Contender, lackOf, OURS, startContender, type World } from "./contenders/index.ts";
import type { ContenderName, Part, StreamsOptions } from "./options.ts";
import {
  type Fan,
  type Idle,
  type Letters,
  measureFan,
  measureIdle,
  measureLetters,
  measureStorm,
  type Side,
  type Storm,
} from "./parts.ts";
import { measureSteps, STEPS, type StepsRound } from "./steps.ts";

/** What was measured of one contender in one round. */
export interface Turn<T> {
  readonly contender: ContenderName;
  readonly round: number;
  readonly result: T;
}

export interface StreamsResults {
  readonly machine: Machine;
  readonly durability: Readonly<Record<string, string>>;
  /** As they were carried out. */
  readonly options: StreamsOptions;
  readonly left: readonly { readonly contender: ContenderName; readonly why: string }[];
  readonly idle: readonly Turn<Idle>[];
  readonly fan: readonly Turn<Fan>[];
  readonly storm: readonly Turn<Storm>[];
  readonly letters: readonly Turn<Letters>[];
  readonly steps: readonly StepsRound[];
}

/** Files of a process beside its streams. */
const OTHER_FILES = 500;

/** Measures below `folder`, and stops everything. `say` takes one line on what goes on. */
export async function runStreams(
  asked: StreamsOptions,
  folder: string,
  say: (line: string) => void,
): Promise<StreamsResults> {
  const files = mostFiles();
  const options = within(asked, files, say);
  const left = options.beside.flatMap((contender) => {
    const why = lackOf(contender);
    return why === undefined ? [] : [{ contender, why }];
  });
  const names = options.beside.filter((name) => !left.some(({ contender }) => contender === name));

  say("starting Prosody and PostgreSQL");
  const domains = [OURS, ...Object.values(STEPS)].map(domainOf);
  await using servers = await Servers.start({ folder, domains });
  const { databases, around } = servers;
  const machine = await servers.machine();
  const durability = await servers.durability();
  const world: World = { around, databases };
  const beside = await measureBeside(names, world, files, options, say);
  const steps = options.only.includes("steps") ? await measureSteps(world, options, say) : [];
  return { machine, durability, options, left, ...beside, steps };
}

/** All contenders, in turns. */
async function measureBeside(
  names: readonly ContenderName[],
  world: World,
  files: number,
  options: StreamsOptions,
  say: (line: string) => void,
): Promise<Pick<StreamsResults, "idle" | "fan" | "storm" | "letters">> {
  const { streams, fans, storm, pairs, rounds, seconds } = options;
  const wanted = (part: Part) => options.only.includes(part);
  if (options.only.every((part) => part === "steps")) return { idle: [], fan: [], storm: [], letters: [] };
  const people = { clients: Math.max(streams, storm, ...fans), staff: 2 * pairs };
  await using sides = new Sides();
  for (const name of names) {
    await sides.add(name, await startContender(name, world, { ...people, files }));
  }
  const turns = async <T>(
    what: string,
    count: number,
    measure: (side: Side) => Promise<T>,
  ): Promise<readonly Turn<T>[]> => {
    const measured: Turn<T>[] = [];
    for (let round = 1; round <= count; round++) {
      say(`${what}, round ${round} of ${count}`);
      // There and back again: a shared machine slows down while it is busy, and whoever comes later would pay for it.
      for (const side of round % 2 === 1 ? sides.all : sides.all.toReversed()) {
        try {
          measured.push({ contender: side.name, round, result: await measure(side) });
        } catch (error) {
          const { title, tail } = side.contender;
          const why = error instanceof Error ? error.message : String(error);
          throw new Error(`${title}, ${what}: ${why}; its last words: ${tail.slice(-5).join(" | ")}`);
        }
      }
    }
    return measured;
  };
  // First, as long as no process has held anything.
  const idle = wanted("idle") ? await turns("idle streams", 1, (side) => measureIdle(side, streams)) : [];
  const fan: Turn<Fan>[] = [];
  for (const count of wanted("fan") ? fans : []) {
    fan.push(...(await turns(`one message to ${count}`, rounds, (side) => measureFan(side, count, seconds))));
  }
  return {
    idle,
    fan,
    storm: wanted("storm") ? await turns("storm", rounds, (side) => measureStorm(side, storm)) : [],
    letters: wanted("messages")
      ? await turns("messages", rounds, (side) => measureLetters(side, options))
      : [],
  };
}

/** No more streams than a process may have files. */
function within(options: StreamsOptions, files: number, say: (line: string) => void): StreamsOptions {
  const most = files - OTHER_FILES;
  const wanted = Math.max(options.streams, options.storm, options.open);
  if (wanted <= most) return options;
  say(
    `${wanted} streams need ${wanted + OTHER_FILES} open files, and a process may have ${files}: measuring ${most}. Raise the limit: ulimit -Hn ${wanted + OTHER_FILES}`,
  );
  return {
    ...options,
    streams: Math.min(options.streams, most),
    storm: Math.min(options.storm, most),
    open: Math.min(options.open, most),
  };
}

/** The contenders that run with their browsers, ended together. */
class Sides {
  readonly #all: Side[] = [];

  get all(): readonly Side[] {
    return this.#all;
  }

  async add(name: ContenderName, contender: Contender): Promise<void> {
    this.#all.push({ name, contender, browsers: await Browsers.start(contender.way) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { browsers } of this.#all) await browsers[Symbol.asyncDispose]();
    await Promise.all(this.#all.map(({ contender }) => contender[Symbol.asyncDispose]()));
  }
}
