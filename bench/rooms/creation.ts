/** Rooms that are made on the server, beside the bare stanzas of it. */
import { randomBytes } from "node:crypto";
import { domainOf } from "../contenders.ts";
import { SERVICE, startPool, type World } from "./pool.ts";
import { each, openRawRooms, type RawRoom } from "./raw-rooms.ts";

/** Rooms per second. */
export interface CreationRound {
  readonly ours: number;
  readonly bare: number;
}

/** Pools of one round each, since a pool makes rooms only where they lack. */
export const creationNames = (rounds: number): readonly string[] =>
  Array.from({ length: rounds }, (_, round) => `creation${round + 1}`);
export const BARE = "bare";

/** As many as the pool makes at once; more at once are no faster. */
const AT_ONCE = 32;

export async function measureCreation(
  world: World,
  { rounds, made }: { readonly rounds: number; readonly made: number },
): Promise<readonly CreationRound[]> {
  const measured: CreationRound[] = [];
  for (const [index, name] of creationNames(rounds).entries()) {
    world.say(`creation, round ${index + 1} of ${rounds}`);
    // There and back again: a shared machine slows down while it is busy, and the server has more and more rooms.
    const first = index % 2 === 0 ? await ours(world, name, made) : await bare(world, made);
    const second = index % 2 === 0 ? await bare(world, made) : await ours(world, name, made);
    measured.push(index % 2 === 0 ? { ours: first, bare: second } : { ours: second, bare: first });
  }
  return measured;
}

async function ours(world: World, name: string, made: number): Promise<number> {
  await using pool = await startPool(name, made, world);
  const { rows } = await pool.client.query(
    `select extract(epoch from max(status_changed_at) - min(created_at))::float8 as seconds from anteroom.rooms
     where status = 'available'`,
  );
  return made / rows[0]?.seconds;
}

async function bare({ around }: World, made: number): Promise<number> {
  const raw = await openRawRooms({
    port: around.componentPort,
    domain: domainOf(BARE),
    secret: around.secret,
  });
  const begin = performance.now();
  await each(newRooms(made), AT_ONCE, raw.create);
  const took = (performance.now() - begin) / 1000;
  raw.end();
  return made / took;
}

/** Rooms that are not made yet. */
export function newRooms(count: number): readonly RawRoom[] {
  const random = () => randomBytes(16).toString("hex");
  return Array.from({ length: count }, () => ({ jid: `${random()}@${SERVICE}`, password: random() }));
}
