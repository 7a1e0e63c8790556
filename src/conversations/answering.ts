/** Takes what a person said as the answer to the open question, or asks it again. */
import type { Json } from "../ledger/work.ts";
import { acting } from "./acting.ts";
import type { Parsed } from "./answers/answer.ts";
import type { EngineContext, Heard } from "./context.ts";
import { follow, joined } from "./following.ts";
import { andThen, type Maybe } from "./maybe.ts";
import type { Change, Outcome } from "./outcome.ts";
import { promptText } from "./prompt.ts";
import type { Resumed } from "./resume.ts";
import { settle } from "./settle.ts";
import type { StoredProps } from "./state.ts";

export interface Answering {
  readonly resumed: Resumed;
  readonly heard: Heard;
  /** The text to be read as the answer: the body, or the argument of `/new`. */
  readonly text: string;
  readonly started?: boolean;
  /** What goes with it: the end of another conversation, an answer taken back. */
  readonly also?: readonly Change[];
  /** The words before the question show what somebody typed. */
  readonly verbatim?: boolean;
}

/** Takes an answer, or says why not; the question then stays open. Throws what the step's functions throw. */
export function takeAnswer(context: EngineContext, answering: Answering): Maybe<Outcome> {
  const { resumed, text, heard, started = false, also = [] } = answering;
  const { conversation, responder, step, values } = resumed;
  const read = readAnswer(context, resumed, text);
  if (!read.ok) return ask(context, answering, read.reason);
  const acted = acting(responder, values, context.person);
  return andThen(step.receive(acted.c, read.value), (decision) => {
    const { props } = conversation;
    const taken = step.silent === true ? {} : { taken: { step: step.name, undo: undoOf(props, acted.set) } };
    const followed = {
      responder,
      conversation: { ...conversation, props: withSet(props, acted.set), warning: null },
      values: acted.values,
      says: acted.says,
      turned: { started, heard, also, ...taken },
    };
    return follow(context, followed, decision);
  });
}

/** Asks the open question, after some words if there are any. */
export function ask(context: EngineContext, answering: Omit<Answering, "text">, words = ""): Outcome {
  const { resumed, heard, started = false, also = [], verbatim = false } = answering;
  const { conversation, responder, step, values } = resumed;
  const question = promptText(responder, step, values, context.person);
  return settle(context, { conversation, started, heard, said: joined(words, question), verbatim, also });
}

function readAnswer(
  { now, person }: EngineContext,
  { step, responder }: Resumed,
  text: string,
): Parsed<unknown> {
  const read = step.accept.parse(text, { now, lang: person.lang });
  if (!read.ok || step.into === undefined) return read;
  // The property may be narrower than what the step accepts: `text()` into `text().max(80)`.
  const kind = responder.props[step.into];
  return kind === undefined ? read : kind.fromJson(kind.toJson(read.value));
}

function withSet(props: StoredProps, set: ReadonlyMap<string, Json>): StoredProps {
  return set.size === 0 ? props : { ...props, ...Object.fromEntries(set) };
}

function undoOf(props: StoredProps, set: ReadonlyMap<string, Json>): StoredProps {
  return Object.fromEntries([...set.keys()].map((prop) => [prop, props[prop] ?? null]));
}
