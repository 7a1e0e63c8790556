/**
 * What a turn leaves in memory to the person's next one: their ongoing conversation, as the database would give it. An
 * ordinary step then reads nothing (src/ledger/batch/memory.ts says why that is safe).
 */
import { flat } from "../../ledger/flat.ts";
import type { Leaving } from "../../ledger/job.ts";
import { type Conversation, draftOf, type StoredProps } from "../state.ts";
import type { Layered } from "./props-layers.ts";

/**
 * Whatever was made in the turn is kept as the text that was written: what an author's function may still hold in
 * its hands is not what was stored.
 */
interface Remembered {
  /** Without its properties. */
  readonly conversation: Conversation;
  /** What the column `props` holds: as it was read, or the JSON that was written. */
  readonly base: StoredProps | string;
  /** JSON of `recent`. */
  readonly recent: string;
}

const NONE: StoredProps = {};

/** What a turn leaves that has written this: nothing where the conversation has ended. */
export function remembered({ conversation, whole, recent }: Layered): Leaving | undefined {
  if (conversation.status !== "ongoing") return undefined;
  const base = whole ?? conversation.base ?? {};
  const kept = draftOf(conversation);
  kept.props = NONE;
  if (kept.thread !== null) kept.thread = flat(kept.thread);
  const state: Remembered = { conversation: kept, base, recent };
  return { state, size: ROW + sizeOf(base) + 2 * recent.length };
}

/** The conversation that a turn left. */
export function recalled(left: unknown): Conversation {
  const { conversation, base, recent } = left as Remembered;
  const stored = typeof base === "string" ? (JSON.parse(base) as StoredProps) : base;
  const since = recent === "{}" ? undefined : (JSON.parse(recent) as StoredProps);
  const draft = draftOf(conversation);
  draft.props = since === undefined ? stored : { ...stored, ...since };
  draft.base = stored;
  return draft;
}

// The other columns, and the objects themselves. Bytes.
const ROW = 1_000;
const PROPERTY = 64;

function sizeOf(props: StoredProps | string): number {
  if (typeof props === "string") return 2 * props.length;
  let size = 0;
  for (const name in props) {
    const value = props[name];
    size += PROPERTY + 2 * (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).length;
  }
  return size;
}
