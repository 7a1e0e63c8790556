/** What is measured of each contender, with the same browsers. */
import { setTimeout as delay } from "node:timers/promises";
import { cpuOf, cpuOfTree, kernelMemory, residentMemoryOf } from "../usage.ts";
import type { Browsers, Measured } from "./audience/index.ts";
import type { Contender } from "./contenders/index.ts";
import type { ContenderName, StreamsOptions } from "./options.ts";

/** A contender, and its browsers. */
export interface Side {
  readonly name: ContenderName;
  readonly contender: Contender;
  readonly browsers: Browsers;
}

/** Of one stream. */
export interface Idle {
  /** Resident memory of the process. Bytes. */
  readonly resident: number;
  /** Of the kernel, for both ends. Bytes. */
  readonly kernel: number;
  /** CPU of the process while nothing happens, of one core. */
  readonly cpu: number;
}

export interface Fan {
  readonly streams: number;
  readonly most: Measured;
  readonly steady: Measured;
}

/** CPU seconds. */
export interface Cpu {
  readonly own: number;
  readonly database: number;
}

export interface Storm {
  readonly measured: Measured;
  readonly cpu: Cpu;
}

export interface Letters {
  readonly most: Measured;
  readonly steady: Measured;
  /** While as many as possible were sent, with the warm-up. */
  readonly cpu: Cpu;
}

/** Events per second at which delays are compared. A stall of the machine hits more of fewer messages. */
export const STEADY_EVENTS = 2_000;
const SETTLE_MS = 3_000;
/** Each stream gets a sign of life in that time. */
const IDLE_MS = 15_000;

export async function measureIdle({ contender, browsers }: Side, streams: number): Promise<Idle> {
  await delay(SETTLE_MS);
  const before = { resident: residentMemoryOf(contender.pid), kernel: kernelMemory() };
  await browsers.open(contender.heads(streams));
  await delay(SETTLE_MS);
  const cpu = cpuOf(contender.pid);
  await delay(IDLE_MS);
  const idle = {
    resident: (residentMemoryOf(contender.pid) - before.resident) / streams,
    kernel: (kernelMemory() - before.kernel) / streams,
    cpu: (cpuOf(contender.pid) - cpu) / (IDLE_MS / 1000),
  };
  await browsers.close();
  return idle;
}

export async function measureFan(
  { contender, browsers }: Side,
  streams: number,
  seconds: number,
): Promise<Fan> {
  const { heads, publishing } = await contender.fan(streams);
  await browsers.open(heads);
  const task = { kind: "fan", publishing, seconds } as const;
  const most = await browsers.measure({ ...task, rate: undefined });
  const steady = await browsers.measure({ ...task, rate: STEADY_EVENTS / streams });
  await browsers.close();
  return { streams, most, steady };
}

export async function measureStorm(side: Side, streams: number): Promise<Storm> {
  const { contender, browsers } = side;
  await browsers.open(contender.heads(streams));
  const cpu = clock(side);
  const measured = await browsers.measure({ kind: "storm" });
  const storm = { measured, cpu: cpu() };
  await browsers.close();
  return storm;
}

export async function measureLetters(
  side: Side,
  { pairs, flight, seconds, rate }: StreamsOptions,
): Promise<Letters> {
  const { contender, browsers } = side;
  const { heads, letters } = await contender.letters(2 * pairs);
  await browsers.open(heads);
  const task = { kind: "letters", letters, flight, seconds } as const;
  const cpu = clock(side);
  const most = await browsers.measure({ ...task, rate: undefined });
  const spent = cpu();
  const steady = await browsers.measure({ ...task, rate });
  await browsers.close();
  return { most, steady, cpu: spent };
}

/** Gives what is spent from now on. */
function clock({ contender: { pid, databasePid } }: Side): () => Cpu {
  const read = (): Cpu => ({
    own: cpuOf(pid),
    database: databasePid === undefined ? 0 : cpuOfTree(databasePid),
  });
  const before = read();
  return () => {
    const now = read();
    return { own: now.own - before.own, database: now.database - before.database };
  };
}
