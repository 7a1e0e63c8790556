import { resolve } from "node:path";
import { type Problem, quoted } from "../../ops/problem.ts";
import { nearest } from "../nearest.ts";
import { readText } from "../read.ts";
import { type Key, keys, type Section, settings, variableOf } from "../settings.ts";
import type { Found, Given } from "./file.ts";
import { plain } from "./file.ts";
import { parseYaml } from "./yaml-text.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = "ANTEROOM_";
const suffix = "_FILE";
const CONFIG = "ANTEROOM_CONFIG";
const variables = new Map<string, Key>(keys.map((key) => [variableOf(key), key]));

/**
 * Kubernetes sets these variables in every pod beside a service named "anteroom". No setting has a name of this form.
 */
const serviceLink = /^ANTEROOM_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)$/;

/**
 * Reads the settings from environment variables. An empty variable counts as not set, because Compose files and unit
 * files pass on unset variables as empty ones. Files of `…_FILE` are read only for the wanted sections, since this
 * process may not be allowed to read another command's secret.
 */
export function fromEnvironment(env: Environment, folder: string, wanted: readonly Section[]): Found {
  const given = new Map<Key, Given>();
  const problems: Problem[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(prefix) || name === CONFIG || !text || serviceLink.test(name)) continue;
    const inFile = !variables.has(name) && name.endsWith(suffix);
    const variable = inFile ? name.slice(0, -suffix.length) : name;
    const key = variables.get(variable);
    if (key === undefined) {
      problems.push(unknown(variable, name));
    } else if (wanted.some((section) => key.startsWith(`${section}.`))) {
      const result = inFile ? valueOfFile(key, resolve(folder, text)) : interpret(key, text);
      if ("failure" in result) problems.push({ key, text: result.failure, source: name });
      else if (given.has(key))
        problems.push({ key, text: "is given twice, as text and as file", source: name });
      else given.set(key, { value: result.value, source: name, folder });
    }
  }
  return { given, problems, partial: false };
}

type Result = { readonly value: unknown } | { readonly failure: string };

function valueOfFile(key: Key, path: string): Result {
  const read = readText(path);
  if ("failure" in read) return { failure: `the file named for it ${read.failure}` };
  // Editors and `echo` end a file with a line feed that does not belong to the value.
  return interpret(key, read.text.replace(/\r?\n$/, ""));
}

function interpret(key: Key, text: string): Result {
  if (settings[key].kind.variable === "text") return { value: text };
  const yaml = parseYaml(text);
  return "failure" in yaml ? yaml : { value: plain(yaml.root) };
}

function unknown(variable: string, name: string): Problem {
  const known = nearest(variable, [...variables.keys(), CONFIG]);
  if (known === CONFIG) {
    return {
      key: quoted(name),
      text: `is not a variable of Anteroom; the nearest is ${CONFIG}, which names the file`,
    };
  }
  const key = variables.get(known) ?? "";
  const shown = variable === name ? known : `${known}${suffix}`;
  return { key: quoted(name), text: `is not a variable of Anteroom; the nearest is ${shown}, for ${key}` };
}
