/** People in browsers: pairs in rooms, pairs of staff, and some alone with the bot. All speak at random, in numbers. */
import { setTimeout as delay } from "node:timers/promises";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import { give } from "../../support/rooms/rooms.ts";
import { seeded } from "../schedule/plan/random.ts";
import { type Counts, Person, type Who } from "./person.ts";
import { type Away, FIRST, missing, type ThreadKind, type ThreadRecord, wrong } from "./record.ts";
import type { World } from "./world.ts";

export interface CrowdOptions {
  readonly people: number;
  readonly seed: number;
  /** Between two messages of one person, in ms. */
  readonly pause: readonly [number, number];
}

const KINDS: readonly ThreadKind[] = ["room", "room", "people", "bot"];
const PAIR = 2;

export function roomsOf(people: number): number {
  return Math.ceil(people / PAIR / PAIR) + 1;
}

export class Crowd {
  readonly people: readonly Person[];
  readonly threads = new Map<string, ThreadRecord>();
  readonly counts: Counts = { resumed: 0, messages: 0, repeats: 0, events: 0, limited: 0 };
  readonly #world: World;
  readonly #options: CrowdOptions;
  readonly #reading: Promise<void>[];
  readonly #speaking: Promise<void>[] = [];
  readonly #gaveUp: string[] = [];
  #quiet = false;

  private constructor(world: World, options: CrowdOptions) {
    this.#world = world;
    this.#options = options;
    const urls = world.components.map(({ url }) => url);
    this.people = Array.from({ length: options.people }, (_, n) => {
      const who: Who = {
        name: `p${n}`,
        role: kindOf(n) === "people" || n % PAIR === 0 ? "staff" : "client",
        by: n % 3 === 2 ? "poll" : "stream",
        address: `10.1.${n >> 8}.${n & 255}`,
      };
      return new Person({ who, urls, random: seeded(options.seed * 101 + n), counts: this.counts });
    });
    this.#reading = [];
  }

  /** Everybody has come together, and speaks. */
  static async start(world: World, options: CrowdOptions): Promise<Crowd> {
    const crowd = new Crowd(world, options);
    for (const person of crowd.people) {
      await person.login();
      crowd.#reading.push(person.read());
    }
    for (let n = 0; n < crowd.people.length; n += PAIR) {
      const pair = crowd.people.slice(n, n + PAIR);
      for (const place of await crowd.#bringTogether(kindOf(n), pair)) {
        crowd.#speaking.push(...place.speakers.map((one) => crowd.#speak(one, place.where, place.text(one))));
      }
    }
    return crowd;
  }

  wrong(): readonly string[] {
    return [...this.#gaveUp, ...wrong(this.people, this.threads)];
  }

  /** The database has lost what was committed last: what is not stored now was never said, and may be said again. */
  async forget(): Promise<void> {
    const { database } = this.#world;
    const messages = await database.query<{ place: string }>(
      "select concat_ws(' ', uuid, at, chat_message.id) as place from chat_message join thread on thread.id = thread_id",
    );
    const spoken = await database.query<{ id: string; state: string }>("select id, state from spoken");
    const kept = {
      places: new Set(messages.map(({ place }) => place)),
      states: new Map(spoken.map(({ id, state }) => [id, state])),
    };
    for (const person of this.people) person.forget(kept);
  }

  missing(away?: Away): readonly string[] {
    return missing(this.people, this.threads, away);
  }

  async away(): Promise<Away> {
    const rows = await this.#world.database.query<{ name: string; id: string }>(
      `select split_part(address, '@', 1) as name, chat_message.id
       from thread join chat_message on thread_id = thread.id
       join thread_member using (thread_id) join person on person.id = person_id
       where room_id is not null and not at <@ readable`,
    );
    return new Set(rows.map(({ name, id }) => `${name} ${id}`));
  }

  /** Nobody says anything more; resolves when all that was said is taken. */
  async fallSilent(): Promise<void> {
    this.#quiet = true;
    await Promise.all(this.#speaking);
    for (const person of this.people) person.calm();
  }

  async end(): Promise<void> {
    for (const person of this.people) person.end();
    await Promise.all(this.#reading);
  }

  async #bringTogether(kind: ThreadKind, pair: readonly Person[]): Promise<readonly Place[]> {
    const named = (one: Person) => (number: number) => `${one.name} ${number}`;
    if (kind === "room") {
      const thread = await this.#room(pair);
      return [{ where: { thread }, speakers: pair, text: named }];
    }
    const counted = () => (number: number) => (number === 1 ? FIRST : `${number}`);
    if (kind === "bot") {
      return Promise.all(
        pair.map(async (one) => {
          const bot = `bot@${this.#world.components[0]?.domain}`;
          const thread = await one.say({ members: [bot] }, counted());
          this.threads.set(thread, { kind, members: [one.name] });
          return { where: { thread }, speakers: [one], text: counted };
        }),
      );
    }
    const [first, second] = pair;
    if (first === undefined || second === undefined) return [];
    const thread = await first.say({ members: [second.entity] }, named(first));
    this.threads.set(thread, { kind, members: pair.map(({ name }) => name) });
    return [{ where: { thread }, speakers: pair, text: named }];
  }

  async #room([staff, client]: readonly Person[]): Promise<string> {
    if (staff === undefined || client === undefined) throw new Error("a room is for two");
    const { database } = this.#world;
    await rowsOf(database, "select 1 as one from rooms where status = 'available'");
    const lease = { lease: "10 minutes" };
    const forStaff = await give(database, "take_room", {
      staff: staff.name,
      wanted_nick: staff.name,
      ...lease,
    });
    const thread = await staff.join(forStaff.seat);
    const reached = (status: string) =>
      rowsOf(database, "select 1 as one from rooms where room_id = $1 and status = $2", [
        forStaff.room_id,
        status,
      ]);
    await reached("staff_waiting");
    const forClient = await give(database, "seat_client", {
      client: client.name,
      wanted_nick: client.name,
      ...lease,
    });
    await client.join(forClient.seat);
    await reached("chatting");
    this.threads.set(thread, { kind: "room", members: [staff.name, client.name] });
    return thread;
  }

  async #speak(one: Person, where: Place["where"], text: (number: number) => string): Promise<void> {
    const random = seeded(this.#options.seed * 211 + this.people.indexOf(one));
    try {
      while (!this.#quiet) {
        await delay(random.between(...this.#options.pause));
        if (!this.#quiet) await one.say(where, text);
      }
    } catch (error) {
      this.#gaveUp.push(String(error));
    }
  }
}

interface Place {
  readonly where: { readonly thread: string };
  readonly speakers: readonly Person[];
  readonly text: (one: Person) => (number: number) => string;
}

function kindOf(person: number): ThreadKind {
  return KINDS[Math.floor(person / PAIR) % KINDS.length] ?? "bot";
}
