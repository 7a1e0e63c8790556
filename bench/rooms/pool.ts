/** Pools that run, each in a process, on a subdomain and in a database of their own. */
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { runAnteroom, type Surroundings, startServe } from "../contenders.ts";
import type { Databases } from "../databases.ts";
import type { Child } from "../from-src.ts";

export interface World {
  readonly around: Surroundings;
  readonly databases: Databases;
  readonly say: (line: string) => void;
}

export interface Pool extends AsyncDisposable {
  readonly child: Child;
  /** Connected to its database. */
  readonly client: pg.Client;
  /** Starts its process anew. */
  restart(): Promise<void>;
}

export const SERVICE = "conference.localhost";

/** Starts a pool of so many rooms, and waits until they are available. */
export async function startPool(
  name: string,
  rooms: number,
  { around, databases }: World,
  conversations: Readonly<Record<string, unknown>> = {},
): Promise<Pool> {
  await databases.create(name);
  await runAnteroom("migrate", name, around);
  const client = await databases.client(name);
  const queues = { default: { ready: rooms, max: rooms } };
  const start = () => startServe(name, around, { rooms: { service: SERVICE, queues }, conversations });
  let child = await start();
  const pool: Pool = {
    client,
    get child() {
      return child;
    },
    async restart() {
      await child.stop();
      child = await start();
    },
    async [Symbol.asyncDispose]() {
      await client.end();
      await child.stop();
    },
  };
  await untilStatus(pool, "available", rooms);
  return pool;
}

export async function untilStatus({ child, client }: Pool, status: string, rooms: number): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      "select count(*) filter (where status = $1)::integer as there, count(*) filter (where status = 'failed')::integer as failed from anteroom.rooms",
      [status],
    );
    if (rows[0]?.there >= rooms) return;
    if (rows[0]?.failed > 0 || !child.running) {
      throw new Error(`the pool fails: ${child.tail.slice(-5).join(" | ")}`);
    }
    await delay(50);
  }
}
