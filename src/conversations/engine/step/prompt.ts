/** Makes the text of an open question, with its choices. */

import type { Say } from "../../../texts/index.ts";
import type { Choice } from "../../answers/kind.ts";
import type { OpenStep, Responder, RunnableStep } from "../../responders/responder.ts";
import type { Conversation, TakenAnswer } from "../../state.ts";
import type { EngineContext, Turn } from "../turn.ts";
import { opened, readingOf } from "./arguments.ts";
import { doubtQuestion } from "./doubt.ts";
import type { Question } from "./question.ts";
import { type AnyValues, type Resumed, resume } from "./resume.ts";

/** The question of a step. Throws the error that the author's function throws. */
export function questionOf(
  { say, person }: Pick<EngineContext, "say" | "person">,
  responder: Responder,
  step: RunnableStep,
  values: AnyValues,
): Question {
  const prompt: unknown =
    step.silent === true ? say("go-on") : step.prompt(readingOf(responder.props, values, person));
  if (typeof prompt !== "string" || prompt.trim() === "") {
    throw new Error(`responder "${responder.name}": the prompt of step "${step.name}" gave no text`);
  }
  const open = opened(step, responder, values, person);
  const choices = open.accept.choicesIn(say);
  return { step: open, prompt, choices, text: `${prompt}${choicesText(say, open, choices)}` };
}

function choicesText(say: Say, { accept }: OpenStep, choices: readonly Choice[]): string {
  const skip = accept.required ? "" : ` ${say("or-skip")}`;
  if (choices.length === 0) return skip;
  const labels = choices.map(({ label }) => label);
  if (accept.layout === "brief") return ` (${labels.join("/")})${skip}`;
  return `${skip}\n${labels.map((label, index) => `${index + 1}. ${label}`).join("\n")}`;
}

/** Whether a deploy has changed the question, and the person has not been shown it since. */
export function isNews(resumed: Resumed, warning: Conversation["warning"] | undefined): boolean {
  return resumed.changed !== undefined && warning?.doubt === undefined && warning?.shown !== shownAs(resumed);
}

/** What is kept of a changed question that was shown. */
export function shownAs({ responder, step }: Resumed): string {
  return `${responder.version} ${step.name}`;
}

/** The open question of the ongoing conversation, as it stands below the answer to a command. */
export interface OpenPrompt {
  readonly text: string;
  /** `undefined` if the text only says why nothing is asked. */
  readonly question?: Question;
  /** The conversation as this build has it, unless it does not go on. */
  readonly resumed?: Resumed;
  readonly problem?: unknown;
}

/** Says that the question is not, or may not be, the one that was asked; "" where it is. */
export function changedNote(say: Say, { changed, responder: { name } }: Resumed): string {
  if (changed === undefined) return "";
  return say(changed.kind === "answer" ? "asked-again" : "step-gone", { responder: name });
}

/** Empty if no conversation is ongoing. Never throws: a broken prompt must not break `/help` and the way out. */
export function openPrompt(turn: Pick<Turn, "context" | "state">): OpenPrompt {
  const { context, state } = turn;
  const { conversation } = state;
  if (conversation === undefined) return { text: "" };
  try {
    return open(context, conversation, state.taken);
  } catch (problem) {
    return { text: context.say("prompt-failed"), problem };
  }
}

function open(
  context: EngineContext,
  conversation: Conversation,
  taken: readonly TakenAnswer[] | undefined,
): OpenPrompt {
  if (conversation.pending !== null) return { text: context.say("working") };
  const resumed = resume(context.registry, conversation, taken);
  if (resumed === undefined)
    return { text: context.say("responder-gone", { responder: conversation.responder }) };
  const doubt = conversation.warning?.doubt;
  const question =
    doubt === undefined
      ? questionOf(context, resumed.responder, resumed.step, resumed.values)
      : doubtQuestion(context.say, doubt, resumed.step);
  return { text: question.text, question, resumed };
}
