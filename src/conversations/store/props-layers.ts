/**
 * How the properties of a conversation are stored, so that a step costs the same however many answers came before it:
 * all of them in one column, `props`, which an ordinary step neither writes nor reads (what it was when it was last
 * read or written is in memory, src/conversations/store/carry-over.ts), and what was set since in another, `recent`, which
 * is small. From time to time the one is folded into the other.
 */
import type { Conversation, StoredProps } from "../state.ts";

// In characters of JSON. More would not fit beside the rest of the row without being moved to a table of its own.
const MOST_RECENT = 1_000;

/** A conversation as it is to be written. */
export interface Layered {
  readonly conversation: Conversation;
  /** JSON for `props` where that is written anew, else `null`. */
  readonly whole: string | null;
  /** JSON for `recent`. */
  readonly recent: string;
}

/** All of it in `props`. */
export function inOneLayer(conversation: Conversation): Layered {
  return { conversation, whole: JSON.stringify(conversation.props), recent: "{}" };
}

export function layered(conversation: Conversation): Layered {
  const { props, base } = conversation;
  const recent = base === undefined ? undefined : setSince(base, props);
  const text = recent === undefined ? undefined : JSON.stringify(recent);
  return text === undefined || text.length > MOST_RECENT
    ? inOneLayer(conversation)
    : { conversation, whole: null, recent: text };
}

/** What `props` has beyond `base`; `undefined` where something of that is gone. */
function setSince(base: StoredProps, props: StoredProps): StoredProps | undefined {
  const recent: Record<string, StoredProps[string]> = {};
  for (const name in props) {
    const value = props[name];
    // What was not set is the very value that was read.
    if (value !== undefined && (value !== base[name] || !Object.hasOwn(base, name))) recent[name] = value;
  }
  for (const name in base) if (!Object.hasOwn(props, name)) return undefined;
  return recent;
}
