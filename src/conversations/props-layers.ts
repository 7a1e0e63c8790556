/**
 * How the properties of a conversation are stored, so that a step costs the same however many answers came before it:
 * all of them in one column, `props`, which an ordinary step neither writes nor reads, and what was set since in
 * another, `recent`, which is small. From time to time the one is folded into the other.
 *
 * What was read of `props` is kept in memory for those who talk now. That is no second truth: each read says which
 * revision it knows, and the database sends the column where it has another.
 */
import type { PropsLayers, StoredProps } from "./state.ts";

// In characters of JSON. More would not fit beside the rest of the row without being moved to a table of its own.
const MOST_RECENT = 1_000;
// Below that it costs less to send than to know.
const WORTH_KNOWING = 10;
// People who talk at the same time; some megabytes at most.
const KNOWN = 1_000;

interface Known extends PropsLayers {
  readonly conversation: string;
}

const known = new Map<string, Known>();

/** What is known of the ongoing conversation of a person. */
export function knownBase(personId: string): Known | undefined {
  return known.get(personId);
}

/**
 * The layers as they were read; `props` is `null` where `asked`, which was said to be known when it was read, still
 * holds: by now it may have had to make room for others.
 */
export function layersOf(
  personId: string,
  read: { readonly id: string; readonly props: StoredProps | null; readonly props_rev: number },
  asked: PropsLayers | undefined,
): PropsLayers {
  const { id: conversation, props_rev: baseRev } = read;
  const base = read.props ?? asked?.base ?? {};
  known.delete(personId);
  if (Object.keys(base).length > WORTH_KNOWING) {
    known.set(personId, { conversation, base, baseRev });
    if (known.size > KNOWN) known.delete(known.keys().next().value ?? "");
  }
  return { base, baseRev };
}

/** What is to be written, as JSON: `whole` where `props` is written anew, and what is `recent` then. */
export function layersToWrite(
  props: StoredProps,
  layers: PropsLayers | undefined,
): { readonly whole: string | null; readonly recent: string } {
  const recent = layers === undefined ? undefined : setSince(layers.base, props);
  const text = recent === undefined ? undefined : JSON.stringify(recent);
  return text === undefined || text.length > MOST_RECENT
    ? { whole: JSON.stringify(props), recent: "{}" }
    : { whole: null, recent: text };
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
