/** Sets the row of the lease back, as after a fail-over to a lagging replica or from a restored backup. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { seeded } from "../plan/random.ts";
import { actives, type Strike, type Strikes } from "./strike.ts";

type Row = Readonly<Record<string, unknown>>;

/** The row as it was before the present holder took the lease, with another's name and token. */
function earlier(now: Row): Row {
  const entries = Object.entries(now).map(([column, value]) => [
    column,
    isUuid(value) ? randomUUID() : value,
  ]);
  const fence = Math.max(1, Number(now.fence) - 1);
  return {
    ...Object.fromEntries(entries),
    fence,
    holder: "of before",
    expires_at: new Date(0).toISOString(),
  };
}

function isUuid(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

type Replace = (client: pg.Client, domain: string, now: Row | undefined) => Promise<void>;

/** Meanwhile the active instance cannot reach the database, so another one takes the lease before it can notice. */
const setBack =
  (replace: Replace): Strike =>
  async (world, fault) => {
    const name = world.domains[fault.domain ?? 0] ?? "";
    const cutOff = seeded(fault.seed).chance(0.7) ? actives(world, fault) : [];
    for (const { database } of cutOff) database.hold("up", "down");
    const from = Date.now();
    try {
      await world.administer(async (client) => {
        const { rows } = await client.query<{ row: Row }>(
          "select to_jsonb(lease) as row from lease where domain = $1",
          [name],
        );
        await replace(client, name, rows[0]?.row);
      });
      await delay(fault.lasts);
    } finally {
      for (const { database } of cutOff) database.release();
      world.leaseSetBack.push({ from, to: Date.now() });
    }
  };

export const leaseStrikes = {
  "lease restored": setBack(async (client, domain, now) => {
    if (now === undefined) return;
    await client.query("begin");
    await client.query("delete from lease where domain = $1", [domain]);
    await client.query("insert into lease select (jsonb_populate_record(null::lease, $1)).*", [
      JSON.stringify(earlier(now)),
    ]);
    await client.query("commit");
  }),
  "lease deleted": setBack(async (client, domain) => {
    await client.query("delete from lease where domain = $1", [domain]);
  }),
} satisfies Strikes;
