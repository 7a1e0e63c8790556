/** Takes what a person said as the answer to the open question, and goes where the step decides. */
import type { Json } from "../ledger/work.ts";
import { type Acted, acting } from "./acting.ts";
import type { Parsed } from "./answers/answer.ts";
import type { EngineContext, Heard } from "./context.ts";
import { effectOf } from "./effect-run.ts";
import { andThen, type Maybe } from "./maybe.ts";
import type { Change, Outcome } from "./outcome.ts";
import { promptText } from "./prompt.ts";
import type { StepDecision } from "./responder-types.ts";
import type { Resumed } from "./resume.ts";
import { settle } from "./settle.ts";
import type { Conversation, StoredProps } from "./state.ts";
import { texts } from "./texts.ts";

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
  const { resumed, text } = answering;
  const { responder, step, values } = resumed;
  const read = readAnswer(context, resumed, text);
  if (!read.ok) return ask(context, answering, read.reason);
  const acted = acting(responder, values, context.person);
  return andThen(step.receive(acted.c, read.value), (decision) =>
    advance(context, answering, acted, decision),
  );
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

function advance(
  context: EngineContext,
  answering: Answering,
  acted: Acted,
  decision: StepDecision,
): Outcome {
  const { resumed, heard, started = false, also = [] } = answering;
  const { responder, step } = resumed;
  const before = resumed.conversation;
  const conversation: Conversation = { ...before, props: withSet(before.props, acted.set), warning: null };
  const turned = { started, heard, taken: { step: step.name, undo: undoOf(before.props, acted.set) } };
  switch (decision?.kind) {
    case "go": {
      const next = responder.steps.get(decision.step);
      if (next === undefined)
        throw wrong(resumed, `go() names the step "${decision.step}", which does not exist`);
      const question = promptText(responder, next, acted.values, context.person);
      return settle(context, {
        ...turned,
        conversation: { ...conversation, step: next.name, list: next.list ?? null, askedAt: context.now },
        said: joined(...acted.says, question),
        also,
      });
    }
    case "complete": {
      const text = joined(...acted.says, decision.text ?? "") || texts.completed;
      if (decision.effect === undefined) {
        return settle(context, {
          ...turned,
          conversation: { ...conversation, status: "complete" },
          said: text,
          also,
        });
      }
      if (!Object.hasOwn(responder.effects, decision.effect)) {
        throw wrong(resumed, `complete() names the effect "${decision.effect}", which does not exist`);
      }
      const { pending, run } = effectOf(context, conversation, decision.effect, text);
      return settle(context, {
        ...turned,
        conversation: { ...conversation, pending },
        said: "",
        also: [...also, { kind: "effect", run }],
        working: true,
      });
    }
    case "abort":
      return settle(context, {
        ...turned,
        conversation: { ...conversation, status: "aborted", endedWhy: "responder" },
        said: joined(...acted.says, decision.text ?? "") || texts.aborted,
        also,
      });
    default:
      throw wrong(resumed, "receive decided nothing: return c.go(…), c.complete(…) or c.abort(…)");
  }
}

function wrong({ responder, step }: Resumed, what: string): Error {
  return new Error(`responder "${responder.name}", step "${step.name}": ${what}`);
}

function withSet(props: StoredProps, set: ReadonlyMap<string, Json>): StoredProps {
  if (set.size === 0) return props;
  const changed: Record<string, Json> = { ...props };
  for (const prop of set.keys()) changed[prop] = set.get(prop) ?? null;
  return changed;
}

function undoOf(props: StoredProps, set: ReadonlyMap<string, Json>): StoredProps {
  const undo: Record<string, Json> = {};
  for (const prop of set.keys()) undo[prop] = props[prop] ?? null;
  return undo;
}

/** What there is to say, each on lines of its own. */
export function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}
