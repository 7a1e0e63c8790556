/** Positions in the stream, and the messages that were seen: what is new, what was missed. */
import type { Message } from "../mapping/objects.ts";

/** A position is an epoch, a dot, and the number of an event: `7f.42`. */
function read(position: string): { readonly epoch: string; readonly number: number } {
  const dot = position.lastIndexOf(".");
  return { epoch: position.slice(0, dot), number: Number(position.slice(dot + 1)) };
}

/** The position right before an event. */
export function positionBefore(id: string): string {
  const { epoch, number } = read(id);
  return `${epoch}.${number - 1}`;
}

/**
 * Whether an event follows: `seen` before, the `next` one, or there is a `gap` between. `here`: the position of this tab,
 * `after`: that of whoever read the event, before it.
 */
export function follows(here: string | undefined, after: string, id: string): "seen" | "next" | "gap" {
  if (here === undefined || here === after) return "next";
  const [mine, its] = [read(here), read(id)];
  return mine.epoch === its.epoch && its.number <= mine.number ? "seen" : "gap";
}

/** Whether `position` is ahead of `here`, or of another epoch. */
export function isAhead(position: string, here: string): boolean {
  return position !== here && follows(here, "", position) === "gap";
}

// More than come between two looks at the history; a page of it has 100.
const MOST_KNOWN = 300;

/** The messages of each thread that this tab has emitted. */
export interface KnownMessages {
  /** `false`: it was there already. */
  add(message: Message): boolean;
  has(message: Message): boolean;
  hasThread(thread: string): boolean;
}

/** The same id from somebody else is another message. */
const keyOf = ({ id, sender }: Message) => `${id} ${sender.id}`;

export function createKnownMessages(): KnownMessages {
  const threads = new Map<string, Set<string>>();
  const has = (message: Message) => threads.get(message.thread)?.has(keyOf(message)) ?? false;
  return {
    has,
    hasThread: (thread) => threads.has(thread),
    add(message) {
      if (has(message)) return false;
      const known = threads.get(message.thread) ?? new Set();
      threads.set(message.thread, known.add(keyOf(message)));
      const [oldest] = known;
      if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
      return true;
    },
  };
}

/** Of a page of a history, newest first: what was missed, and whether a known message ends it. */
export function missedOf(
  page: readonly Message[],
  known: KnownMessages,
): { readonly missed: readonly Message[]; readonly reached: boolean } {
  const end = page.findIndex((message) => known.has(message));
  return end < 0 ? { missed: page, reached: false } : { missed: page.slice(0, end), reached: true };
}
