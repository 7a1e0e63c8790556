/** Joins the rooms again, some at a time, and acts on the answers. */
import type { Logger } from "pino";
import { reason } from "../../ops/reason.ts";
import type { Scheduler } from "../../xmpp/scheduler.ts";
import type { Muc, RoomPresence } from "../muc/index.ts";
import { AFTER_JOIN, answerOf } from "../reconcile/index.ts";
import type { OpenRow } from "../store/index.ts";
import type { Driver } from "./driver.ts";
import type { Happening } from "./fold.ts";
import type { OpenRoom } from "./open-room.ts";

export interface RejoinOptions {
  readonly muc: Muc;
  /** `rooms.service` */
  readonly service: string;
  /** A room could not be decided on. */
  readonly doubt: (why: string) => void;
  /** A room was decided on. */
  readonly sure: () => void;
  readonly driver: Driver;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  readonly look: (room: OpenRoom) => void;
  /** The bot is inside: those are brought in whom this component itself brings. Then the list of occupants counts. */
  readonly bringBack: (room: OpenRoom) => Promise<void>;
  /** Reads rows of rooms anew. */
  readonly read: (ids: readonly string[]) => Promise<readonly OpenRow[]>;
}

/** One attempt to be in a room. */
interface Attempt {
  readonly row: OpenRow;
  /** The passwords that may be in force and were not tried yet. */
  readonly others: readonly string[];
  readonly cancel: () => void;
}

// Joins that are under way at once: enough that the round trip costs nothing.
const AT_ONCE = 64;
const ANSWER_MS = 15_000;
const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 15_000;

export class Rejoin {
  readonly #options: RejoinOptions;
  readonly #attempts = new Map<OpenRoom, Attempt>();
  /** How often in a row a room could not be decided on. */
  readonly #undecided = new Map<OpenRoom, number>();
  /** The rooms whose list is about to be read, and which of its readings that is. */
  readonly #listing = new Map<OpenRoom, symbol>();
  #waiting: (readonly [OpenRoom, OpenRow])[] = [];
  /** Rooms with people on the service that `rooms.service` named before. */
  readonly #elsewhere = new Set<OpenRoom>();
  /** How many rooms have been read back since all were in sight, or are waited for, and since when. */
  #round: { rooms: number; lost: number; readonly began: number } | undefined;

  constructor(options: RejoinOptions) {
    this.#options = options;
  }

  /** The stream is lost: nothing is under way any more. */
  offline(): void {
    for (const { cancel } of this.#attempts.values()) cancel();
    this.#attempts.clear();
    this.#undecided.clear();
    this.#listing.clear();
    this.#waiting = [];
    this.#elsewhere.clear();
    this.#round = undefined;
  }

  /** Brings the bot into the rooms, in their order. */
  join(rooms: readonly (readonly [OpenRoom, OpenRow])[]): void {
    this.#round ??= { rooms: 0, lost: 0, began: performance.now() };
    for (const [room, row] of rooms) {
      if (this.#attempts.has(room)) continue;
      if (row.destroying) this.#options.driver.destroy(room);
      else if (row.status === "creating") {
        this.#happened(room, {
          kind: "refused",
          why: "the process that made it has ended, or lost its stream",
        });
      } else if (!room.jid.endsWith(`@${this.#options.service}`)) this.#isElsewhere(room, row);
      else {
        this.#round.rooms++;
        this.#waiting.push([room, row]);
      }
    }
    this.#next();
  }

  /** The bot does not hear that service any more. */
  #isElsewhere(room: OpenRoom, { status }: OpenRow): void {
    if (status === "available") this.#abandon(room);
    else {
      // Its people keep what they have, until there is something better.
      this.#elsewhere.add(room);
      this.#options.doubt(`${room.jid} is on another service than rooms.service names`);
    }
  }

  #abandon(room: OpenRoom): void {
    const why = `it is on another service than rooms.service names, ${this.#options.service}`;
    this.#options.log.warn({ room: room.jid, reason: why }, "a room is given up");
    this.#happened(room, { kind: "lost_by_server", why });
  }

  /** The service is there: people elsewhere are brought over. `again`: rooms that have waited for it are joined at once. */
  serviceIsThere(again: boolean): void {
    for (const room of [...this.#elsewhere]) this.#abandon(room);
    this.#elsewhere.clear();
    if (!again) return;
    const waiting = [...this.#undecided.keys()];
    for (const room of waiting) this.#undecided.set(room, 0);
    void this.again(...waiting.filter(({ sighting }) => sighting === "out"));
  }

  /** The service is gone, and with it the rooms that could not be decided on. */
  serviceIsGone(why: string): void {
    const rooms = [...this.#undecided.keys()];
    if (rooms.length === 0) return;
    this.#options.log.error({ rooms: rooms.length, reason: why }, "rooms are lost");
    for (const room of rooms) {
      const attempt = this.#attempts.get(room);
      if (attempt !== undefined) this.#ended(room, attempt);
      this.#undecided.delete(room);
      this.#happened(room, { kind: "lost_by_server", why });
    }
  }

  /** The bot is not in the rooms any more, as far as is known. */
  async again(...rooms: readonly OpenRoom[]): Promise<void> {
    for (const room of rooms) room.outOfSight();
    try {
      const rows = await this.#options.read(rooms.map(({ id }) => id));
      const byId = new Map(rows.map((row) => [row.id, row]));
      this.join(
        rooms.flatMap((room) => {
          const row = byId.get(room.id);
          return row === undefined ? [] : [[room, row] as const];
        }),
      );
    } catch (error) {
      for (const room of rooms) {
        this.#options.log.debug({ room: room.jid, reason: reason(error) }, "a room could not be read");
        this.later(room);
      }
    }
  }

  /** The room is over: there is nothing to join any more. */
  drop(room: OpenRoom): void {
    const attempt = this.#attempts.get(room);
    if (attempt !== undefined) this.#ended(room, attempt);
    this.#undecided.delete(room);
    this.#listing.delete(room);
    this.#elsewhere.delete(room);
    this.#waiting = this.#waiting.filter(([one]) => one !== room);
    this.#next();
  }

  /** Takes what the server says to the bot about itself. */
  answered(room: OpenRoom, presence: RoomPresence): void {
    const attempt = this.#attempts.get(room);
    if (presence.kind === "gone") {
      if (this.#options.driver.destroys(room)) return;
      if (presence.destroyed) this.#happened(room, { kind: "lost_by_server", why: "somebody destroyed it" });
      else if (attempt === undefined) void this.again(room);
      return;
    }
    const answer = answerOf(presence);
    if (attempt === undefined || answer === undefined || room.status === "closed" || room.status === "failed")
      return;
    const { status } = room;
    const why =
      presence.kind === "refused" ? reason(presence.error) : `the bot's join was answered: ${answer}`;
    this.#ended(room, attempt);
    if (answer !== "undecided") this.#options.sure();
    switch (AFTER_JOIN[status][answer]) {
      case "read_list":
        this.#undecided.delete(room);
        this.#list(room);
        break;
      case "lost":
        if (this.#round !== undefined) this.#round.lost++;
        this.#happened(room, { kind: "lost_by_server", why: "the server has lost it" });
        break;
      case "lost_to_somebody":
        this.#lost(room, why);
        break;
      case "try_other_password": {
        const [other, ...others] = attempt.others;
        if (other === undefined) this.#lost(room, why);
        else this.#attempt(room, attempt.row, other, others);
        break;
      }
      case "join_again":
        this.#doubt(room, why);
        break;
      case "destroy":
        this.#options.driver.destroy(room);
    }
    this.#next();
  }

  #list(room: OpenRoom): void {
    const reading = Symbol();
    this.#listing.set(room, reading);
    void this.#options.bringBack(room).then(() => {
      if (this.#listing.get(room) !== reading) return;
      this.#listing.delete(room);
      if (room.sighting !== "joining") return;
      room.listed();
      this.#options.look(room);
    });
  }

  #next(): void {
    while (this.#attempts.size < AT_ONCE) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      const [room, row] = next;
      const others = row.nextPassword === null ? [] : [row.nextPassword];
      this.#attempt(room, row, row.password, others);
    }
    if (this.#attempts.size === 0) this.#told();
  }

  #told(): void {
    const { rooms = 0, lost = 0, began = 0 } = this.#round ?? {};
    this.#round = undefined;
    if (rooms <= 0) return;
    const ms = Math.round(performance.now() - began);
    // A single room is looked at again now and then.
    const level = lost > 0 ? "warn" : rooms > 1 ? "info" : "debug";
    const told = { rooms, ...(lost > 0 && { lost }), ms };
    this.#options.log[level](told, "the rooms were read back from the server");
  }

  #attempt(room: OpenRoom, row: OpenRow, password: string, others: readonly string[]): void {
    const { muc, scheduler } = this.#options;
    this.#listing.delete(room);
    room.joining();
    room.answering = new Set(row.answering);
    const cancel = scheduler.after(ANSWER_MS, () => {
      this.#attempts.delete(room);
      this.#doubt(room, "the bot's join was not answered");
      this.#next();
    });
    this.#attempts.set(room, { row, others, cancel });
    // Without a stream the next one begins anew.
    if (!muc.join(room.jid, room.nick, password)) this.offline();
  }

  #ended(room: OpenRoom, { cancel }: Attempt): void {
    cancel();
    this.#attempts.delete(room);
  }

  /** It is not read back, whatever the reason may be. */
  #doubt(room: OpenRoom, why: string): void {
    if (this.#round !== undefined) this.#round.rooms--;
    this.later(room);
    this.#options.doubt(why);
  }

  /** Joins the room after a pause, for longer each time until the list of its occupants is read. */
  later(room: OpenRoom): void {
    const times = this.#undecided.get(room) ?? 0;
    this.#undecided.set(room, times + 1);
    room.outOfSight();
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** times, LAST_PAUSE_MS);
    this.#options.scheduler.after(pause, () => {
      if (this.#undecided.has(room) && room.sighting === "out") void this.again(room);
    });
  }

  #lost(room: OpenRoom, why: string): void {
    this.#options.log.warn(
      { room: room.jid, reason: why },
      "the server has lost a room, or somebody else has it",
    );
    this.#happened(room, { kind: "lost_by_server", why, toSomebody: true });
  }

  #happened(room: OpenRoom, happening: Happening): void {
    room.happened(happening);
    this.#options.look(room);
  }
}
