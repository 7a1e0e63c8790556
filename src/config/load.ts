/** Loads the configuration: from defaults, a YAML file and environment variables, all checked against the table of settings. */
import { dirname, resolve } from "node:path";
import { ConfigError, type Problem, quoted } from "../ops/problem.ts";
import { disagreements } from "./disagreements.ts";
import { readText } from "./read.ts";
import {
  type Config,
  type Key,
  keys,
  type Section,
  type Setting,
  sections,
  settings,
  variableOf,
} from "./settings.ts";
import { type Environment, fromEnvironment } from "./sources/environment.ts";
import { type Found, fromFile, type Given } from "./sources/file.ts";
import { tree } from "./tree.ts";

/** The sources of settings. */
export interface Sources {
  /** The file that `--config` names. Without it ANTEROOM_CONFIG names one; without both it is ./anteroom.yaml, if it exists. */
  readonly file?: string | undefined;
  readonly env: Environment;
  /** The folder to which paths in the command line and the environment are relative. */
  readonly cwd: string;
}

/**
 * Reads and checks the settings of the sections that a command uses. Unknown keys are reported in all sections.
 * Environment variables override the file, and the file overrides the defaults.
 *
 * @throws ConfigError with every problem at once.
 */
export function loadConfig(sources: Sources): Config;
export function loadConfig<S extends Section>(sources: Sources, wanted: readonly S[]): Pick<Config, S>;
export function loadConfig(sources: Sources, wanted: readonly Section[] = sections): Partial<Config> {
  const file = readFile(sources);
  const environment = fromEnvironment(sources.env, sources.cwd, wanted);
  const problems: Problem[] = [...file.problems, ...environment.problems];
  // One line for each mistake: a required setting without a value is not missing as well.
  const broken = new Set(problems.map(({ key }) => key));
  const values = new Map<Key, unknown>();
  for (const key of keys) {
    if (!wanted.some((section) => key.startsWith(`${section}.`)) || broken.has(key)) continue;
    const setting: Setting<unknown> = settings[key];
    const given = environment.given.get(key) ?? file.given.get(key);
    if (given === undefined && setting.like !== undefined) {
      values.set(key, values.get(setting.like as Key));
      continue;
    }
    const result = check(key, given, file);
    if ("value" in result) values.set(key, result.value);
    else problems.push(...result.problems);
  }
  const config = tree(values);
  // Only settings that are right by themselves can be compared.
  if (problems.length === 0) {
    for (const { key, at = [], text } of disagreements(config)) {
      const source = (environment.given.get(key) ?? file.given.get(key))?.source;
      problems.push({ key: place(key, at), text, ...(source === undefined ? {} : { source }) });
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

interface FoundInFile extends Found {
  /** How to name the file in a problem about a missing setting. */
  readonly wanting: string;
}

function readFile(sources: Sources): FoundInFile {
  const { file, cwd } = sources;
  const nothing = { given: new Map<Key, Given>(), problems: [], partial: false, wanting: "" };
  const named = nameOf(sources);
  const name = named ?? PRESET;
  const path = resolve(cwd, name);
  const read = readText(path);
  if ("text" in read) return { ...fromFile(read.text, name, dirname(path)), wanting: "the file" };
  if (named === undefined && read.missing) {
    return {
      ...nothing,
      wanting: `./${name} (there is none in ${quoted(cwd)}), in the file that --config names,`,
    };
  }
  const source = file !== undefined ? "--config" : named !== undefined ? "ANTEROOM_CONFIG" : undefined;
  const problem = { key: quoted(name), text: read.failure, ...(source === undefined ? {} : { source }) };
  return { ...nothing, problems: [problem], partial: true };
}

/** The folder of the configuration file, or the folder where it would be. */
export function configFolder(sources: Sources): string {
  return dirname(resolve(sources.cwd, nameOf(sources) ?? PRESET));
}

const PRESET = "anteroom.yaml";

const nameOf = ({ file, env }: Sources): string | undefined => file ?? (env.ANTEROOM_CONFIG || undefined);

type Result = { readonly value: unknown } | { readonly problems: readonly Problem[] };

function check(key: Key, given: Given | undefined, file: FoundInFile): Result {
  const setting: Setting<unknown> = settings[key];
  const preset = typeof setting.default === "function" ? setting.default() : setting.default;
  if (given === undefined && preset === undefined) {
    const text = `is required: set it in ${file.wanting} or as ${variableOf(key)}`;
    return { problems: file.partial ? [] : [{ key, text }] };
  }
  const parsed = setting.kind.schema.safeParse(given === undefined ? preset : given.value);
  if (parsed.success) {
    const place = given !== undefined && setting.kind.place;
    return { value: place ? place(parsed.data, given.folder) : parsed.data };
  }
  const source = given === undefined ? {} : { source: given.source };
  return {
    problems: parsed.error.issues.map(({ path, message }) => ({
      key: place(key, path),
      text: message,
      ...source,
    })),
  };
}

/** A key with a place in its value: `rooms.staff."ann@example.org"[0]`. */
function place(key: Key, path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${quoted(String(step))}`));
  return `${key}${steps.join("")}`;
}
