/** The end of a run: no more faults strike, everybody finishes, and anything that is still wrong is named. */
import { setTimeout as delay } from "node:timers/promises";
import type { World } from "./world/world.ts";

const LOOKS_EVERY_MS = 250;

/** Resolves with the unsettled things: none, or those that are left after enough time. */
export async function settle(world: World, within: number): Promise<readonly string[]> {
  world.crowd.closing = true;
  for (const until = Date.now() + within; ; await delay(LOOKS_EVERY_MS)) {
    const unsettled = await unsettledIn(world);
    if (unsettled.length === 0 || Date.now() > until) return unsettled;
  }
}

async function unsettledIn(world: World): Promise<readonly string[]> {
  return [...world.crowd.unfinished, ...(await unreadyIn(world)), ...(await leftIn(world))];
}

/** Tells whether one instance of each subdomain is ready and the others stand by without the lease. */
async function unreadyIn({ domains, instances }: World): Promise<readonly string[]> {
  const said = await Promise.all(
    instances.map(async (instance) => ({ instance, ...(await instance.readiness()) })),
  );
  return [
    ...said
      .filter(({ instance, ready }) => ready !== instance.holdsLease)
      .map(({ instance, text }) => `${instance.name} says ${text}`),
    ...domains
      .filter((name) => said.filter(({ instance, ready }) => ready && instance.domain === name).length !== 1)
      .map((name) => `${name} is not served by one instance`),
  ];
}

const LEFT = [
  ["replies in the outbox", "select count(*) from outbox"],
  ["timers that are overdue", "select count(*) from timer where due_at < now() - interval '3 seconds'"],
  ["conversations that wait for an effect", "select count(*) from conversation where pending is not null"],
] as const;

async function leftIn({ administer }: World): Promise<readonly string[]> {
  try {
    return await administer(async (client) => {
      const left: string[] = [];
      for (const [what, query] of LEFT) {
        const { rows } = await client.query<{ count: string }>(query);
        if (rows[0]?.count !== "0") left.push(`${rows[0]?.count} ${what}`);
      }
      return left;
    });
  } catch (error) {
    return [`the database does not say what is left: ${error}`];
  }
}
