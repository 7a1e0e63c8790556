/**
 * Whether the bot can be in as many rooms as the queues may have. ejabberd lets one address into 100 rooms unless told
 * otherwise, and no form and no answer tells the number. So rooms are made: some hundred a second, and destroyed at the end.
 * They count as the pool's own, which must not lack them, so that this is done only while no instance works.
 *
 * Prosody makes any number, but keeps `muc_room_cache_size` of them in memory (100 unless told otherwise), and takes ten
 * times as long for the others. Of a room that it has put away it forgets the backlog but for the last message: a room that
 * had two before the others were made, and has one afterwards, was put away.
 */
import { RequestTimeout, StanzaError, StreamLost } from "../../errors.ts";
import { reason } from "../../ops/reason.ts";
import type { Wishes } from "../../rooms/muc/index.ts";
import { type Finding, failure, inComponent, ok, skipped, warning } from "../finding.ts";
import { roomLimit } from "./room.ts";
import type { Software } from "./software.ts";
import { backlogOf, sayTwice } from "./strangers.ts";
import type { Visit, Visitor } from "./visit.ts";

// Three times what both servers have by default. What is made must be destroyed, too.
const MOST = 300;
const AT_ONCE = 50;
const AT_MOST_MS = 4_000;

export interface LimitOptions {
  readonly muc: string;
  /** The sum of `max` of all queues. */
  readonly wanted: number;
  readonly alone: { readonly openRooms: number } | undefined;
  readonly software: Software["name"] | undefined;
  readonly wishes: Omit<Wishes, "password">;
}

/** One room of the owner's is there already. Rejects where the stream is lost. */
export async function examineLimit(
  visit: Visit,
  owner: Visitor,
  { muc, wanted, alone, software, wishes }: LimitOptions,
): Promise<readonly Finding[]> {
  if (alone === undefined) {
    return [
      skipped(
        "room-limit",
        "is tried only while no instance works: it takes as many rooms as the pool may have",
      ),
    ];
  }
  const witness = software === "prosody" ? await makeWitness(visit, owner, wishes) : undefined;
  const there = alone.openRooms + (witness === undefined ? 1 : 2);
  const end = performance.now() + AT_MOST_MS;
  let made = 0;
  let refused: StanzaError | RequestTimeout | undefined;
  while (refused === undefined && there + made < wanted && made < MOST && performance.now() < end) {
    const count = Math.min(AT_ONCE, wanted - there - made, MOST - made);
    const answers = await Promise.all(Array.from({ length: count }, () => tryOne(visit, owner)));
    made += answers.filter((answer) => answer === undefined).length;
    refused = answers.find((answer) => answer !== undefined);
  }
  const reached = there + made;
  const limit = judgeLimit({ muc, wanted, reached, refused });
  if (witness === undefined) return [limit];
  const backlog = await backlogOf(visit, witness);
  const remembered = typeof backlog === "number" ? backlog : undefined;
  return [limit, judgeCache({ muc, wanted, reached, remembered })];
}

interface Witness {
  readonly room: string;
  readonly password: string;
}

/** A room with a backlog of two messages. `undefined`: there cannot be one. */
async function makeWitness(
  visit: Visit,
  owner: Visitor,
  wishes: Omit<Wishes, "password">,
): Promise<Witness | undefined> {
  const { room, password } = visit.newRoom();
  try {
    await owner.enter(room, password);
    await owner.muc.configure(room, { ...wishes, password, history: 2 });
  } catch (error) {
    if (error instanceof StreamLost) throw error;
    return undefined;
  }
  sayTwice(visit, owner, room);
  return { room, password };
}

/** `remembered`: of two messages; `undefined` where that could not be seen. */
export function judgeCache({
  muc,
  wanted,
  reached,
  remembered,
}: {
  readonly muc: string;
  readonly wanted: number;
  readonly reached: number;
  readonly remembered: number | undefined;
}): Finding {
  const name = "room-cache";
  if (remembered === undefined || remembered > 2)
    return skipped(name, "what Prosody keeps in memory could not be seen");
  if (remembered === 2) {
    return reached >= wanted
      ? ok(name, `Prosody keeps in memory at least the ${wanted} rooms that the queues may have`)
      : ok(name, `Prosody keeps in memory at least ${reached} rooms; more of the ${wanted} were not tried`);
  }
  return warning(
    name,
    `Prosody does not keep ${Math.max(reached, wanted)} rooms in memory: beyond muc_room_cache_size everything is slow`,
    {
      prosody: inComponent(
        `Component "${muc}" "muc"`,
        `muc_room_cache_size = ${Math.max(10_000, 2 * wanted)}`,
      ),
    },
  );
}

/** Gives the refusal. */
async function tryOne(visit: Visit, owner: Visitor): Promise<StanzaError | RequestTimeout | undefined> {
  const { room, password } = visit.newRoom();
  try {
    const answer = await owner.enter(room, password);
    return answer.kind === "refused" ? answer.error : undefined;
  } catch (error) {
    if (error instanceof RequestTimeout) return error;
    throw error;
  }
}

export function judgeLimit({
  muc,
  wanted,
  reached,
  refused,
}: {
  readonly muc: string;
  readonly wanted: number;
  readonly reached: number;
  readonly refused: StanzaError | RequestTimeout | undefined;
}): Finding {
  const name = "room-limit";
  if (refused instanceof StanzaError && refused.condition === "resource-constraint") {
    const enough = Math.max(10_000, 2 * wanted);
    return failure(
      name,
      `${muc} allows the bot ${reached} rooms (${reason(refused)}), but the queues may have ${wanted} in all`,
      roomLimit(muc, enough),
    );
  }
  if (refused !== undefined)
    return skipped(name, `after ${reached} rooms no more was made (${reason(refused)})`);
  return reached >= wanted
    ? ok(name, `${muc} allows the bot all ${wanted} rooms that the queues may have`)
    : ok(name, `${muc} allows the bot ${reached} rooms at least; more of the ${wanted} were not tried`);
}
