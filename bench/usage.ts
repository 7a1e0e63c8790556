/** Reads from Linux the CPU time and memory that processes have used. */
import { readdirSync, readFileSync } from "node:fs";

// USER_HZ: the unit of times in /proc is 1/100 s on every architecture that Node runs on.
const TICKS_PER_SECOND = 100;
const PAGE = 4096;

interface Stat {
  readonly parent: number;
  /** Of the process itself. Seconds. */
  readonly own: number;
  /** Of its children that have ended and were waited for. Seconds. */
  readonly ended: number;
}

/** CPU seconds, user and system, of a process. */
export function cpuOf(pid: number): number {
  return stat(pid)?.own ?? 0;
}

/** CPU seconds of a process with all its children, those that have ended included. */
export function cpuOfTree(root: number): number {
  const stats = new Map<number, Stat>();
  for (const name of readdirSync("/proc")) {
    const found = /^\d+$/.test(name) ? stat(Number(name)) : undefined;
    if (found !== undefined) stats.set(Number(name), found);
  }
  const sum = (pid: number): number => {
    const of = stats.get(pid);
    if (of === undefined) return 0;
    let total = of.own + of.ended;
    for (const [child, { parent }] of stats) if (parent === pid) total += sum(child);
    return total;
  };
  return sum(root);
}

/** The most memory (resident set) that a process has had so far. Bytes. */
export function peakMemoryOf(pid: number): number {
  return memoryOf(pid, /^VmHWM:\s*(\d+) kB$/m);
}

/** The memory (resident set) that a process has now. Bytes. */
export function residentMemoryOf(pid: number): number {
  return memoryOf(pid, /^VmRSS:\s*(\d+) kB$/m);
}

/** The memory of the kernel on the whole machine: its objects that it cannot give back, and what sockets hold. Bytes. */
export function kernelMemory(): number {
  const objects = Number(/^SUnreclaim:\s*(\d+) kB$/m.exec(read("/proc/meminfo") ?? "")?.[1] ?? Number.NaN);
  const pages = Number(/^TCP: .* mem (\d+)$/m.exec(read("/proc/net/sockstat") ?? "")?.[1] ?? Number.NaN);
  return objects * 1024 + pages * PAGE;
}

/** How many files a process may open. */
export function mostFiles(): number {
  return Number(/^Max open files\s+\d+\s+(\d+)/m.exec(read("/proc/self/limits") ?? "")?.[1] ?? 1_048_576);
}

function memoryOf(pid: number, line: RegExp): number {
  return Number(line.exec(read(`/proc/${pid}/status`) ?? "")?.[1] ?? Number.NaN) * 1024;
}

/** proc(5): fields count from 1, and the second, the command's name, may itself hold spaces and parentheses. */
function stat(pid: number): Stat | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    parent: field(4),
    own: (field(14) + field(15)) / TICKS_PER_SECOND,
    ended: (field(16) + field(17)) / TICKS_PER_SECOND,
  };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}
