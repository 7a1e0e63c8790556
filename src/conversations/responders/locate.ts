/** Finds the modules of responders, and says what to do about one that is missing. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";

const OWN = "anteroom";

/**
 * The place of a module: a path, relative to `folder` unless it is absolute, or a name in a package that is found from
 * there. Names in `anteroom` belong to the package that is running. Throws an error whose message gives the reason and
 * the remedy.
 */
export function locate(module: string, folder: string): URL {
  if (isAbsolute(module)) return pathToFileURL(module);
  if (/^\.{1,2}(?:[/\\]|$)/.test(module)) return pathToFileURL(join(folder, module));
  const own = packageOf(module) === OWN;
  const { resolve } = createRequire(own ? import.meta.url : join(folder, "anteroom.yaml"));
  try {
    return pathToFileURL(resolve(module));
  } catch (error) {
    if (own) throw new Error("Anteroom has no such module; its README names the examples that come with it");
    throw new Error(whyNot(error, module, resolve.paths(module) ?? [], folder));
  }
}

function whyNot(error: unknown, module: string, searched: readonly string[], folder: string): string {
  const name = packageOf(module);
  const { code } = error as { code?: unknown };
  if (code === "ERR_PACKAGE_PATH_NOT_EXPORTED") {
    return name === module
      ? 'its package.json exports nothing that can be found from here; add "default" to the conditions of its exports'
      : `the package is installed, but its package.json exports no ".${module.slice(name.length)}" under the condition "default"; name one that it exports`;
  }
  return searched.some((place) => existsSync(join(place, name)))
    ? "the package is installed, but has no such file; check the name, and that it was built"
    : `no such package is installed; a path begins with ./ or /, and packages are looked for from ${folder} on`;
}

/** Says what to do about an imported package that is not installed; `undefined` for any other error. */
export function missingPackage(error: unknown): string | undefined {
  const { code, message, requireStack } = error as {
    readonly code?: unknown;
    readonly message: string;
    readonly requireStack?: readonly string[];
  };
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return undefined;
  // import and require word this differently. A name that begins with one of these characters is a path.
  const found = /^Cannot find (?:package|module) '([^'.:/\\][^':]*)'(?: imported from (.+))?/.exec(message);
  if (found === null) return undefined;
  const [, named = "", importer = requireStack?.[0]] = found;
  const name = packageOf(named);
  const cure = name === OWN ? "install its tarball there, as the README says" : `npm install ${name}`;
  return `${importer ?? "it"} imports "${name}", which is not installed: ${cure}`;
}

/** The package that a name is in: `@a/b` for `@a/b/c`. */
function packageOf(module: string): string {
  return module
    .split("/")
    .slice(0, module.startsWith("@") ? 2 : 1)
    .join("/");
}
