/**
 * Child processes with a lifetime. Each child gets its own process group, so that Ctrl-C in a terminal reaches only the
 * parent, which then ends its children in the right order. Children that still run when the parent exits are ended too.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
  /** Called with each line of standard output and standard error. */
  readonly onLine?: (line: string, from: "stdout" | "stderr") => void;
  /** Sent if this process exits while the child still runs. */
  readonly lastSignal?: NodeJS.Signals;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly running: boolean;
  /** Resolves when the child has ended and its output has been read. Never rejects. */
  readonly exited: Promise<Exit>;
  /** The last lines of both outputs, for messages about a failure. */
  readonly tail: readonly string[];
  kill(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for the end. Sends SIGKILL after the grace (ms). */
  stop(signal?: NodeJS.Signals, grace?: number): Promise<Exit>;
}

const TAIL = 200;
const GRACE = 10_000;

const living = new Map<Child, NodeJS.Signals>();
process.on("exit", () => {
  for (const [child, signal] of living) child.kill(signal);
});

/** Starts a child. Rejects if the command cannot be run at all. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const spawned = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  const tail: string[] = [];
  for (const from of ["stdout", "stderr"] as const) {
    createInterface({ input: spawned[from] }).on("line", (line) => {
      tail.push(line);
      if (tail.length > TAIL) tail.shift();
      options.onLine?.(line, from);
    });
  }
  let running = true;
  spawned.once("exit", () => {
    running = false;
    living.delete(child);
  });
  const exited = new Promise<Exit>((resolve) => {
    spawned.once("close", (code, signal) => resolve({ code, signal }));
  });
  await once(spawned, "spawn");
  const child: Child = {
    name: options.name,
    pid: spawned.pid ?? 0,
    exited,
    tail,
    get running() {
      return running;
    },
    kill: (signal) => {
      if (running) spawned.kill(signal);
    },
    stop: async (signal = "SIGTERM", grace = GRACE) => {
      child.kill(signal);
      const timer = setTimeout(() => child.kill("SIGKILL"), grace);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
  if (running) living.set(child, options.lastSignal ?? "SIGKILL");
  return child;
}
