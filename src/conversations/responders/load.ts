/** Loads the modules of `conversations.responders`. */
import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../../ops/problem.ts";
import { errorPlace } from "./error-place.ts";
import { createRegistry, type Registry } from "./registry.ts";
import type { Responder } from "./responder.ts";

/**
 * Loads responders. A module is a path, from `folder` on unless absolute, or the name of a package that can be
 * found from there; its default export is a responder or a list of them. Throws a `ConfigError` of one line that names
 * the module and the mend.
 */
export async function loadResponders(modules: readonly string[], folder: string): Promise<Registry> {
  const loaded: Responder[] = [];
  const from = new Map<string, string>();
  for (const module of modules) {
    for (const responder of await responders(module, folder)) {
      const { name } = responder;
      const earlier = from.get(name.toLowerCase());
      if (earlier === module)
        throw wrong(module, `exports two responders called "${name}"; rename one of them`);
      if (earlier !== undefined) {
        throw wrong(module, `its responder "${name}" has the name of one in ${earlier}; rename one of them`);
      }
      from.set(name.toLowerCase(), module);
      loaded.push(responder);
    }
  }
  return createRegistry(loaded);
}

async function responders(module: string, folder: string): Promise<readonly Responder[]> {
  const exported = await load(module, folder);
  const list: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  for (const one of list) {
    if (isResponder(one)) continue;
    const what = exported === undefined ? "has no default export" : "exports something else as default";
    throw wrong(module, `${what}; export default responder("name", …).steps(…), or a list of these`);
  }
  return list as readonly Responder[];
}

async function load(module: string, folder: string): Promise<unknown> {
  const url = locate(module, folder);
  try {
    return ((await import(url.href)) as { default?: unknown }).default;
  } catch (error) {
    throw wrong(module, await reasonOf(error, url));
  }
}

function locate(module: string, folder: string): URL {
  if (isAbsolute(module)) return pathToFileURL(module);
  if (/^\.{1,2}(?:[/\\]|$)/.test(module)) return pathToFileURL(join(folder, module));
  try {
    return pathToFileURL(createRequire(join(folder, "anteroom.yaml")).resolve(module));
  } catch (error) {
    throw wrong(
      module,
      (error as { code?: unknown }).code === "ERR_PACKAGE_PATH_NOT_EXPORTED"
        ? 'its package.json exports nothing that can be found from here; add "default" to the conditions of its exports'
        : "no such package is installed; a path begins with ./ or /",
    );
  }
}

async function reasonOf(error: unknown, url: URL): Promise<string> {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
  const [line = ""] = (message ?? String(error)).split("\n", 1);
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
