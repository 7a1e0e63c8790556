/**
 * What people from browsers say in rooms. The rows of `spoken` are its outbox: a message leaves when its person is inside,
 * and is said when the room shows its reflection. After a lost stream it is sent again, as nobody knows whether the room has
 * it; people know it by its id. One that is not reflected in time is sent again once. A reflection that waits to be stored
 * while the database becomes an earlier one (a promotion, a backup) is not stored there: those before it may be lost, and
 * all that the database has as unsaid is said again, in its order.
 */
import type { Clock } from "../../clock.ts";
import { type Write, write } from "../../ledger/statement.ts";
import type { Scheduler } from "../../xmpp/scheduler.ts";
import { type Content, messageStanza, type Receipt } from "../mapping/index.ts";
import { tell } from "../stream/index.ts";
import type { Occupants } from "./occupants.ts";
import type { Place } from "./place.ts";
import { type SpokenFate, saveFate } from "./rows.ts";

/** A row of `spoken` whose destination is a room. */
export interface SpokenRow {
  readonly n: string;
  readonly personId: string;
  /** Of the message. */
  readonly id: string;
  readonly thread: string;
  /** JSON. */
  readonly content: string;
  readonly tries: number;
}

export interface SpeakerOptions {
  readonly occupants: () => Occupants;
  /** The numbers of those of these rows that are waiting or sent. */
  readonly stillOpen: (rows: readonly SpokenRow[]) => Promise<readonly string[]>;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  /** Of the database, as long as this instance acts. */
  readonly timeline: () => string | undefined;
}

interface Pending {
  readonly row: SpokenRow;
  readonly content: Content;
  tries: number;
  /** It has left on this stream. */
  sent: boolean;
  /** For the reflection, or, as long as it has not left, for the person to be inside; in ms. */
  deadline: number;
}

/** A message that the room has shown. */
export interface Reflected {
  /** As the browser wrote it, with the fields that only browsers know. */
  readonly body: string;
  readonly writes: readonly Write[];
  /** Whether it is to be stored still. */
  readonly stands: () => boolean;
  /** To be called when the writes are committed, or never will be. */
  readonly settled: (committed: boolean) => void;
}

const REFLECTION_MS = 30_000;
const ENTRY_MS = 60_000;
const LOOK_MS = 1_000;
const TRIES = 2;
const REMEMBERED = 2_000;

export class Speaker {
  readonly #options: SpeakerOptions;
  /** By person and id, in the order of the rows. */
  readonly #pending = new Map<string, Pending>();
  /** What is over, by person and id, as whoever hands it out may have read it before that. On another stream it may wait again. */
  readonly #over = new Set<string>();
  /** What is over, by person and id, until that is committed, with the timeline on which it is: there it waits on no stream. */
  readonly #ending = new Map<string, string | undefined>();
  #online = false;
  /** The last one that was seen. */
  #timeline: string | undefined;
  /** It is found out which of the rows are still open. */
  #checking: Promise<void> | undefined;
  #cancel: (() => void) | undefined;

  constructor(options: SpeakerOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#pending.size;
  }

  /** Takes a row that is waiting, or sent and not reflected. To be told of it again does no harm. */
  speak(row: SpokenRow): void {
    this.#rewind();
    const key = keyOf(row.personId, row.id);
    if (this.#pending.has(key) || this.#over.has(key)) return;
    if (this.#ending.has(key) && this.#isPresent(this.#ending.get(key))) return;
    const pending: Pending = {
      row,
      content: JSON.parse(row.content) as Content,
      tries: row.tries,
      sent: false,
      deadline: this.#options.clock() + ENTRY_MS,
    };
    this.#pending.set(key, pending);
    const place = this.#placeOf(pending);
    if (place !== undefined) this.#send(place, [pending]);
    this.#watch();
  }

  online(): void {
    this.#rewind();
    this.#online = true;
    for (const pending of this.#pending.values()) pending.deadline = this.#options.clock() + ENTRY_MS;
    if (this.#pending.size > 0) this.#checking = this.#check();
    this.#watch();
  }

  /** Another instance may have had the stream meanwhile, and said what waits here. */
  async #check(): Promise<void> {
    const asked = [...this.#pending.values()];
    const open = await this.#options
      .stillOpen(asked.map(({ row }) => row))
      .then((ns) => new Set(ns))
      .catch(() => undefined);
    this.#checking = undefined;
    const places = new Set<Place>();
    for (const pending of asked) {
      if (open?.has(pending.row.n) === false) this.#end(pending);
      const place = this.#placeOf(pending);
      if (place?.inside) places.add(place);
    }
    for (const place of places) this.entered(place);
  }

  /** The stream is lost, and with it perhaps what has left. */
  offline(): void {
    this.#online = false;
    this.#over.clear();
    for (const pending of this.#pending.values()) pending.sent = false;
  }

  /** A person is inside: says what waits, in its order. */
  entered(place: Place): void {
    const { personId, thread } = place.row;
    const theirs = [...this.#pending.values()].filter(
      ({ row }) => row.personId === personId && row.thread === thread,
    );
    // What left before may not have reached the room.
    for (const pending of theirs) pending.sent = false;
    this.#send(place, theirs);
  }

  /** The seat is over: nothing more is said there. */
  ended({ row: { personId, thread } }: Place): void {
    for (const pending of [...this.#pending.values()]) {
      const { row } = pending;
      if (row.personId === personId && row.thread === thread) this.#fail(pending, "recipient-unavailable");
    }
  }

  /** A message of that person is to be shown by the room. */
  awaits(personId: string, id: string): boolean {
    return this.#pending.get(keyOf(personId, id))?.sent ?? false;
  }

  /** The room shows a message of that person. `undefined`: it is none of these. */
  reflected(personId: string, id: string): Reflected | undefined {
    const key = keyOf(personId, id);
    const pending = this.#pending.get(key);
    if (pending === undefined) return undefined;
    this.#end(pending);
    const timeline = this.#options.timeline();
    this.#ending.set(key, timeline);
    const { row, content, tries } = pending;
    const { extensions, ...rest } = content;
    return {
      body: JSON.stringify({ ...extensions, ...rest }),
      writes: [
        write(saveFate, { personId: row.personId, id: row.id, state: "done", tries }),
        ...receipt(row, { state: "sent" }),
      ],
      stands: () => this.#isPresent(timeline),
      settled: (committed) => {
        // Said again meanwhile, on another timeline, it may end a second time.
        if (this.#ending.get(key) === timeline) this.#ending.delete(key);
        if (!committed) this.#unkept(pending);
      },
    };
  }

  /** The room refuses a message. */
  refused({ row }: Place, id: string, condition: string): void {
    const pending = this.#pending.get(keyOf(row.personId, id));
    if (pending !== undefined) this.#fail(pending, condition);
  }

  stop(): void {
    this.#cancel?.();
  }

  #placeOf({ row }: Pending): Place | undefined {
    return this.#options.occupants().of(row.personId, row.thread);
  }

  #send(place: Place, some: readonly Pending[]): void {
    const { clock } = this.#options;
    if (this.#checking !== undefined) return;
    const occupants = this.#options.occupants();
    const fates: SpokenFate[] = [];
    for (const pending of some) {
      const { row, content } = pending;
      if (pending.sent) continue;
      const stanza = messageStanza(
        { from: place.address, to: place.state.room, type: "groupchat", id: row.id, thread: row.thread },
        content,
      );
      if (!occupants.send(place, stanza)) break;
      pending.sent = true;
      pending.deadline = clock() + REFLECTION_MS;
      fates.push({ personId: row.personId, id: row.id, state: "sent", tries: pending.tries });
    }
    if (fates.length > 0) {
      occupants.chat(place.row.roomId, { writes: fates.map((fate) => write(saveFate, fate)) });
    }
  }

  /** Looks as long as something waits. */
  #watch(): void {
    if (this.#cancel !== undefined || this.#pending.size === 0 || !this.#online) return;
    this.#cancel = this.#options.scheduler.after(LOOK_MS, () => {
      this.#cancel = undefined;
      this.look();
      this.#watch();
    });
  }

  /** Deals with those whose time is over. */
  look(): void {
    if (!this.#online) return;
    const now = this.#options.clock();
    for (const pending of [...this.#pending.values()]) {
      if (now < pending.deadline) continue;
      const place = this.#placeOf(pending);
      if (place === undefined || !pending.sent) this.#fail(pending, "recipient-unavailable");
      else if (pending.tries + 1 >= TRIES) this.#fail(pending, "remote-server-timeout");
      else void this.#again(place, pending, now);
    }
  }

  /** Not reflected: it is sent again if the person is still inside. Else they enter again, and it is sent then. */
  async #again(place: Place, pending: Pending, now: number): Promise<void> {
    pending.tries++;
    pending.deadline = now + REFLECTION_MS;
    if (!(await this.#options.occupants().ask(place))) return;
    pending.sent = false;
    this.#send(place, [pending]);
  }

  /** The room has shown it, and that could not be stored: it is said once more, so that a browser's page shows it, too. */
  #unkept(pending: Pending): void {
    const { row } = pending;
    const tries = pending.tries + 1;
    const key = keyOf(row.personId, row.id);
    this.#over.delete(key);
    if (tries < TRIES) {
      this.speak({ ...row, tries });
    } else {
      this.#pending.set(key, pending);
      this.#fail(pending, "internal-server-error");
    }
  }

  /** On another timeline all rows that are unsaid there are handed out anew, those among them that were over before. */
  #rewind(): void {
    const timeline = this.#options.timeline() ?? this.#timeline;
    if (timeline === this.#timeline) return;
    if (this.#timeline !== undefined) {
      this.#pending.clear();
      this.#over.clear();
    }
    this.#timeline = timeline;
  }

  #isPresent(timeline: string | undefined): boolean {
    const present = this.#options.timeline();
    return timeline === undefined || present === undefined || timeline === present;
  }

  /** `false`: it was over before. */
  #end({ row }: Pending): boolean {
    if (!this.#pending.delete(keyOf(row.personId, row.id))) return false;
    this.#over.add(keyOf(row.personId, row.id));
    const [oldest] = this.#over;
    if (this.#over.size > REMEMBERED && oldest !== undefined) this.#over.delete(oldest);
    return true;
  }

  #fail(pending: Pending, reason: string): void {
    const { row, tries } = pending;
    if (!this.#end(pending)) return;
    const writes = [
      write(saveFate, { personId: row.personId, id: row.id, state: "failed", tries }),
      ...receipt(row, { state: "failed", reason }),
    ];
    const key = keyOf(row.personId, row.id);
    this.#ending.set(key, this.#options.timeline());
    this.#options.occupants().chat(row.thread, { writes }, () => this.#ending.delete(key));
  }
}

function receipt(
  { id, thread, personId }: SpokenRow,
  what: Pick<Receipt, "state" | "reason">,
): readonly Write[] {
  const told: Receipt = { id, thread, ...what };
  return tell([personId], JSON.stringify([{ type: "receipt", receipt: told }]));
}

function keyOf(personId: string, id: string): string {
  return `${personId} ${id}`;
}
