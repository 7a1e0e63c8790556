/** The text of an open question, with its choices: everything that can be known from the text alone. */

import type { Responder, RunnableStep } from "../../responders/responder.ts";
import type { Interlocutor } from "../../responders/types.ts";
import type { Conversation, TakenAnswer } from "../../state.ts";
import { texts } from "../../texts.ts";
import type { EngineContext, Turn } from "../turn.ts";
import { readingOf } from "./arguments.ts";
import type { Question } from "./question.ts";
import { type AnyValues, resume } from "./resume.ts";

/** What a step asks. Throws what the author's function throws. */
export function questionOf(
  responder: Responder,
  step: RunnableStep,
  values: AnyValues,
  person: Interlocutor,
): Question {
  const prompt: unknown = step.prompt(readingOf(responder.props, values, person));
  if (typeof prompt !== "string" || prompt.trim() === "") {
    throw new Error(`responder "${responder.name}": the prompt of step "${step.name}" gave no text`);
  }
  return { step, prompt, text: `${prompt}${choicesText(step)}` };
}

function choicesText({ accept }: RunnableStep): string {
  const skip = accept.required ? "" : ` ${texts.orSkip}`;
  if (accept.choices.length === 0) return skip;
  const labels = accept.choices.map(({ label }) => label);
  if (accept.layout === "brief") return ` (${labels.join("/")})${skip}`;
  return `${skip}\n${labels.map((label, index) => `${index + 1}. ${label}`).join("\n")}`;
}

/** The open question of the ongoing conversation, as it stands below the answer to a command. */
export interface OpenPrompt {
  readonly text: string;
  /** `undefined` where the text only says why nothing is asked. */
  readonly question?: Question;
  readonly problem?: unknown;
}

/** Empty where nothing is going on. A prompt that throws must not take `/help` and the way out with it. */
export function openPrompt(turn: Pick<Turn, "context" | "state">): OpenPrompt {
  const { context, state } = turn;
  const { conversation } = state;
  if (conversation === undefined) return { text: "" };
  try {
    return open(context, conversation, state.taken);
  } catch (problem) {
    return { text: texts.promptFailed, problem };
  }
}

function open(
  context: EngineContext,
  conversation: Conversation,
  taken: readonly TakenAnswer[] | undefined,
): OpenPrompt {
  if (conversation.pending !== null) return { text: texts.working };
  const resumed = resume(context.registry, conversation, taken);
  if (resumed === undefined) return { text: texts.responderGone(conversation.responder) };
  const question = questionOf(resumed.responder, resumed.step, resumed.values, context.person);
  return { text: question.text, question };
}
