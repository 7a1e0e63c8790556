/** The row of the lease as it was before: after a failover to a replica that lagged, or a backup that was restored. */
import type pg from "pg";
import type { World } from "../world/world.ts";
import type { Strike, Strikes } from "./strike.ts";

type Row = Readonly<Record<string, unknown>>;

/** By world, what the rows were at one time or another. */
const seen = new WeakMap<World, Row[]>();

/** To be called from time to time, so that there are earlier rows to go back to. */
export async function rememberLeases(world: World): Promise<void> {
  const rows = await world.administer((client) =>
    client.query<{ row: Row }>("select to_jsonb(lease) as row from lease"),
  );
  const known = seen.get(world) ?? [];
  for (const { row } of rows.rows) {
    if (!known.some((other) => other.domain === row.domain && other.fence === row.fence)) known.push(row);
  }
  seen.set(world, known);
}

const setBack =
  (replace: (client: pg.Client, domain: string, earlier: Row | undefined) => Promise<void>): Strike =>
  async (world, { domain = 0 }) => {
    const name = world.domains[domain] ?? "";
    const rows = (seen.get(world) ?? []).filter((row) => row.domain === name);
    // the last but one: of the last one the present holder knows
    const earlier = rows.sort((a, b) => Number(a.fence) - Number(b.fence)).at(-2);
    world.leaseSetBack.push(Date.now());
    await world.administer((client) => replace(client, name, earlier));
  };

export const leaseStrikes = {
  "lease restored": setBack(async (client, domain, earlier) => {
    await client.query("begin");
    const { rows } = await client.query<{ row: Row }>(
      "delete from lease where domain = $1 returning to_jsonb(lease) as row",
      [domain],
    );
    const [now] = rows;
    const row = earlier ?? { ...now?.row, fence: Math.max(1, Number(now?.row.fence) - 1) };
    await client.query("insert into lease select (jsonb_populate_record(null::lease, $1)).*", [
      JSON.stringify({ ...row, domain, expires_at: new Date().toISOString() }),
    ]);
    await client.query("commit");
  }),
  "lease deleted": setBack(async (client, domain) => {
    await client.query("delete from lease where domain = $1", [domain]);
  }),
} satisfies Strikes;
