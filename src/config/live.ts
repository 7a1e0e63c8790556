/** What a configuration that was read anew changes for a process that goes on. */
import { isDeepStrictEqual } from "node:util";
import { type Config, type Key, keys, type Setting, settings } from "./settings.ts";
import { settingOf, tree } from "./tree.ts";

export interface Renewal {
  /** The configuration from now on. Where nothing but a restart helps, it has the values of before. */
  readonly config: Config;
  /** The settings that are taken over. */
  readonly taken: readonly Key[];
  /** The settings that have changed, too, and need a restart. */
  readonly left: readonly Key[];
}

export function renewal(running: Config, read: Config): Renewal {
  const changed = keys.filter((key) => !isDeepStrictEqual(settingOf(running, key), settingOf(read, key)));
  const values = new Map(keys.map((key) => [key, settingOf(isLive(key) ? read : running, key)]));
  return {
    config: tree(values) as Config,
    taken: changed.filter(isLive),
    left: changed.filter((key) => !isLive(key)),
  };
}

function isLive(key: Key): boolean {
  const { live }: Setting<unknown> = settings[key];
  return live === true;
}
