import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { type Problem, quoted } from "../../ops/problem.ts";
import { nearest } from "../nearest.ts";
import { type Key, keys, sections } from "../settings.ts";
import { parseYaml } from "./yaml-text.ts";

/** A value given to a setting, not yet checked. */
export interface Given {
  readonly value: unknown;
  /** Its source: `anteroom.yaml:12`, or an environment variable's name. */
  readonly source: string;
  /** The folder to which paths in it are relative. */
  readonly folder: string;
}

export interface Found {
  readonly given: ReadonlyMap<Key, Given>;
  readonly problems: readonly Problem[];
  /** The source could not be read to its end, so a setting that seems to be missing may be in the rest. */
  readonly partial: boolean;
}

/**
 * Reads the settings from a YAML file. Sections are maps (`xmpp:` with `domain:` under it); a dotted key
 * (`xmpp.domain:`) means the same.
 */
export function fromFile(text: string, name: string, folder: string): Found {
  const yaml = parseYaml(text);
  if ("failure" in yaml) {
    const problem = { key: `${name}:${yaml.line}`, text: yaml.failure };
    return { given: new Map(), problems: [problem], partial: true };
  }
  const given = new Map<Key, Given>();
  const problems: Problem[] = [];
  const walk = (map: YAMLMap, prefix: string): void => {
    for (const { key, value } of map.items) {
      const path = `${prefix}${isScalar(key) ? String(key.value) : ""}`;
      const source = `${name}:${yaml.line(key)}`;
      const empty = value === null || (isScalar(value) && value.value === null);
      if (isKey(path)) {
        if (given.has(path)) problems.push({ key: path, text: "is given twice", source });
        else if (empty) problems.push({ key: path, text: "has no value", source });
        else given.set(path, { value: plain(value), source, folder });
      } else if (!isSection(path)) problems.push(unknown(path, source));
      else if (isMap(value)) walk(value, `${path}.`);
      else if (!empty) problems.push({ key: path, text: "must be a map of settings", source });
    }
  };
  if (isMap(yaml.root)) walk(yaml.root, "");
  else if (yaml.root !== null && !(isScalar(yaml.root) && yaml.root.value === null)) {
    return { given, problems: [{ key: `${name}:1`, text: "must be a map of settings" }], partial: true };
  }
  return { given, problems, partial: false };
}

const isKey = (path: string): path is Key => (keys as readonly string[]).includes(path);
const isSection = (path: string): boolean => keys.some((key) => key.startsWith(`${path}.`));

function unknown(path: string, source: string): Problem {
  const known = path.includes(".") ? keys : [...sections, ...keys];
  return { key: quoted(path), text: `is not a setting; the nearest is ${nearest(path, known)}`, source };
}

/** A node's plain value. `Object.fromEntries` defines `__proto__` as an ordinary property. */
export function plain(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(plain);
  if (isMap(node))
    return Object.fromEntries(node.items.map(({ key, value }) => [String(plain(key)), plain(value)]));
  return null;
}
