/** Settings by their keys, and as the tree that the program uses. */
import type { Config, Key } from "./settings.ts";

/** Nests the values by the words of their keys, as the type `Config` does. */
export function tree(values: ReadonlyMap<Key, unknown>): Partial<Config> {
  const root: Record<string, unknown> = {};
  for (const [key, value] of values) {
    const words = key.split(".");
    const last = words.pop() ?? "";
    let branch = root;
    for (const word of words) {
      branch[word] ??= {};
      branch = branch[word] as Record<string, unknown>;
    }
    branch[last] = value;
  }
  return root as Partial<Config>;
}

/** The value of a setting; `undefined` in a configuration without its section. */
export function settingOf(config: Partial<Config>, key: Key): unknown {
  return key
    .split(".")
    .reduce<unknown>((branch, word) => (isTree(branch) ? branch[word] : undefined), config);
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
