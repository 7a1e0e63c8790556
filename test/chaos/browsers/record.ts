/** What everybody said and heard, and what is wrong with it. Pure: the run fills it in, and asks. */

export type ThreadKind = "people" | "room" | "bot";

/** A message that the gateway has taken (202). */
export interface Said {
  readonly id: string;
  readonly thread: string;
  /** Per speaker and thread, from 1. */
  readonly number: number;
}

export interface Heard {
  readonly id: string;
  readonly thread: string;
  readonly at: number;
  /** `undefined`: the bot. */
  readonly speaker: string | undefined;
  readonly text: string;
  /** From `/history`, after `limited`: its order is that of `at`. */
  readonly fetched: boolean;
}

/** What a database has kept that was promoted without what was committed last. */
export interface Kept {
  /** Of messages: thread, position and id. */
  readonly places: ReadonlySet<string>;
  /** What has become of what was said, by id. */
  readonly states: ReadonlyMap<string, string>;
}

export interface ThreadRecord {
  readonly kind: ThreadKind;
  /** Names. */
  readonly members: readonly string[];
}

export class Reader {
  readonly name: string;
  readonly said: Said[] = [];
  readonly heard: Heard[] = [];
  /** Of one's own messages, as receipts told. */
  readonly told = new Map<string, string[]>();
  /** Messages of whose receipts nobody will hear any more. */
  readonly untold = new Set<string>();
  /** For how long no page was open, at most, in ms. */
  longestGap = 0;
  /** How much of what was heard was lost with a database. */
  forgotten = 0;
  /** Positions that did not come after the one before, and other things that no client may meet. */
  readonly wrongs: string[] = [];
  #epoch: string | undefined;
  #seq = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** What the database has lost was never said nor heard. Receipts that it has kept are behind the next position. */
  forget({ places, states }: Kept): void {
    const heard = this.heard.splice(0);
    this.heard.push(...heard.filter(({ thread, at, id }) => places.has(`${thread} ${at} ${id}`)));
    this.forgotten += heard.length - this.heard.length;
    this.said.push(...this.said.splice(0).filter(({ id }) => states.has(id)));
    for (const { id } of this.said) {
      const state = states.get(id);
      if (state === "done") this.untold.add(id);
      if (state !== "failed") this.told.delete(id);
      else if (!this.told.has(id)) this.told.set(id, [state]);
    }
    for (const id of [...this.told.keys()]) if (!states.has(id)) this.told.delete(id);
  }

  /** A position that a page was given for an event. */
  moved(position: string): void {
    const { epoch, seq } = partsOf(position);
    if (epoch === this.#epoch && seq <= this.#seq) {
      this.wrongs.push(`${this.name}: event ${position} came after ${this.#epoch}.${this.#seq}`);
    }
    this.startsAt(position);
  }

  /** Everything after that position follows. */
  startsAt(position: string): void {
    const { epoch, seq } = partsOf(position);
    this.#epoch = epoch;
    this.#seq = seq;
  }
}

function partsOf(position: string): { readonly epoch: string; readonly seq: number } {
  const dot = position.lastIndexOf(".");
  return { epoch: position.slice(0, dot), seq: Number(position.slice(dot + 1)) };
}

/** What the bot is asked and says: see `responders/endless.mjs`. */
export const FIRST = "/new count";

export function answerTo(number: number): string {
  return number === 1 ? "The first number?" : `After ${number}?`;
}

// Of the gateway: whoever has no page open for longer has dropped out of their rooms.
const GRACE_MS = 19_000;

/** Said in rooms while somebody was out of them, as the database has it: `NAME ID`. */
export type Away = ReadonlySet<string>;

export type Threads = ReadonlyMap<string, ThreadRecord>;

/** What somebody has not heard yet. */
export function missing(
  readers: readonly Reader[],
  threads: Threads,
  away: Away = new Set(),
): readonly string[] {
  const speakers = new Map(readers.map((reader) => [reader.name, reader]));
  return readers.flatMap((reader) => {
    const keys = new Set(reader.heard.map(keyOf));
    const texts = new Set(reader.heard.map(({ thread, speaker, text }) => `${thread} ${speaker} ${text}`));
    const lost: string[] = [];
    for (const [thread, { kind, members }] of threads) {
      if (!members.includes(reader.name)) continue;
      for (const name of members) {
        for (const { id, number, thread: where } of speakers.get(name)?.said ?? []) {
          if (where !== thread || failed(speakers.get(name), id)) continue;
          // On a machine that is too busy pages may stay closed for longer than the grace.
          const out = reader.longestGap > GRACE_MS && away.has(`${reader.name} ${id}`);
          if (!keys.has(`${thread} ${id} ${name}`) && !out)
            lost.push(`${reader.name}: ${kind} ${name} ${number} is lost`);
          if (kind === "bot" && !texts.has(`${thread} undefined ${answerTo(number)}`))
            lost.push(`${reader.name}: the answer to ${number} is lost`);
          if (kind !== "people" && name === reader.name && !reader.told.has(id) && !reader.untold.has(id))
            lost.push(`${reader.name}: no receipt for ${kind} ${number}`);
        }
      }
    }
    return lost;
  });
}

/** What may never be, whenever one looks. */
export function wrong(readers: readonly Reader[], threads: Threads): readonly string[] {
  const speakers = new Map(readers.map((reader) => [reader.name, reader]));
  const found = readers.flatMap((reader) => [...reader.wrongs, ...wronglyHeard(reader, threads)]);
  for (const reader of readers) {
    for (const [id, states] of reader.told) {
      if (states.length > 1) found.push(`${reader.name}: receipts ${states.join(", ")} for ${id}`);
    }
    for (const { id, thread, speaker } of reader.heard) {
      if (speaker !== undefined && failed(speakers.get(speaker), id))
        found.push(`${reader.name}: heard ${id} of ${speaker} in ${thread}, which was told as failed`);
    }
  }
  return [...found, ...placedTwice(readers)];
}

function wronglyHeard({ name, heard }: Reader, threads: Threads): readonly string[] {
  const found: string[] = [];
  const keys = new Set<string>();
  const lastAt = new Map<string, number>();
  const lastNumber = new Map<string, number>();
  for (const one of heard) {
    const { thread, at, speaker, text, fetched } = one;
    const kind = threads.get(thread)?.kind;
    const who = `${name}: ${kind} ${speaker ?? "the bot"} "${text}" at ${at}`;
    if (keys.has(keyOf(one))) found.push(`${who} is doubled`);
    keys.add(keyOf(one));
    if (at <= (lastAt.get(thread) ?? 0) && !fetched) found.push(`${who} comes after ${lastAt.get(thread)}`);
    lastAt.set(thread, Math.max(at, lastAt.get(thread) ?? 0));
    // In rooms the bot says whatever it likes.
    if (kind === undefined || (kind === "room" && speaker === undefined)) continue;
    const number = numberOf(text);
    const line = `${thread} ${speaker}`;
    const before = lastNumber.get(line) ?? 0;
    if (number <= before) found.push(`${who} is ${number} after ${before}`);
    lastNumber.set(line, number);
  }
  return found;
}

/** One message is at one place for all, and two are not at the same. */
function placedTwice(readers: readonly Reader[]): readonly string[] {
  const places = new Map<string, string>();
  const messages = new Map<string, number>();
  const found = new Set<string>();
  for (const { heard } of readers) {
    for (const one of heard) {
      const key = keyOf(one);
      const place = `${one.thread} ${one.at}`;
      if ((places.get(place) ?? key) !== key) found.add(`two messages are at ${place}`);
      if ((messages.get(key) ?? one.at) !== one.at)
        found.add(`${key} is at ${one.at} and ${messages.get(key)}`);
      places.set(place, key);
      messages.set(key, one.at);
    }
  }
  return [...found];
}

function failed(speaker: Reader | undefined, id: string): boolean {
  return speaker?.told.get(id)?.includes("failed") ?? false;
}

/** An id is the sender's own: the same id from anybody else is another message. */
function keyOf({ thread, id, speaker }: Pick<Heard, "thread" | "id" | "speaker">): string {
  return `${thread} ${id} ${speaker}`;
}

function numberOf(text: string): number {
  if (text === FIRST || text === answerTo(1)) return 1;
  return Number(/(\d+)\D*$/.exec(text)?.[1] ?? Number.NaN);
}
