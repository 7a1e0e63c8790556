/**
 * The properties of a conversation are stored in two columns, so that a step costs the same however many answers came
 * before it. The column `props` holds most of them; an ordinary step neither reads nor writes it, since its content is in
 * memory (src/conversations/store/carry-over.ts). The column `recent` is small and holds the properties set since `props`
 * was last written. From time to time `recent` is folded into `props`.
 */
import type { Conversation, StoredProps } from "../state.ts";

// In characters of JSON. PostgreSQL would move a longer value out of the row, to a table of its own.
const MOST_RECENT = 1_000;

/** A conversation as it is to be written. */
export interface Layered {
  readonly conversation: Conversation;
  /** JSON for `props` if that is written anew, else `null`. */
  readonly whole: string | null;
  /** JSON for `recent`. */
  readonly recent: string;
}

/** All properties in `props`. */
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

/** The properties that `props` has beyond `base`; `undefined` if one of `base` is gone. */
function setSince(base: StoredProps, props: StoredProps): StoredProps | undefined {
  const recent: Record<string, StoredProps[string]> = {};
  for (const name in props) {
    const value = props[name];
    // A property that was not set is the very value that was read.
    if (value !== undefined && (value !== base[name] || !Object.hasOwn(base, name))) recent[name] = value;
  }
  for (const name in base) if (!Object.hasOwn(props, name)) return undefined;
  return recent;
}
