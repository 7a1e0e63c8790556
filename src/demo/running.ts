/**
 * Which processes of the demo run, kept in a file: a demo that was ended with SIGKILL leaves its children, and the next
 * one ends them before it starts its own. A process id alone says little, it is given out again: the time of the
 * process's start belongs to it.
 */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

interface Entry {
  readonly name: string;
  readonly pid: number;
  readonly started: string;
}

/** What the demo itself is called in the record. */
const DEMO = "demo";

/** Prosody saves its rooms and Anteroom drains for up to 10 s when told to end. */
const PATIENCE = 15_000;
const LOOK_AGAIN = 50;

export class Running {
  readonly #file: string;
  #entries: readonly Entry[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * Ends what an earlier demo left, and records this one. Gives the names of what it ended; throws where the other
   * demo is still there.
   */
  async takeOver(): Promise<readonly string[]> {
    const ended: string[] = [];
    for (const entry of await this.#read()) {
      if ((await startOf(entry.pid)) !== entry.started) continue;
      if (entry.name === DEMO) {
        throw new Error(`another demo runs in this folder (pid ${entry.pid}): stop that one first`);
      }
      await end(entry);
      ended.push(entry.name);
    }
    await this.add(DEMO, process.pid);
    return ended;
  }

  /** A process of this name runs now; the one before of the same name does not. */
  async add(name: string, pid: number): Promise<void> {
    const started = await startOf(pid);
    const others = this.#entries.filter((entry) => entry.name !== name);
    this.#entries = started === undefined ? others : [...others, { name, pid, started }];
    await this.#write();
  }

  /** Nothing of this demo runs any longer. */
  async clear(): Promise<void> {
    this.#entries = [];
    await this.#write();
  }

  async #read(): Promise<readonly Entry[]> {
    const text = await readFile(this.#file, "utf8").catch(() => "[]");
    try {
      const entries: readonly Entry[] = JSON.parse(text);
      // The demo before its children: while it runs, nothing of it may be ended. Of those the youngest first:
      // Anteroom says goodbye to a Prosody that is still there.
      return entries.toReversed().toSorted((a, b) => Number(b.name === DEMO) - Number(a.name === DEMO));
    } catch {
      // cut off in the middle by a power cut: there is nothing left to end either
      return [];
    }
  }

  async #write(): Promise<void> {
    await writeFile(this.#file, `${JSON.stringify(this.#entries, undefined, 2)}\n`);
  }
}

async function end(entry: Entry): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  process.kill(entry.pid, "SIGTERM");
  while ((await startOf(entry.pid)) === entry.started) {
    if (Date.now() > deadline) process.kill(entry.pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
  }
}

/** When the process was started, as text to compare; `undefined` where there is none (or only its zombie). */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => undefined);
  if (stat !== undefined) {
    // proc(5): the second field, the name, may contain spaces; state is the third, starttime the 22nd
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  }
  const { stdout } = await run("ps", ["-o", "lstart=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout.trim() || undefined;
}
