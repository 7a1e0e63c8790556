import type { Fault } from "../plan/schedule.ts";
import type { Instance } from "../world/instance.ts";
import type { World } from "../world/world.ts";

/** Injects a fault, and resolves when it is over. */
export type Strike = (world: World, fault: Fault) => Promise<void>;

export type Strikes = Readonly<Record<string, Strike>>;

/** The active instance of the struck subdomain, or of each. If none is known to be active, the first. */
export function actives({ domains, instances }: World, { domain }: Fault): readonly Instance[] {
  const struck = domain === undefined ? domains : domains.slice(domain, domain + 1);
  return struck.flatMap((name) => {
    const all = instances.filter((instance) => instance.domain === name);
    return all.find((instance) => instance.holdsLease) ?? all[0] ?? [];
  });
}
