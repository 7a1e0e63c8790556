/** Tells the server what follows from a decision, and asks people's own addresses. Nothing here is kept: see reconcile/. */
import type { Logger } from "pino";
import { RequestTimeout, StanzaError, StreamLost } from "../../errors.ts";
import { reason } from "../../ops/reason.ts";
import type { Say } from "../../texts/index.ts";
import type { Scheduler } from "../../xmpp/scheduler.ts";
import { type Departure, howGone, type Removal } from "../life/index.ts";
import type { Muc } from "../muc/index.ts";
import type { Inside, OpenRoom } from "./open-room.ts";

export interface DriverOptions {
  readonly muc: Muc;
  /** The component's: people at it come from browsers, and never leave but by their seat. */
  readonly domain: string;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  /** In the bot's own language: it does not know that of everybody in a room. */
  readonly say: Say;
  /** Something has happened in the room. */
  readonly look: (room: OpenRoom) => void;
}

// Somebody who has left answers within milliseconds, or when their telephone wakes up.
const ANSWER_MS = 5_000;
const AGAIN_MS = 1_000;

/** The parts of a departure that the server tells. */
type Told = Pick<Departure, "codes" | "text">;

export class Driver {
  readonly #options: DriverOptions;
  /** Rooms whose new password is on its way. */
  readonly #changing = new Map<OpenRoom, string>();
  readonly #destroying = new Set<OpenRoom>();

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /** Puts a password into force. Tries until the server has confirmed it, another one is wanted, or the stream ends. */
  changePassword(room: OpenRoom, password: string): void {
    if (this.#changing.get(room) === password) return;
    this.#changing.set(room, password);
    void this.#changePassword(room, password);
  }

  async #changePassword(room: OpenRoom, password: string): Promise<void> {
    const { muc, scheduler, log, look } = this.#options;
    try {
      await muc.setPassword(room.jid, password);
      if (this.#changing.get(room) !== password) return;
      this.#changing.delete(room);
      room.happened({ kind: "password_confirmed", password });
      look(room);
    } catch (error) {
      if (this.#changing.get(room) !== password) return;
      if (error instanceof StreamLost) this.#changing.delete(room);
      else if (isPassing(error)) {
        scheduler.after(AGAIN_MS, () => {
          if (this.#changing.get(room) === password) void this.#changePassword(room, password);
        });
      } else {
        this.#changing.delete(room);
        log.warn(
          { room: room.jid, reason: reason(error) },
          "the server does not let the bot change a password",
        );
        room.happened({ kind: "lost_by_server", why: `the password cannot be changed: ${reason(error)}` });
        look(room);
      }
    }
  }

  /** Removes an occupant, with a reason. */
  remove(room: OpenRoom, nick: string, why: Removal): void {
    const { muc, log, say } = this.#options;
    log.info({ room: room.jid, why }, "an occupant is removed");
    const bare = room.occupant(nick)?.bare;
    const inside = (): boolean => bare !== undefined && room.occupant(nick)?.bare === bare;
    void this.#removed(room, inside, async () => {
      if (bare !== undefined) room.removing.set(nick, bare);
      try {
        await muc.remove(room.jid, nick, say(`room-removed-${why}`));
      } finally {
        room.removing.delete(nick);
      }
    });
  }

  /** Removes a stranger, with a reason, under all nicknames, and lets them in no more. */
  ban(room: OpenRoom, jid: string): void {
    const { muc, log, say } = this.#options;
    log.info({ room: room.jid }, "a stranger who changes the nickname is removed for good");
    const inside = (): boolean => [...room.occupants].some(({ bare }) => bare === jid);
    void this.#removed(room, inside, () => muc.ban(room.jid, jid, say("room-removed-no_seat")));
  }

  /** Tries until the server has removed the occupant, or they have gone. */
  async #removed(room: OpenRoom, inside: () => boolean, ask: () => Promise<void>): Promise<void> {
    const { scheduler, log } = this.#options;
    try {
      await ask();
    } catch (error) {
      if (error instanceof StreamLost || !inside()) return;
      log.warn({ room: room.jid, reason: reason(error) }, "an occupant could not be removed");
      if (!isPassing(error)) return;
      scheduler.after(AGAIN_MS, () => {
        if (inside()) void this.#removed(room, inside, ask);
      });
    }
  }

  /** Whether the bot itself is destroying the room. */
  destroys(room: OpenRoom): boolean {
    return this.#destroying.has(room);
  }

  /** Destroys a room. Tries until it is gone, or the stream ends. */
  destroy(room: OpenRoom): void {
    if (this.#destroying.has(room)) return;
    this.#destroying.add(room);
    void this.#destroy(room);
  }

  async #destroy(room: OpenRoom): Promise<void> {
    const { muc, scheduler, log, look, say } = this.#options;
    try {
      await muc.destroy(room.jid, say("room-closing"));
    } catch (error) {
      if (error instanceof StreamLost) {
        this.#destroying.delete(room);
        return;
      }
      if (isPassing(error)) {
        scheduler.after(AGAIN_MS, () => {
          if (this.#destroying.has(room)) void this.#destroy(room);
        });
        return;
      }
      // Somebody else owns it, or it is not there: it is none of ours any more.
      log.warn({ room: room.jid, reason: reason(error) }, "a room could not be destroyed");
    }
    this.#destroying.delete(room);
    room.happened({ kind: "destroyed" });
    look(room);
  }

  /** Finds out whether the person's own address answers a ping, for the time when they have gone. */
  calibrate(room: OpenRoom, { nick, jid, bare }: Inside): void {
    const { muc, look, domain } = this.#options;
    if (jid === undefined || bare?.endsWith(`@${domain}`)) return;
    muc.ping(jid, ANSWER_MS).then(
      (answer) => {
        const occupant = room.occupant(nick);
        if (occupant?.jid !== jid) return;
        occupant.answers = answer === "answered";
        if (!occupant.answers || room.sighting !== "inside") return;
        room.happened({ kind: "address_answers" });
        look(room);
      },
      () => {},
    );
  }

  /** Asks the address of somebody who has gone, where its answer decides. `null`: it never answered. */
  async departed(room: OpenRoom, { jid, bare, answers }: Inside, told: Told): Promise<Departure["ping"]> {
    const { muc } = this.#options;
    // After a restart there was no time to ask.
    const answering = answers ?? (bare !== undefined && room.answering.has(bare));
    if (jid === undefined || !answering || !isOpenQuestion(told)) return null;
    try {
      const answer = await muc.ping(jid, ANSWER_MS);
      return answer instanceof StanzaError ? "error" : answer;
    } catch {
      return null;
    }
  }

  /** The stream is lost. */
  offline(): void {
    this.#changing.clear();
    this.#destroying.clear();
  }
}

/** Whether an answer of the person's own address would change anything. */
function isOpenQuestion(told: Told): boolean {
  const ways = (["answered", "error"] as const).map((ping) => howGone({ released: false, ...told, ping }));
  return ways[0] !== ways[1];
}

/** Whether the same may succeed later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof RequestTimeout) return true;
  return error instanceof StanzaError && error.type === "wait";
}
