/**
 * The places of people from browsers in rooms, with their effects: what occupant.ts decides is sent to the server, and
 * written in jobs of the room's chat. Nothing is kept here that the rows and the server do not tell again.
 */

import type { Clock } from "../../clock.ts";
import { StanzaError } from "../../errors.ts";
import type { AnyJob, Decision, PersonlessJob } from "../../ledger/job.ts";
import { type Queryable, write } from "../../ledger/statement.ts";
import type { Logger } from "../../ops/log.ts";
import { reason } from "../../ops/reason.ts";
import type { IqTable } from "../../xmpp/iq.ts";
import type { Writer } from "../../xmpp/out/writer.ts";
import type { Scheduler } from "../../xmpp/scheduler.ts";
import type { Element } from "../../xmpp/stanza.ts";
import { entering } from "../../xmpp/xep/muc.ts";
import { pinging } from "../../xmpp/xep/ping.ts";
import { presenceStanza } from "../mapping/index.ts";
import { enterThread, leaveThread } from "../stream/index.ts";
import {
  type Facts,
  isOver,
  NICK_REFUSED,
  newOccupant,
  type OccupantAction,
  type OccupantInput,
  type OccupantState,
  stepOccupant,
} from "./occupant.ts";
import { Place } from "./place.ts";
import { emptySeat, type OccupancyRow, readOccupancies, savePlace, type Wanted } from "./rows.ts";

export interface OccupantsOptions {
  readonly domain: string;
  readonly db: Queryable;
  readonly writer: Pick<Writer, "send">;
  readonly iq: Pick<IqTable, "request">;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly log: Logger;
  readonly post: (job: AnyJob) => boolean;
  /** Somebody is inside now. */
  readonly entered: (place: Place) => void;
  /** Somebody's seat is over, or given up. */
  readonly ended: (place: Place) => void;
}

const PING_EVERY_LOOKS = 120;
const PING_MS = 10_000;
const PATIENCE_MS = 5_000;
const AGAIN_MS = 1_000;

export class Occupants {
  readonly #options: OccupantsOptions;
  readonly #places = new Map<string, Place>();
  /** By entity and room. */
  readonly #byAddress = new Map<string, Place>();
  /** By person and thread. */
  readonly #byThread = new Map<string, Place>();
  /** Those who are inside, by room. */
  readonly #inside = new Map<string, Set<Place>>();
  /** The ids of rooms of this component in which the bot is. */
  readonly #sighted = new Set<string>();
  #stream = 0;
  #online = false;
  /** Of the present stream. */
  #loaded: Promise<void> = Promise.resolve();
  #looks = 0;

  constructor(options: OccupantsOptions) {
    this.#options = options;
  }

  get all(): Iterable<Place> {
    return this.#places.values();
  }

  /** The place of the person of that bare JID in that room. */
  at(entity: string, room: string): Place | undefined {
    return this.#byAddress.get(`${entity} ${room}`);
  }

  /** Those who are inside a room, in the order in which they came. */
  inside(room: string): Iterable<Place> {
    return this.#inside.get(room) ?? [];
  }

  /** The place of a person who has a seat in the room of that thread. */
  of(personId: string, thread: string): Place | undefined {
    return this.#byThread.get(`${personId} ${thread}`);
  }

  online(): void {
    const stream = ++this.#stream;
    this.#online = true;
    this.#loaded = this.#load(stream);
  }

  offline(): void {
    this.#stream++;
    this.#online = false;
    this.#sighted.clear();
    for (const place of this.#places.values()) this.tell(place, { type: "offline" });
  }

  async #load(stream: number): Promise<void> {
    const { scheduler, log } = this.#options;
    while (stream === this.#stream) {
      try {
        await this.read({});
        return;
      } catch (error) {
        log.warn({ reason: reason(error) }, "seats of people from browsers could not be read; trying again");
        await new Promise<void>((resolve) => scheduler.after(AGAIN_MS, resolve));
      }
    }
  }

  /** The bot is in the room, or not any more, as far as this process knows. */
  sight(roomId: string, inside: boolean): void {
    if (this.#sighted.has(roomId) === inside) return;
    if (inside) this.#sighted.add(roomId);
    else this.#sighted.delete(roomId);
    for (const place of this.#places.values()) {
      if (place.row.roomId === roomId) this.tell(place, { type: "facts", facts: this.#facts(place.row) });
    }
  }

  /** Resolves when those who are to be in the room are, or cannot be. */
  async bringBack(roomId: string): Promise<void> {
    await this.#loaded;
    this.sight(roomId, true);
    const away = [...this.#places.values()].filter(
      ({ row, state }) => row.roomId === roomId && state.facts.stay && state.phase !== "inside",
    );
    if (away.length === 0) return;
    const { scheduler } = this.#options;
    await new Promise<void>((resolve) => {
      const cancel = scheduler.after(PATIENCE_MS, resolve);
      const back = away.map((place) => new Promise<void>((settled) => place.waiting.push(settled)));
      void Promise.all(back).then(() => {
        cancel();
        resolve();
      });
    });
  }

  /** Reads rows; all where nothing is named. */
  async read(wanted: Wanted): Promise<void> {
    const { db, domain } = this.#options;
    const before = [...this.#places.values()].filter(isWanted(wanted));
    const rows = await readOccupancies(db, domain, wanted);
    const found = new Set<Place>();
    for (const row of rows) found.add(this.#take(row));
    for (const place of before) {
      if (found.has(place) || this.#places.get(keyOf(place.row)) !== place) continue;
      place.gone = true;
      this.#update(place, { ...place.row, live: false });
    }
  }

  /** As `read`; it never rejects. */
  refresh(wanted: Wanted): void {
    this.read(wanted).catch((error: unknown) => {
      // Whoever looks every few seconds reads all of them.
      this.#options.log.debug({ reason: reason(error) }, "seats of people from browsers could not be read");
    });
  }

  #take(row: OccupancyRow): Place {
    const key = keyOf(row);
    const known = this.#places.get(key);
    if (known !== undefined) {
      this.#update(known, row);
      return known;
    }
    const place = new Place(row, newOccupant(this.#facts(row), row.member));
    this.#places.set(key, place);
    this.#address(place);
    this.tell(place, this.#online ? { type: "online" } : { type: "offline" });
    return place;
  }

  #update(place: Place, row: OccupancyRow): void {
    const was = place.row.live;
    place.row = row;
    if (place.inside) this.#show(place);
    if (was && !row.live) this.#options.ended(place);
    this.tell(place, { type: "facts", facts: this.#facts(row) });
    // A place that was made without a stream.
    if (this.#online && !place.state.stream) this.tell(place, { type: "online" });
  }

  #facts(row: OccupancyRow): Facts {
    const sighted = row.roomDomain !== this.#options.domain || this.#sighted.has(row.roomId);
    return {
      room: row.jid,
      nick: row.nick,
      passwords: [row.nextPassword, row.password].filter((password) => password !== null),
      seated: row.live,
      stay: row.here && row.live,
      open: row.open && sighted,
    };
  }

  /** Something has happened to a place. */
  tell(place: Place, input: OccupantInput): void {
    const { clock, scheduler, entered, log } = this.#options;
    const before = place.state;
    if (input.type === "refused" && input.condition === NICK_REFUSED && before.phase === "entering") {
      log.warn(
        { room: input.room, reason: NICK_REFUSED },
        "a room takes no such nickname; trying another one",
      );
    }
    const { state, actions } = stepOccupant(before, input, clock());
    place.state = state;
    this.#address(place, before);
    for (const action of actions) this.#act(place, action);
    place.cancel();
    if (state.dueAt !== undefined && state.phase !== "inside") {
      place.cancel = scheduler.after(Math.max(0, state.dueAt - clock()) + 1, () =>
        this.tell(place, { type: "time" }),
      );
    }
    if (state.phase === "out") place.list.clear();
    if (state.phase === "inside" && before.phase !== "inside") entered(place);
    if (state.phase === "inside" || state.failures > before.failures || !state.facts.stay) {
      for (const settled of place.waiting.splice(0)) settled();
    }
    if (isOver(state) && !place.row.live) this.#forget(place);
  }

  #address(place: Place, before?: OccupantState): void {
    const { row, state } = place;
    if (before !== undefined && before.room !== state.room)
      drop(this.#byAddress, `${row.entity} ${before.room}`, place);
    this.#byAddress.set(`${row.entity} ${state.room}`, place);
    this.#byThread.set(`${row.personId} ${row.thread}`, place);
    if (before?.phase === "inside" && (state.phase !== "inside" || before.room !== state.room)) {
      const others = this.#inside.get(before.room);
      others?.delete(place);
      if (others?.size === 0) this.#inside.delete(before.room);
    }
    if (state.phase !== "inside") return;
    const others = this.#inside.get(state.room);
    if (others === undefined) this.#inside.set(state.room, new Set([place]));
    else others.add(place);
  }

  #forget(place: Place): void {
    const { row, state } = place;
    if (!this.#places.delete(keyOf(row))) return;
    place.cancel();
    drop(this.#byAddress, `${row.entity} ${state.room}`, place);
    drop(this.#byThread, `${row.personId} ${row.thread}`, place);
    const { seat, personId } = row;
    if (!place.gone) this.chat(row.roomId, { writes: [write(emptySeat, { seat, personId })] });
  }

  #act(place: Place, action: OccupantAction): void {
    const { writer } = this.#options;
    const { row } = place;
    switch (action.do) {
      case "join":
        place.shown = shownOf(row);
        writer.send(
          presenceStanza(
            { from: place.address, to: `${action.room}/${action.nick}` },
            availability(row),
            // What was said while nobody was there to hear it. The room keeps as much as `rooms.history` says.
            entering(action.password, { backlog: true }),
          ),
        );
        return;
      case "leave":
        writer.send(
          presenceStanza({ from: place.address, to: `${action.room}/${action.nick}` }, { available: false }),
        );
        return;
      case "member": {
        const { seat, personId, thread } = row;
        if (place.gone) return;
        const { inside } = action;
        const membership = { personId, thread };
        this.chat(row.roomId, {
          writes: [
            ...(inside ? enterThread({ ...membership, seat }) : leaveThread(membership)),
            write(savePlace, { seat, personId, inside }),
          ],
        });
        return;
      }
      case "read":
        this.refresh({ seats: [row.seat] });
    }
  }

  /** Shows the person in the room as they wish. */
  #show(place: Place): void {
    const shown = shownOf(place.row);
    if (shown === place.shown || !place.row.here) return;
    place.shown = shown;
    this.#options.writer.send(
      presenceStanza({ from: place.address, to: place.occupant }, availability(place.row)),
    );
  }

  /**
   * Writes in the order in which the room says things. A function decides only when its turn comes. `settled` is called
   * once, at the latest when the job is over.
   */
  chat(roomId: string, decision: Chat, settled?: (committed: boolean) => void): void {
    const job: PersonlessJob<Chat, undefined> = {
      queue: `chat:${roomId}`,
      event: decision,
      handler: CHAT,
      ...(settled !== undefined && { settled }),
    };
    if (!this.#options.post(job as AnyJob)) settled?.(false);
  }

  /** Asks the room whether the person is still inside (XEP-0410), and brings them back where not. `true`: they are. */
  async ask(place: Place): Promise<boolean> {
    try {
      await this.#options.iq.request(place.occupant, pinging(), { from: place.address, timeoutMs: PING_MS });
    } catch (error) {
      if (!(error instanceof StanzaError)) return false;
      if (error.condition === "not-acceptable" || error.condition === "item-not-found") {
        this.tell(place, { type: "outside" });
        return false;
      }
    }
    return place.inside;
  }

  /** Asks for some of those who are inside, each in its turn: a server may have removed one without a word. */
  look(): void {
    const turn = this.#looks++ % PING_EVERY_LOOKS;
    let n = 0;
    for (const place of this.#places.values()) {
      if (n++ % PING_EVERY_LOOKS === turn && place.inside) void this.ask(place);
    }
  }

  send(place: Place, stanza: Element): boolean {
    return place.inside && this.#options.writer.send(stanza);
  }

  stop(): void {
    for (const { cancel } of this.#places.values()) cancel();
  }
}

type Chat = Decision | (() => Decision);

/** What was decided on the stream, in its order. */
const CHAT: PersonlessJob<Chat, undefined>["handler"] = {
  name: "chat",
  load: async (_, jobs) => jobs.map(() => undefined),
  decide: (chat) => (typeof chat === "function" ? chat() : chat),
  failed: () => ({}),
};

function drop(places: Map<string, Place>, key: string, place: Place): void {
  if (places.get(key) === place) places.delete(key);
}

function keyOf({ seat, personId }: Pick<OccupancyRow, "seat" | "personId">): string {
  return `${seat} ${personId}`;
}

function isWanted({ seats, people, rooms }: Wanted): (place: Place) => boolean {
  if (seats === undefined && people === undefined && rooms === undefined) return () => true;
  return ({ row }) =>
    (seats?.includes(row.seat) ?? false) ||
    (people?.includes(row.personId) ?? false) ||
    (rooms?.includes(row.roomId) ?? false);
}

function availability({ show, status }: OccupancyRow) {
  return { available: true, ...(show !== null && { show }), ...(status !== null && { status }) };
}

function shownOf({ show, status }: OccupancyRow): string {
  return JSON.stringify([show, status]);
}
