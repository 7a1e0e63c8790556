import { fileURLToPath } from "node:url";
import { domainOf, startServe } from "../contenders.ts";
import type { Databases } from "../databases.ts";
import type { Child } from "../from-src.ts";
import type { Measured, Stretch } from "../load/protocol.ts";
import type { Machine } from "../machine.ts";
import { LOAD_DOMAIN, Servers } from "../servers.ts";
import { cpuOf, cpuOfTree, peakMemoryOf, residentMemoryOf } from "../usage.ts";
import { fillOngoing } from "./ongoing.ts";
import type { ConversingOptions } from "./options.ts";

/** CPU seconds per 1000 messages. */
export interface StepCost {
  readonly own: number;
  readonly database: number;
}

export interface Round {
  readonly three: StepCost;
  readonly hundred: StepCost;
}

export interface ConversingResults {
  readonly machine: Machine;
  readonly rounds: readonly Round[];
  /** Resident memory in bytes, some seconds after the start, with and without conversations that are going on. */
  readonly memory: { readonly none: number; readonly idle: number; readonly peak: number };
  /** CPU milliseconds of the process for one `/replay`. */
  readonly replay: { readonly milliseconds: number; readonly replies: number };
  readonly faults: readonly string[];
}

const NAMES = ["three", "hundred", "none", "idle", "replay"] as const;
const RESPONDERS = fileURLToPath(new URL("./responders.js", import.meta.url));
const PLAIN = fileURLToPath(new URL("../responder.js", import.meta.url));
// Timers, sweeps and everything else that looks at what is stored have had their turn by then.
const LOOKS = { warmup: 0.5, seconds: 5 };

/** Measures below `folder`, and stops everything. `say` takes one line on what goes on. */
export async function runConversing(
  options: ConversingOptions,
  folder: string,
  say: (line: string) => void,
): Promise<ConversingResults> {
  say("starting Prosody and PostgreSQL");
  await using servers = await Servers.start({ folder, domains: NAMES.map(domainOf) });
  const { databases, around } = servers;
  for (const name of NAMES) await servers.prepare(name);
  await using load = await servers.load(options.people);
  const faults: string[] = [];
  const run = async (
    name: string,
    stretch: Stretch,
    onMoment: (moment: "begin" | "end") => void = () => {},
  ) => {
    const measured = await load.run(stretch, onMoment);
    const { lost, errors, wrong } = measured;
    if (lost + errors + wrong > 0)
      faults.push(`NOT CLEAN: ${name}: ${lost} lost, ${errors} errors, ${wrong} wrong replies`);
    return measured;
  };
  const to = (name: string): string => `bot@${domainOf(name)}`;

  say(`writing ${options.idle} ongoing conversations, and one with ${options.messages} messages for each`);
  const idle = { count: options.idle, messages: 2, peopleAt: LOAD_DOMAIN };
  await fill(databases, "idle", idle);
  await fill(databases, "replay", { ...idle, count: options.people, messages: options.messages });

  const none = await resident(
    await startServe("none", around, { conversations: { responders: [PLAIN] } }),
    LOOKS,
  );
  const full = await resident(
    await startServe("idle", around, { conversations: { responders: [PLAIN] } }),
    LOOKS,
  );

  say("looking back");
  const replay = await (async () => {
    await using child = ended(await startServe("replay", around, { conversations: { responders: [PLAIN] } }));
    // Some of them, so that compilers are warm.
    await run("replay", { kind: "closed", to: to("replay"), warmup: 0, seconds: 1 });
    const before = cpuOf(child.pid);
    const { replies } = await run("replay", { kind: "opening", to: to("replay"), text: "/replay" });
    return { milliseconds: ((cpuOf(child.pid) - before) / replies) * 1000, replies };
  })();

  await using three = ended(
    await startServe("three", around, { conversations: { responders: [RESPONDERS], fallback: "three" } }),
  );
  await using hundred = ended(
    await startServe("hundred", around, { conversations: { responders: [RESPONDERS], fallback: "hundred" } }),
  );
  const cost = async (name: string, child: Child, seconds: number): Promise<StepCost> => {
    const read = () => ({ own: cpuOf(child.pid), database: cpuOfTree(databases.pid) });
    const readings = { begin: read(), end: read() };
    const measured: Measured = await run(
      name,
      { kind: "closed", to: to(name), warmup: 0.5, seconds },
      (moment) => {
        readings[moment] = read();
      },
    );
    const per = (of: (cpu: StepCost) => number) =>
      ((of(readings.end) - of(readings.begin)) / measured.replies) * 1000;
    return { own: per(({ own }) => own), database: per(({ database }) => database) };
  };
  say("warming up");
  await cost("three", three, 2);
  await cost("hundred", hundred, 2);
  const rounds: Round[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    say(`round ${round} of ${options.rounds}`);
    rounds.push({
      three: await cost("three", three, options.seconds),
      hundred: await cost("hundred", hundred, options.seconds),
    });
  }
  const machine = await servers.machine();
  return { machine, rounds, memory: { none: none.now, idle: full.now, peak: full.peak }, replay, faults };
}

async function fill(
  databases: Databases,
  name: string,
  ongoing: Parameters<typeof fillOngoing>[2],
): Promise<void> {
  const client = await databases.client(name);
  await fillOngoing(client, domainOf(name), ongoing);
  await client.end();
}

/** Ends a process with the block that it is used in. */
function ended(child: Child): Child & AsyncDisposable {
  return Object.assign(child, { [Symbol.asyncDispose]: () => child.stop().then(() => {}) });
}

/** What a process holds in memory some seconds after its start. It is then ended. */
async function resident(child: Child, { seconds }: typeof LOOKS): Promise<{ now: number; peak: number }> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const memory = { now: residentMemoryOf(child.pid), peak: peakMemoryOf(child.pid) };
  await child.stop();
  return memory;
}
