/** Faults on the network between Anteroom and the database, and between Anteroom and the XMPP server. */
import { setTimeout as delay } from "node:timers/promises";
import { seeded } from "../plan/random.ts";
import type { Direction, Fate } from "../world/wire.ts";
import { actives, type Strike, type Strikes } from "./strike.ts";

// A transaction comes along several times a second, unless another fault is still at work.
const COMES_WITHIN_MS = 5_000;
// Longer than Anteroom waits for the answer to a statement.
const GIVEN_UP_WITHIN_MS = 20_000;

/** Tells whether a writing transaction begins in this buffer. Each begins with a look at the lease. */
function isTransaction(chunk: Buffer): boolean {
  return chunk.includes("hold_lease");
}

const meets =
  (fate: Fate, within = COMES_WITHIN_MS): Strike =>
  async (world, fault) => {
    const signal = AbortSignal.timeout(within);
    await Promise.all(
      actives(world, fault).map(({ database }) => database.meet(fate, isTransaction, signal)),
    );
  };

const partition: Strike = async (world, fault) => {
  const wires = actives(world, fault).map(({ database }) => database);
  for (const wire of wires) wire.hold("up", "down");
  await delay(fault.lasts);
  for (const wire of wires) wire.release();
};

export const networkStrikes = {
  "buffer cut": meets("cut"),
  "buffer half arrived": meets("half"),
  "answer lost": meets("answer lost"),
  "transaction late": async (world, fault) => {
    const struck = actives(world, fault);
    await meets("late", GIVEN_UP_WITHIN_MS)(world, fault);
    await delay(fault.lasts);
    for (const { database } of struck) database.deliver();
  },
  "database partitioned": partition,
  "database partitioned for long": partition,
  "stream cut": async (world, fault) => {
    for (const { server } of actives(world, fault)) server.cut();
  },
  "stream stalled": async (world, fault) => {
    const ways: readonly (readonly Direction[])[] = [["up"], ["down"], ["up", "down"]];
    const struck = actives(world, fault);
    for (const { server } of struck) server.hold(...seeded(fault.seed).pick(ways));
    await delay(fault.lasts);
    for (const { server } of struck) server.release();
  },
} satisfies Strikes;
