/** Loads the modules of `conversations.responders`. */
import { existsSync } from "node:fs";
import { ConfigError, type Problem } from "../../ops/problem.ts";
import { errorPlace } from "./error-place.ts";
import { locate, missingPackage } from "./locate.ts";
import { createRegistry, type Registry } from "./registry.ts";
import type { Responder } from "./responder.ts";

/** The names of the built-in responders (contract, "Names"). */
export const BUILT_IN: readonly string[] = ["chat", "desk"];

/** A module may fetch something before it exports. One that never finishes must not hold up the start for ever. */
const LOADING_MS = 30_000;

interface Loaded {
  readonly module: string;
  /** Its place in the list of modules. */
  readonly index: number;
  readonly responder: Responder;
}

/**
 * Loads responders. A module is a path, relative to `folder` unless it is absolute, or the name of a package that can be
 * found from there. Its default export is a responder or a list of them. Throws a `ConfigError` with a line for each module
 * that is wrong, which names the remedy, also when loading it takes longer than `deadline` ms.
 */
export async function loadResponders(
  modules: readonly string[],
  folder: string,
  deadline = LOADING_MS,
): Promise<Registry> {
  const loaded = new Map<string, Loaded>();
  const problems: Problem[] = [];
  const add = (one: Loaded): void => {
    const { module, responder } = one;
    const folded = responder.name.toLowerCase();
    const earlier = loaded.get(folded);
    if (earlier !== undefined) throw wrong(module, clash(earlier, one));
    if (BUILT_IN.includes(folded)) {
      throw wrong(module, `the name "${responder.name}" is reserved for a built-in responder; rename it`);
    }
    loaded.set(folded, one);
  };
  for (const [index, module] of modules.entries()) {
    try {
      for (const responder of await responders(module, folder, deadline)) add({ module, index, responder });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return createRegistry([...loaded.values()].map(({ responder }) => responder));
}

function clash(earlier: Loaded, { module, index, responder }: Loaded): string {
  const { name } = responder;
  const same = earlier.responder === responder;
  if (earlier.index === index) {
    return same
      ? `exports the responder "${name}" twice; export it once`
      : `exports two responders called "${name}"; rename one of them`;
  }
  if (earlier.module === module) return "is listed twice; list it once";
  return same
    ? `its responder "${name}" is the one that ${earlier.module} gives; list one of the two`
    : `its responder "${name}" has the name of one in ${earlier.module}; rename one of them`;
}

async function responders(module: string, folder: string, deadline: number): Promise<readonly Responder[]> {
  const exported = await load(module, folder, deadline);
  const list: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  for (const one of list) {
    if (isResponder(one)) continue;
    const what = exported === undefined ? "has no default export" : "exports something else as default";
    throw wrong(module, `${what}; export default responder("name", …).steps(…), or a list of these`);
  }
  return list as readonly Responder[];
}

async function load(module: string, folder: string, deadline: number): Promise<unknown> {
  const url = located(module, folder);
  let timer: NodeJS.Timeout | undefined;
  // The timer also keeps the process alive if nothing else does.
  const late = new Promise<never>((_, reject) => {
    const text = `it is not loaded after ${deadline / 1000} s; look for an await outside of functions that never ends`;
    timer = setTimeout(() => reject(wrong(module, text)), deadline);
  });
  // Without a word, and with 0, it would look as if all were well.
  const exited = (): void => {
    process.exitCode = 2;
    const text =
      "it ends the process while it is loaded; remove the process.exit() from it, or from what it imports";
    process.stderr.write(`${wrong(module, text).message}\n`);
  };
  process.once("exit", exited);
  try {
    const loading = (import(url.href) as Promise<{ default?: unknown }>).catch(async (error) => {
      throw wrong(module, await reasonOf(error, url));
    });
    return (await Promise.race([loading, late])).default;
  } finally {
    process.off("exit", exited);
    clearTimeout(timer);
  }
}

function located(module: string, folder: string): URL {
  try {
    return locate(module, folder);
  } catch (error) {
    throw wrong(module, (error as Error).message);
  }
}

async function reasonOf(error: unknown, url: URL): Promise<string> {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
  const [line = ""] = (message ?? String(error)).split("\n", 1);
  const absent = error instanceof Error ? missingPackage(error) : undefined;
  if (absent !== undefined) return absent;
  if (code === "ERR_MODULE_NOT_FOUND" && !existsSync(url))
    return "there is no such file; check the path, and that it was built";
  if (code === "ERR_MODULE_NOT_FOUND" || code === "ERR_UNSUPPORTED_DIR_IMPORT") {
    return `it, or something that it imports, does not exist (${line}); check the path, and that it was built`;
  }
  if (code === "ERR_UNKNOWN_FILE_EXTENSION")
    return "this Node cannot load it; build it to JavaScript and name the .js file";
  const place = await errorPlace(error, url);
  return `it fails while it is loaded: ${line}${place === undefined ? "" : ` (${place})`}`;
}

function wrong(module: string, what: string): ConfigError {
  return new ConfigError([{ key: "conversations.responders", text: `${module}: ${what}` }]);
}

function isResponder(value: unknown): value is Responder {
  if (typeof value !== "object" || value === null) return false;
  const { name, steps } = value as Partial<Responder>;
  return typeof name === "string" && steps instanceof Map;
}
