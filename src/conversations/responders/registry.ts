import type { Responder } from "./responder.ts";

/** The responders of this process, by name. */
export type Registry = ReadonlyMap<string, Responder>;

/** Puts responders together. Throws if two have the same name, or names that differ only in case. */
export function createRegistry(responders: readonly Responder[]): Registry {
  const registry = new Map<string, Responder>();
  const folded = new Set<string>();
  for (const responder of responders) {
    const key = responder.name.toLowerCase();
    if (folded.has(key)) throw new Error(`two responders are called "${responder.name}"`);
    folded.add(key);
    registry.set(responder.name, responder);
  }
  return registry;
}
