/** Durable steps of conversations while rooms are in use, beside those of a component whose rooms are not. */
import { fileURLToPath } from "node:url";
import pg from "pg";
import { domainOf } from "../contenders.ts";
import { Load } from "../load/load.ts";
import { type Pool, startPool, untilStatus, type World } from "./pool.ts";
import { each, openRawRooms, type RawRoom, type RawRooms } from "./raw-rooms.ts";

/** Messages per second that were answered. */
export interface StepsRound {
  readonly busy: number;
  readonly calm: number;
}

export const STEPS = { busy: "busy", calm: "calm", people: "people", load: "load" } as const;
const RESPONDERS = [fileURLToPath(new URL("../responder.js", import.meta.url))];
const OPENING = "/new bench";
/** In each room somebody writes that often. */
const SECONDS_BETWEEN_WORDS = 10;
const ENTERING = 16;

interface Chatter {
  readonly room: RawRoom;
  /** The full JID of somebody in it. */
  readonly from: string;
}

export async function measureSteps(
  world: World,
  options: {
    readonly rounds: number;
    readonly seconds: number;
    readonly busy: number;
    readonly people: number;
  },
): Promise<readonly StepsRound[]> {
  const { around, say } = world;
  const { secret, componentPort: port } = around;
  say(`bringing two people into each of ${options.busy} rooms`);
  await using calm = await startPool(STEPS.calm, 0, world, { responders: RESPONDERS });
  await using busy = await startPool(STEPS.busy, options.busy, world, { responders: RESPONDERS });
  const raw = await openRawRooms({ port, domain: domainOf(STEPS.people), secret });
  const callers = new pg.Pool({ connectionString: world.databases.url(STEPS.busy), max: ENTERING });
  const chatters = await seatPeople(busy, callers, raw, options.busy);
  await callers.end();
  await using load = await Load.start({
    port,
    domain: domainOf(STEPS.load),
    secret,
    people: options.people,
  });
  const run = async (name: string, child: Pool["child"], seconds: number): Promise<number> => {
    const to = `bot@${domainOf(name)}`;
    const measured = await load.run({ kind: "closed", to, warmup: 1, seconds }, () => {});
    const { lost, errors, wrong } = measured;
    if (lost + errors + wrong > 0) {
      throw new Error(`${name}: ${lost} lost, ${errors} errors, ${wrong} wrong: ${child.tail.at(-1)}`);
    }
    return measured.replies / measured.seconds;
  };
  const beside = async (): Promise<number> => {
    const talk = talking(chatters, raw);
    try {
      return await run(STEPS.busy, busy.child, options.seconds);
    } finally {
      clearInterval(talk);
    }
  };
  const without = () => run(STEPS.calm, calm.child, options.seconds);
  say("warming up");
  for (const name of [STEPS.busy, STEPS.calm]) {
    await load.run({ kind: "opening", to: `bot@${domainOf(name)}`, text: OPENING }, () => {});
  }
  await beside();
  await without();
  const measured: StepsRound[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    say(`steps, round ${round} of ${options.rounds}`);
    if (round % 2 === 1) {
      const first = await beside();
      measured.push({ busy: first, calm: await without() });
    } else {
      const first = await without();
      measured.push({ busy: await beside(), calm: first });
    }
  }
  raw.end();
  return measured;
}

/** As a web application and the clients of its people do it. */
async function seatPeople(
  pool: Pool,
  callers: pg.Pool,
  raw: RawRooms,
  rooms: number,
): Promise<readonly Chatter[]> {
  const clients: Chatter[] = [];
  const numbers = Array.from({ length: rooms }, (_, n) => n);
  const come = async (call: string, who: string): Promise<Chatter> => {
    const { rows } = await callers.query(`select * from anteroom.${call}($1, lease => '10 minutes')`, [who]);
    const [given] = rows;
    if (given === undefined) throw new Error(`${call} gave no room`);
    const room = { jid: given.room_jid, password: given.password };
    const from = `${who}@${domainOf(STEPS.people)}/bench`;
    await raw.enter(room, given.nick, from);
    return { room, from };
  };
  await each(numbers, ENTERING, async (n) => {
    await come("take_room", `staff${n}`);
  });
  await untilStatus(pool, "staff_waiting", rooms);
  await each(numbers, ENTERING, async (n) => {
    clients.push(await come("seat_client", `client${n}`));
  });
  await untilStatus(pool, "chatting", rooms);
  return clients;
}

/** Somebody says something in each room in turn. */
function talking(chatters: readonly Chatter[], raw: RawRooms): NodeJS.Timeout {
  let turn = 0;
  const say = () => {
    const chatter = chatters[turn++ % chatters.length];
    if (chatter !== undefined) raw.say(chatter.room, `word ${turn}`, chatter.from);
  };
  return setInterval(say, (SECONDS_BETWEEN_WORDS / chatters.length) * 1000);
}
