/**
 * A turn leaves the ongoing conversation in memory to the person's next turn, as the database would give it. An ordinary
 * step then reads nothing (src/ledger/batch/memory.ts says why that is safe).
 */
import { flat } from "../../ledger/flat.ts";
import type { Leaving } from "../../ledger/job.ts";
import type { Meaning } from "../engine/meaning.ts";
import { needsTaken } from "../engine/step/resume.ts";
import type { Registry } from "../responders/registry.ts";
import { type Draft, draftOf, type State, type StoredProps } from "../state.ts";
import type { Layered } from "./props-layers.ts";

const NONE: StoredProps = {};

/**
 * Leaves a conversation, as it was written, to the next text. Leaves nothing if it has ended, waits for an effect, or
 * needs to be fitted to another version of its responder, or facts have to be read. The properties are kept as the JSON that was written: an
 * author's function may still hold, and change, the values of the turn.
 */
export function leavingOf({ conversation, whole, recent }: Layered, registry: Registry): Leaving | undefined {
  const { status, pending } = conversation;
  if (status !== "ongoing" || pending !== null || needsTaken(registry, conversation)) return undefined;
  if (registry.get(conversation.responder)?.builtIn !== undefined) return undefined;
  // The content of the column `props`: the JSON that was written, or the values that were read.
  const base = whole ?? conversation.base ?? NONE;
  const kept = draftOf(conversation);
  kept.props = NONE;
  if (kept.thread !== null) kept.thread = flat(kept.thread);
  return {
    size: ROW + sizeOf(base) + 2 * recent.length,
    // The person has just been heard, and is not absent.
    recall: ({ meaning }: { readonly meaning: Meaning }): State | undefined =>
      meaning.kind === "text" && meaning.wish === undefined
        ? { conversation: withProps(kept, base, recent) }
        : undefined,
  };
}

function withProps(kept: Draft, base: StoredProps | string, recent: string): Draft {
  const draft = draftOf(kept);
  draft.base = typeof base === "string" ? (JSON.parse(base) as StoredProps) : base;
  draft.props = recent === "{}" ? draft.base : { ...draft.base, ...(JSON.parse(recent) as StoredProps) };
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
