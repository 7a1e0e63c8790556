/** Loads a configuration's responders and checks the settings that name one of them. */
import { nearest } from "./config/nearest.ts";
import type { Config } from "./config/settings.ts";
import { BUILT_IN, loadResponders, type Registry } from "./conversations/index.ts";
import { ConfigError, quoted } from "./ops/problem.ts";

/** Loads the responders. Packages are looked up from `folder`. Throws a `ConfigError`. */
export async function configuredResponders(
  { responders, fallback }: Config["conversations"],
  folder: string,
): Promise<Registry> {
  const registry = await loadResponders(responders, folder);
  if (fallback === undefined || registry.has(fallback)) return registry;
  const names = [...registry.keys()];
  const hint =
    names.length === 0 ? "there is no responder" : `the nearest is ${quoted(nearest(fallback, names))}`;
  const text = BUILT_IN.includes(fallback)
    ? `the built-in responder ${fallback} cannot be the fallback; name one of conversations.responders`
    : `no responder is called ${quoted(fallback)}; ${hint}`;
  throw new ConfigError([{ key: "conversations.fallback", text }]);
}
