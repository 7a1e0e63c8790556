/** A responder in the straight-line form, as the engine knows it during a turn. */

import type { StoredProps } from "../state.ts";
import type { Run, ScriptBody } from "./script-run.ts";
import type { AnyDecision } from "./types.ts";

export interface Script {
  readonly body: ScriptBody;
  /** The names of all questions and effects that the run of this turn came to, in order. */
  readonly order: readonly string[];
  /** The effects that it came to, by name. */
  readonly effects: Run["effects"];
  /** The texts that this run said after the last kept answer or result. */
  readonly says: readonly string[];
  /** The decision that it ended with, unless it ended at a question. */
  readonly end?: AnyDecision;
  /** The error that it threw. */
  readonly failure?: unknown;
}

/** Before any run. */
export function scriptOf(body: ScriptBody): Script {
  return { body, order: [], effects: new Map(), says: [] };
}

/**
 * The answers that remain when the question `name` is open again. All that came after it is asked, or done, anew. A name that
 * is not among `order` drops nothing.
 */
export function keptBefore(kept: StoredProps, order: readonly string[], name: string): StoredProps {
  const from = order.indexOf(name);
  const dropped = (from < 0 ? [] : order.slice(from)).flatMap((one) => [one, keyName(one)]);
  return Object.fromEntries(Object.entries(kept).filter(([key]) => !dropped.includes(key)));
}

/** The name under which the key of an effect with an `undo` is kept, beside its result. */
export function keyName(effect: string): string {
  return `${effect}#key`;
}
