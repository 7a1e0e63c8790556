/** Makes rooms while a queue lacks some. */
import type { Logger } from "pino";
import { RequestTimeout, StanzaError, StreamLost } from "../../errors.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { Scheduler } from "../../xmpp/scheduler.ts";
import type { Muc, RoomPresence, Wishes } from "../muc/index.ts";
import type { OpenRoom } from "../runtime/open-room.ts";
import type { OpenRow } from "../store/index.ts";
import { deficits, type MadeRoom, makeRooms, type QueueLevel } from "../store/make.ts";
import { newPassword, newRoomName } from "./names.ts";
import { type Refusal, refusalOf } from "./refusals.ts";

export interface PoolOptions {
  readonly ledger: Pick<Ledger, "db" | "underLease">;
  readonly muc: Muc;
  readonly domain: string;
  /** The bare JID that owns the rooms. */
  readonly owner: string;
  readonly service: string;
  readonly levels: readonly QueueLevel[];
  readonly botNick: string;
  /** `rooms.lease`, in ms. */
  readonly lease: number;
  readonly instance: string;
  /** Beside the password of each. */
  readonly wishes: Omit<Wishes, "password">;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  readonly add: (row: Pick<OpenRow, "id" | "jid" | "botNick" | "queue" | "status">) => OpenRoom;
  readonly look: (room: OpenRoom) => void;
  /** There is no MUC service at the moment. */
  readonly absent: () => boolean;
  readonly onRefused: (kind: string) => void;
  /** A filling beside the looks has failed; the next look tries again. */
  readonly onFailed: (error: unknown) => void;
}

// Enough that the way to the server and back costs nothing, and few enough that people's messages pass in between.
const AT_ONCE = 32;
const ANSWER_MS = 30_000;
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 60_000;

type Answered = (presence: RoomPresence) => void;

export class Pool {
  readonly #options: PoolOptions;
  /** Rooms that are being made, each with what takes the answer to its first presence. */
  readonly #making = new Map<OpenRoom, Answered>();
  #levels: readonly QueueLevel[];
  #filling = false;
  #refusals = 0;
  #pausedUntil = 0;
  /** The kinds of refusals that were told since the last success. */
  readonly #told = new Set<string>();
  /** Options that the server does not offer, told once. */
  readonly #missed = new Set<string>();

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#levels = options.levels;
  }

  /** The levels from now on. A queue that has more rooms than that keeps them until they are taken. */
  keep(levels: readonly QueueLevel[]): void {
    this.#levels = levels;
  }

  /** The service is there again: what it refused before does not count. */
  again(): void {
    this.#pausedUntil = 0;
  }

  /** Makes as many rooms as are lacking and as there is room for; one call at a time. */
  async fill(): Promise<void> {
    if (this.#options.absent()) return;
    if (this.#filling || performance.now() < this.#pausedUntil || this.#free <= 0) return;
    this.#filling = true;
    try {
      await this.#fill();
    } finally {
      this.#filling = false;
    }
  }

  async #fill(): Promise<void> {
    const { ledger } = this.#options;
    const levels = this.#levels;
    for (const { queue, wanted } of await deficits(ledger.db, levels)) {
      const level = levels.find((one) => one.queue === queue);
      const count = Math.min(wanted, this.#free);
      if (level !== undefined && count > 0) await this.#make(level, count);
    }
  }

  /** After a refusal one at a time, until one is made. */
  get #free(): number {
    return (this.#refusals > 0 ? 1 : AT_ONCE) - this.#making.size;
  }

  async #make(level: QueueLevel, count: number): Promise<void> {
    const { ledger, domain, service, botNick, lease, instance, add } = this.#options;
    const rooms: readonly MadeRoom[] = Array.from({ length: count }, () => ({
      jid: `${newRoomName()}@${service}`,
      password: newPassword(),
    }));
    const results = await ledger.underLease(makeRooms({ domain, level, botNick, lease, instance, rooms }));
    const made = (results.at(-1) ?? []) as readonly { id: string; jid: string; password: string }[];
    for (const { id, jid, password } of made) {
      const room = add({ id, jid, botNick, queue: level.queue, status: "creating" });
      void this.#create(room, password);
    }
  }

  async #create(room: OpenRoom, password: string): Promise<void> {
    const { muc, wishes, look, onFailed } = this.#options;
    try {
      const entered = this.#enter(room, password);
      // The form is asked for at once: the server reads stanzas in their order.
      const [, { refused }] = await Promise.all([entered, muc.configure(room.jid, { ...wishes, password })]);
      this.#succeeded(refused);
      room.sighting = "inside";
      room.happened({ kind: "created" });
    } catch (error) {
      if (error instanceof StreamLost) return;
      // What is said of a room that was closed meanwhile tells nothing of the server.
      if (room.status === "creating") room.happened({ kind: "refused", why: this.#refused(room, error).why });
    } finally {
      this.#making.delete(room);
    }
    look(room);
    // Not for each room: the questions to the database are those of a whole filling.
    if (this.#free >= AT_ONCE / 2) this.fill().catch(onFailed);
  }

  /** Sends the first presence, and waits until the room is made by it. */
  #enter(room: OpenRoom, password: string): Promise<void> {
    const { muc, scheduler } = this.#options;
    return new Promise((resolve, reject) => {
      const cancel = scheduler.after(ANSWER_MS, () => reject(new RequestTimeout(room.jid, ANSWER_MS)));
      this.#making.set(room, (presence) => {
        cancel();
        if (presence.kind === "refused") reject(presence.error);
        else if (presence.kind === "inside" && presence.created) resolve();
        else reject(new StanzaError("conflict", { text: "there is a room of this name already" }));
      });
      if (!muc.join(room.jid, room.nick, password)) {
        cancel();
        reject(new StreamLost());
      }
    });
  }

  /** Takes the answer to a first presence. `false`: no room of that name is being made. */
  answered(room: OpenRoom, presence: RoomPresence): boolean {
    const take = this.#making.get(room);
    take?.(presence);
    return take !== undefined;
  }

  /** The stream is lost, and with it all that was being made. */
  offline(): void {
    this.#making.clear();
    this.#pausedUntil = 0;
  }

  #succeeded(missing: readonly string[]): void {
    const { log, wishes } = this.#options;
    if (this.#refusals > 0) log.info("the server makes rooms again");
    this.#refusals = 0;
    this.#told.clear();
    const news = missing.filter((option) => !this.#missed.has(option));
    for (const option of news) this.#missed.add(option);
    const own = news.filter((option) => option in wishes.options);
    const others = news.filter((option) => !own.includes(option));
    if (own.length > 0) {
      log.warn({ options: own }, "rooms.options names what the server does not offer; rooms go without it");
    }
    if (others.length > 0) {
      log.info({ options: others }, "the server's rooms lack some options; the bot does without them");
    }
  }

  #refused(room: OpenRoom, error: unknown): Refusal {
    const { log, onRefused } = this.#options;
    const refusal = refusalOf(error, this.#options);
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#refusals++, LAST_PAUSE_MS);
    this.#pausedUntil = performance.now() + pause;
    onRefused(refusal.kind);
    if (!this.#told.has(refusal.kind)) {
      this.#told.add(refusal.kind);
      const { why, cure } = refusal;
      log.error(
        { room: room.jid, reason: why, ...(cure !== undefined && { cure }) },
        "the server makes no room for the pool; trying again",
      );
    }
    return refusal;
  }
}
