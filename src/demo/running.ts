/**
 * A record of the demo's processes, kept in a file. A demo that was killed leaves its children running, and the next demo
 * ends them before it starts its own. Process ids are reused, so the record also has each process's start time.
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

/** The name of the demo itself in the record. */
const DEMO = "demo";

/** When told to end, Prosody saves its rooms and Anteroom drains for up to 10 s. */
const PATIENCE = 15_000;
const LOOK_AGAIN = 50;

export class Running {
  readonly #file: string;
  #entries: readonly Entry[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * Ends the processes that an earlier demo left behind, and records this demo. Gives the names of the ended processes.
   * Throws if the other demo still runs.
   */
  async takeOver(): Promise<readonly string[]> {
    const ended: string[] = [];
    for (const entry of await this.#read()) {
      if ((await startOf(entry.pid)) !== entry.started) continue;
      if (entry.name === DEMO) {
        throw new Error(`another demo runs in this folder (pid ${entry.pid}); stop it first`);
      }
      await end(entry);
      ended.push(entry.name);
    }
    await this.add(DEMO, process.pid);
    return ended;
  }

  /** Records a process, in place of an earlier one of the same name. */
  async add(name: string, pid: number): Promise<void> {
    const started = await startOf(pid);
    const others = this.#entries.filter((entry) => entry.name !== name);
    this.#entries = started === undefined ? others : [...others, { name, pid, started }];
    await this.#write();
  }

  /** Records that no process of this demo runs any longer. */
  async clear(): Promise<void> {
    this.#entries = [];
    await this.#write();
  }

  async #read(): Promise<readonly Entry[]> {
    const text = await readFile(this.#file, "utf8").catch(() => "[]");
    try {
      const entries: readonly Entry[] = JSON.parse(text);
      // The demo comes first: while it runs, none of its children may be ended. The children follow, the youngest first,
      // so that Anteroom can say goodbye while Prosody still runs.
      return entries.toReversed().toSorted((a, b) => Number(b.name === DEMO) - Number(a.name === DEMO));
    } catch {
      // A power cut truncated the file, and ended the processes too.
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

/** The process's start time, as text to compare; `undefined` if there is no such process, or only its zombie. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => undefined);
  if (stat !== undefined) {
    // proc(5): the second field, the name, may contain spaces. The third is the state, the 22nd the start time.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  }
  const { stdout } = await run("ps", ["-o", "lstart=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout.trim() || undefined;
}
