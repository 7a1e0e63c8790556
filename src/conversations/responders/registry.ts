import type { Responder } from "./responder.ts";

/** The responders of this process, by name. */
export type Registry = ReadonlyMap<string, Responder>;

/** The responders that a person may use, by bare JID. */
export function registriesOf(registry: Registry): (address: string) => Registry {
  const closed = [...registry.values()].filter(({ builtIn }) => builtIn?.isFor !== undefined);
  if (closed.length === 0) return () => registry;
  const isFor = ({ builtIn }: Responder, address: string): boolean => builtIn?.isFor?.(address) !== false;
  const open = new Map([...registry].filter(([, one]) => !closed.includes(one)));
  return (address) =>
    closed.some((one) => isFor(one, address))
      ? new Map([...registry].filter(([, one]) => isFor(one, address)))
      : open;
}

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
