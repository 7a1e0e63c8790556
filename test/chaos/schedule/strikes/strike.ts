import type { Fault } from "../plan/schedule.ts";
import type { Instance } from "../world/instance.ts";
import type { World } from "../world/world.ts";

/** Does what a fault is, and resolves when it is over. */
export type Strike = (world: World, fault: Fault) => Promise<void>;

export type Strikes = Readonly<Record<string, Strike>>;

/** Of the subdomain that is struck, or of each: who acts, or where nobody is known to, the first. */
export function actives({ domains, instances }: World, { domain }: Fault): readonly Instance[] {
  const struck = domain === undefined ? domains : domains.slice(domain, domain + 1);
  return struck.flatMap((name) => {
    const all = instances.filter((instance) => instance.domain === name);
    return all.find((instance) => instance.holdsLease) ?? all[0] ?? [];
  });
}
