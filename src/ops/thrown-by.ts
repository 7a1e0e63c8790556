/** Tells from an error's stack whose code has thrown it. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

export interface Place {
  /** The line of the stack that names it; "" where there is none. */
  readonly line: string;
  /** Whether our own code, or a package that we depend on, was called first, and so has been unwound. */
  readonly ours: boolean;
}

/** `src`, or `dist` once it is built. */
const OWN = fileURLToPath(new URL("../", import.meta.url));
const EXAMPLES = join(OWN, "examples", sep);
const MODULES = `${sep}node_modules${sep}`;
const FRAME = /^\s+at (?!async )(?:.*\()?((?:file:\/\/)?\/.*?):\d+:\d+\)?$/;

/** An error without a stack, or with nothing but Node's own functions in it, is nobody's, and so not ours. */
export function placeOf(error: unknown): Place {
  const frames = framesOf(error);
  const [line = ""] = frames;
  // The oldest call. Where a responder called a function of ours wrongly, that is the responder.
  const first = frames.at(-1)?.match(FRAME)?.[1];
  if (first === undefined) return { line, ours: false };
  return { line: line.trim(), ours: isOurs(first.startsWith("file:") ? fileURLToPath(first) : first) };
}

function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || typeof error.stack !== "string") return [];
  const { stack, message } = error;
  // A message may have lines that look like those of a stack.
  const start = stack.indexOf(message) + message.length;
  return stack
    .slice(start)
    .split("\n")
    .filter((line) => FRAME.test(line));
}

function isOurs(file: string): boolean {
  if (file.startsWith(OWN)) return !file.startsWith(EXAMPLES);
  const folder = packageOf(file);
  return folder !== undefined && dependencies().has(folder);
}

/** The folder of the package in which a file lies, where it lies below a `node_modules`. */
function packageOf(file: string): string | undefined {
  const at = file.lastIndexOf(MODULES);
  if (at === -1) return undefined;
  const [scope = "", name = ""] = file.slice(at + MODULES.length).split(sep);
  const named = scope.startsWith("@") ? join(scope, name) : scope;
  return file.slice(0, at + MODULES.length) + named;
}

let known: ReadonlySet<string> | undefined;

/** The folders of all packages on which this one depends, directly or not. Read once, and only when an error asks for it. */
function dependencies(): ReadonlySet<string> {
  if (known === undefined) {
    const found = new Set<string>();
    collect(dirname(OWN), found);
    known = found;
  }
  return known;
}

function collect(folder: string, found: Set<string>): void {
  let names: readonly string[] = [];
  try {
    const described = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      readonly dependencies?: object;
      readonly optionalDependencies?: object;
    };
    names = Object.keys({ ...described.dependencies, ...described.optionalDependencies });
  } catch {
    // What cannot be read depends on nothing that we would know.
  }
  for (const name of names) {
    const dependency = find(folder, name);
    if (dependency === undefined || found.has(dependency)) continue;
    found.add(dependency);
    collect(dependency, found);
  }
}

/** Looks a package up as Node does: in the `node_modules` of each folder above. */
function find(folder: string, name: string): string | undefined {
  const path = join(folder, "node_modules", name);
  if (existsSync(path)) return realpathSync(path);
  const above = dirname(folder);
  return above === folder ? undefined : find(above, name);
}
