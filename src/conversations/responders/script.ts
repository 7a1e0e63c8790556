/** What the engine knows of a responder in the straight-line form. */

import type { StoredProps } from "../state.ts";
import type { ScriptBody } from "./script-run.ts";
import type { AnyDecision } from "./types.ts";

export interface Script {
  readonly body: ScriptBody;
  /** The names of all questions and effects that the run of this turn came to, in order. */
  readonly order: readonly string[];
  /** What that run said since the last of what was kept. */
  readonly says: readonly string[];
  /** What it ended with, where that is not a question. */
  readonly end?: AnyDecision;
  /** What it threw. */
  readonly failure?: unknown;
}

/** Before any run. */
export function scriptOf(body: ScriptBody): Script {
  return { body, order: [], says: [] };
}

/** The answers that remain where the question `name` is open again: what came after it is asked, or done, anew. */
export function keptBefore(kept: StoredProps, order: readonly string[], name: string): StoredProps {
  const dropped = order.slice(order.indexOf(name));
  return Object.fromEntries(Object.entries(kept).filter(([key]) => !dropped.includes(key)));
}
