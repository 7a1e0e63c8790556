/** The return to many open rooms after a lost stream, beside the bare joins; and what an open room takes of memory. */
import { setTimeout as delay } from "node:timers/promises";
import { domainOf } from "../contenders.ts";
import { residentMemoryOf } from "../usage.ts";
import { newRooms } from "./creation.ts";
import { startPool, type World } from "./pool.ts";
import { each, openRawRooms } from "./raw-rooms.ts";
import { Tap } from "./tap.ts";

/** Milliseconds from the handshake until the server has let the component into the last room. */
export interface ReconcileRound {
  readonly ours: number;
  readonly bare: number;
}

export interface Reconciled {
  readonly rounds: readonly ReconcileRound[];
  /** Resident memory in bytes, some seconds after the start. */
  readonly memory: { readonly none: number; readonly open: number };
}

export const RECONCILE = { open: "open", none: "none", bare: "joins" } as const;
const AT_ONCE = 64;
/** Everything that looks at what is stored has had its turn by then. */
const LOOKS_MS = 5_000;

export async function measureReconcile(
  world: World,
  { rounds, rooms }: { readonly rounds: number; readonly rooms: number },
): Promise<Reconciled> {
  const { around, say } = world;
  say(`opening ${rooms} rooms twice`);
  await using tap = await Tap.start(around.componentPort);
  await using pool = await startPool(RECONCILE.open, rooms, {
    ...world,
    around: { ...around, componentPort: tap.port },
  });
  await using bareTap = await Tap.start(around.componentPort);
  const attach = () =>
    openRawRooms({ port: bareTap.port, domain: domainOf(RECONCILE.bare), secret: around.secret });
  const own = newRooms(rooms);
  const maker = await attach();
  await each(own, AT_ONCE, maker.create);
  bareTap.cut();

  const ours = async () => {
    const inside = tap.untilInside(rooms);
    tap.cut();
    return inside;
  };
  const bare = async () => {
    const inside = bareTap.untilInside(rooms);
    const raw = await attach();
    await each(own, AT_ONCE, (room) => raw.enter(room, "Anteroom"));
    const took = await inside;
    bareTap.cut();
    return took;
  };
  const measured: ReconcileRound[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`reconciliation, round ${round} of ${rounds}`);
    if (round % 2 === 1) {
      const first = await ours();
      measured.push({ ours: first, bare: await bare() });
    } else {
      const first = await bare();
      measured.push({ ours: await ours(), bare: first });
    }
  }
  say("looking at the memory");
  await using empty = await startPool(RECONCILE.none, 0, world);
  // What was needed to make the rooms is not counted.
  await pool.restart();
  await delay(LOOKS_MS);
  const memory = { none: residentMemoryOf(empty.child.pid), open: residentMemoryOf(pool.child.pid) };
  return { rounds: measured, memory };
}
