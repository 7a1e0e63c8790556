/** People who come and go at random, each in a loop of their own, as long as nobody asks them to pause. */
import { setTimeout as delay } from "node:timers/promises";
import { type Given, rowsOf } from "../../../support/rooms/rooms.ts";
import { type Random, seeded } from "../../schedule/plan/random.ts";
import { Guest, type Role } from "../guest.ts";
import type { World } from "./world.ts";

const STAFF = 6;
const CLIENTS = 10;
export const ACCOUNTS = [
  ...Array.from({ length: STAFF }, (_, n) => `staff${n}`),
  ...Array.from({ length: CLIENTS }, (_, n) => `client${n}`),
];

// Longer than a server takes to answer anything. A client that waits for longer gives its connection up.
const PATIENCE_MS = 10_000;
const LOOKS_EVERY_MS = 150;
const LEASE = "20 seconds";

export class Crowd {
  /** Everybody who has ever had a seat, the latest last. */
  readonly guests: Guest[] = [];
  /** How often people did what. */
  readonly deeds = new Map<string, number>();
  readonly #world: World;
  readonly #loops: Promise<void>[] = [];
  #ending = false;
  #gate: Promise<void> | undefined;
  #open = (): void => {};
  #busy = 0;

  constructor(world: World, seed: number) {
    this.#world = world;
    for (const [index, name] of ACCOUNTS.entries()) {
      this.#busy++;
      this.#loops.push(this.#live(name, index < STAFF ? "staff" : "client", seeded(seed * 31 + index)));
    }
  }

  /** Those who may be inside somewhere. */
  get present(): readonly Guest[] {
    return this.guests.filter(({ room, stays }) => room !== undefined || stays);
  }

  /** Resolves when nobody does anything. */
  async pause(): Promise<void> {
    this.#gate ??= new Promise((resolve) => {
      this.#open = resolve;
    });
    while (this.#busy > 0) await delay(LOOKS_EVERY_MS);
  }

  resume(): void {
    this.#gate = undefined;
    this.#open();
  }

  async end(): Promise<void> {
    this.#ending = true;
    this.resume();
    await Promise.all(this.#loops);
  }

  async #live(name: string, role: Role, random: Random): Promise<void> {
    while (!this.#ending) {
      let guest: Guest | undefined;
      try {
        const given = await this.#claim(name, role, random);
        if (given !== undefined) {
          guest = new Guest(name, role, given);
          this.guests.push(guest);
          await this.#visit(guest, random);
        }
      } catch (error) {
        this.#did(`gave up: ${String(error).slice(0, 60)}`);
      }
      // Whatever is left of it is somebody who has closed the page.
      await guest?.giveUp();
      await this.#wait(random.between(100, 1_500));
    }
    this.#busy--;
  }

  /** A moment, and for as long as everybody is to pause. */
  async #wait(ms: number): Promise<void> {
    const until = Date.now() + ms;
    do {
      await delay(Math.min(LOOKS_EVERY_MS, ms));
      if (this.#gate === undefined) continue;
      this.#busy--;
      await this.#gate;
      this.#busy++;
    } while (Date.now() < until && !this.#ending);
  }

  async #claim(name: string, role: Role, random: Random): Promise<Given | undefined> {
    const { database } = this.#world;
    const wanted = { wanted_nick: name.slice(0, -1), ...(random.chance(0.3) && { lease: LEASE }) };
    const named = `${name}@localhost`;
    if (role === "staff") {
      const jid = random.chance(0.4) ? { staff_jid: named } : {};
      return (await rowsOf<Given>(database, "take_room", { staff: name, ...wanted, ...jid }))[0];
    }
    const jid = random.chance(0.4) ? { client_jid: named } : {};
    if (random.chance(0.5)) {
      return (await rowsOf<Given>(database, "seat_client", { client: name, ...wanted, ...jid }))[0];
    }
    const line = { client: name, wanted_nick: wanted.wanted_nick, ...jid };
    const [ticket] = await rowsOf<{ join_line: string }>(database, "join_line", line);
    for (let looks = random.between(5, 60); looks > 0 && !this.#ending; looks--) {
      const [place] = await rowsOf<Given>(database, "line_position", { ticket: ticket?.join_line });
      if (place === undefined) return undefined;
      if (place.seat !== null) return place;
      await this.#wait(LOOKS_EVERY_MS);
    }
    await rowsOf(database, "leave_line", { ticket: ticket?.join_line });
    this.#did("left the line");
    return undefined;
  }

  /** From the claim to the end of the seat, or until they have had enough. */
  async #visit(guest: Guest, random: Random): Promise<void> {
    const { database } = this.#world;
    const { seat } = guest.given;
    if (random.chance(0.1)) {
      this.#did("did not come");
      if (random.chance(0.5)) await rowsOf(database, "release_seat", { seat });
      return;
    }
    await this.#wait(random.between(0, 500));
    if (!(await this.#patiently(guest, guest.comeBack(this.#world)))) return this.#did("came too late");
    this.#did("came in");
    for (let steps = random.between(2, 12); steps > 0 && !this.#ending; steps--) {
      await this.#wait(random.between(200, 2_500));
      if (guest.room === undefined) {
        if (random.chance(0.15)) return this.#did("did not come back");
        if (!(await this.#patiently(guest, guest.comeBack(this.#world)))) return this.#did("found it over");
        this.#did("came back");
      } else if (random.chance(0.12)) {
        await guest.vanish();
        this.#did("dropped out");
      } else if (random.chance(0.1)) {
        await this.#patiently(guest, guest.reload(this.#world));
        this.#did("reloaded");
      }
    }
    const end = random.fraction();
    if (end < 0.2) this.#did("vanished");
    else if (end < 0.35) {
      await rowsOf(database, "release_seat", { seat });
      this.#did("released the seat");
    } else if (end < 0.45) {
      await rowsOf(database, "close_room", { room_id: guest.given.room_id, reason: "enough" });
      this.#did("closed the room");
    } else if (guest.room !== undefined) {
      await this.#patiently(guest, guest.leave());
      this.#did("left");
    }
    // A moment in which the end shows.
    await this.#wait(random.between(0, 1_000));
  }

  async #patiently<T>(guest: Guest, work: Promise<T>): Promise<T> {
    const timer = new AbortController();
    const late = delay(PATIENCE_MS, undefined, { signal: timer.signal }).then(async () => {
      await guest.giveUp();
      throw new Error("the server did not answer");
    });
    late.catch(() => {});
    work.catch(() => {});
    try {
      return await Promise.race([work, late]);
    } finally {
      timer.abort();
    }
  }

  #did(what: string): void {
    this.deeds.set(what, (this.deeds.get(what) ?? 0) + 1);
  }
}
