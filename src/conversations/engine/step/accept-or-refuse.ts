/** Takes a message as the answer to the open question, or refuses it and asks again. */
import type { Json } from "../../../ledger/statement.ts";
import { accepted, type Parsed } from "../../answers/kind.ts";
import type { OpenStep, Responder } from "../../responders/responder.ts";
import { type Conversation, type Doubt, draftOf, type StoredProps } from "../../state.ts";
import { follow, joined } from "../follow.ts";
import type { Change, Outcome, Reply } from "../outcome.ts";
import { settle } from "../settle.ts";
import type { EngineContext, Heard } from "../turn.ts";
import { opened } from "./arguments.ts";
import { doubtQuestion, takesAnyText } from "./doubt.ts";
import { filledText } from "./form-text.ts";
import { questionOf } from "./prompt.ts";
import { receiveArgument, withSet } from "./receive-argument.ts";
import type { Resumed } from "./resume.ts";

export interface Answering extends Partial<Pick<Reply, "tone" | "filled">> {
  readonly resumed: Resumed;
  /** `undefined`: it was said elsewhere. */
  readonly heard: Heard | undefined;
  /** The text that is read as the answer, unless a form was filled in: the body, or the argument of `/new`. */
  readonly text: string;
  readonly started?: boolean;
  /** The changes that go with it: the end of another conversation, an answer taken back. */
  readonly also?: readonly Change[];
  /** The person was asked whether this is the answer, and said so. */
  readonly meant?: boolean;
  /** The words before the question show what somebody typed. */
  readonly verbatim?: boolean;
}

/** Takes an answer, or says why not and leaves the question open. Rejects with the error that the step throws. */
export async function takeAnswer(context: EngineContext, answering: Answering): Promise<Outcome> {
  const { resumed, heard, started = false, also = [] } = answering;
  const { conversation, responder, values } = resumed;
  const step = opened(resumed.step, responder, values, context.person);
  const filled = heard?.form?.kind === "answer" ? heard.form.values : undefined;
  const read = readAnswer(context, step, responder, filled ?? answering.text, answering.meant);
  const said: Answering =
    filled === undefined || heard === undefined
      ? answering
      : { ...answering, filled, heard: { ...heard, body: filledText(context.say, step.accept, filled) } };
  if (!read.ok && read.unlessOpen !== undefined && filled === undefined) {
    return askWhich(context, answering, { wish: "skip", body: answering.text });
  }
  if (!read.ok) return step.waits === true ? ask(context, said) : refuse(context, said, read.reason);
  const acted = receiveArgument(responder, values, context.person);
  const decision = await step.receive(acted.c, read.value);
  const says = read.understood === undefined ? acted.says : [read.understood, ...acted.says];
  if (decision?.kind === "refuse") return refuse(context, said, decision.text, says);
  const { props } = conversation;
  const taken =
    step.silent === true || step.final === true
      ? undefined
      : { step: step.name, undo: undoOf(props, acted.set) };
  const draft = draftOf(conversation);
  draft.props = withSet(props, acted.set);
  draft.warning = null;
  const followed = {
    responder,
    conversation: draft,
    values: acted.values,
    says,
    turned: { started, heard: said.heard, also, taken },
  };
  return follow(context, followed, decision);
}

/** Asks again, below the reason and the words before it. */
function refuse(
  context: EngineContext,
  answering: Answering,
  reason: string,
  says: readonly string[] = [],
): Outcome {
  const { resumed } = answering;
  const words = joined(...openingOf(answering), ...says, withWayOut(context, resumed.conversation, reason));
  return ask(context, refusedOnceMore(answering), words);
}

/** What the straight-line form has said before its first question. An answer that is taken says it itself. */
function openingOf({ started, resumed }: Pick<Answering, "started" | "resumed">): readonly string[] {
  return (started ? resumed.responder.script?.says : undefined) ?? [];
}

function refusedOnceMore(answering: Answering): Answering {
  const { resumed } = answering;
  const { conversation } = resumed;
  const warning = { ...conversation.warning, refused: (conversation.warning?.refused ?? 0) + 1 };
  return { ...answering, tone: "error", resumed: { ...resumed, conversation: { ...conversation, warning } } };
}

/** From the second refusal in a row on, the reason with the words that lead out of it. */
function withWayOut({ say }: EngineContext, { warning }: Conversation, reason: string): string {
  return warning?.refused === undefined ? reason : `${reason}\n${say("way-out")}`;
}

/** Whether the open question takes a text as its answer. `any`: whether it takes any text. */
export function fits(
  context: EngineContext,
  { step, responder, values }: Resumed,
  text: string,
): "no" | "yes" | "any" {
  let open: OpenStep;
  try {
    open = opened(step, responder, values, context.person);
  } catch {
    // There is a way out of a question that cannot be asked, too.
    return "no";
  }
  if (!readAnswer(context, open, responder, text).ok) return "no";
  return takesAnyText(open) ? "any" : "yes";
}

/** Asks whether a text is the answer, or says what it says to the bot. */
export function askWhich(
  context: EngineContext,
  { resumed, ...turned }: Omit<Answering, "text">,
  wondering: Omit<Doubt, "at">,
): Outcome {
  const { conversation, step } = resumed;
  const doubt = { ...wondering, at: context.now };
  return settle(context, {
    ...turned,
    conversation: { ...conversation, warning: { ...conversation.warning, doubt } },
    said: joined(...openingOf({ ...turned, resumed })),
    question: doubtQuestion(context.say, doubt, step),
  });
}

/** Asks the open question, below some words if there are any. */
export function ask(
  context: EngineContext,
  answering: Omit<Answering, "text" | "heard"> & Partial<Pick<Answering, "heard">>,
  words = "",
): Outcome {
  const { resumed, ...turned } = answering;
  const { conversation, responder, step, values } = resumed;
  const question = questionOf(context, responder, step, values);
  return settle(context, { ...turned, conversation, said: words, question });
}

function readAnswer(
  { now, person, say }: EngineContext,
  step: OpenStep,
  { props }: Responder,
  said: string | readonly string[],
  meant = false,
): Parsed<unknown> {
  const hearing = { now, lang: person.lang, say };
  const heard =
    typeof said === "string" ? step.accept.parse(said, hearing) : step.accept.fromForm(said, hearing);
  const read = meant && !heard.ok && heard.unlessOpen !== undefined ? accepted(heard.unlessOpen) : heard;
  if (!read.ok || step.into === undefined) return read;
  // The property may be narrower than what the step accepts: `text()` into `text().max(80)`.
  const kind = props[step.into];
  if (kind === undefined) return read;
  const kept = kind.fromJson(kind.toJson(read.value), say);
  const { understood } = read;
  return kept.ok && understood !== undefined ? { ok: true, value: kept.value, understood } : kept;
}

function undoOf(props: StoredProps, set: ReadonlyMap<string, Json>): StoredProps {
  const undo: Record<string, Json> = {};
  for (const prop of set.keys()) undo[prop] = props[prop] ?? null;
  return undo;
}
