/**
 * A record of each process that the tests start: one file per process in a folder of the run. A worker that is ended
 * in the middle of a test cannot tidy up; the end of the run then finds what it left.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { type Child, type ChildOptions, startChild } from "../../../src/demo/child.ts";

let folder: string | undefined;

/** For the process of the run itself; the workers learn the folder from it. */
export function recordChildrenIn(path: string): void {
  folder = path;
}

/** Like `startChild`, and recorded until the child has ended. */
export async function startTestChild(options: ChildOptions): Promise<Child> {
  const child = await startChild(options);
  recordChild(child);
  return child;
}

export function recordChild(child: Pick<Child, "pid" | "name" | "exited" | "running">): void {
  const file = join(folder ?? inject("children"), String(child.pid));
  if (!child.running) return;
  writeFileSync(file, `${startTime(child.pid)}\n${child.name}`);
  void child.exited.then(() => rmSync(file, { force: true }));
}

/** Ends what still runs, and gives its names. */
export async function endChildren(path: string): Promise<readonly string[]> {
  const left: string[] = [];
  for (const pid of (await readdir(path)).map(Number)) {
    const [started, name] = (await readFile(join(path, String(pid)), "utf8")).split("\n");
    // the process id may be another program's by now
    if (started === undefined || startTime(pid) !== started) continue;
    left.push(`${name} (pid ${pid})`);
    process.kill(pid, "SIGKILL");
  }
  return left;
}

/** When the process was started, in the kernel's own units; "" when there is none. proc(5), stat, field 22. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // the second field, the command's name, may contain spaces
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
