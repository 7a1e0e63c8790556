/** Starts a conversation that the person did not ask for, or takes an answer to it that was given elsewhere. */
import type { State, StoredProps } from "../../state.ts";
import { nothing, type Outcome } from "../outcome.ts";
import { aside, lookLater } from "../settle.ts";
import { ask, takeAnswer } from "../step/accept-or-refuse.ts";
import { resume } from "../step/resume.ts";
import { prepared } from "../step/script-steps.ts";
import type { EngineContext } from "../turn.ts";
import { fresh } from "./fresh.ts";

export interface Starting {
  readonly responder: string;
  readonly step: string;
  readonly props: StoredProps;
  /** What the person has answered to the step already. */
  readonly answer?: string | undefined;
  /** When the step looks at the facts for the first time, in ms from now. */
  readonly lookIn: number;
  /** Said where another conversation goes on, which is not interrupted. */
  readonly busy: string;
}

/** Rejects with the error that a function of the step throws. */
export async function start(asked: EngineContext, state: State, starting: Starting): Promise<Outcome> {
  const { responder: name, step, props, answer, lookIn, busy } = starting;
  const { conversation: current } = state;
  const responder = asked.registry.get(name);
  if (responder === undefined) return nothing;
  const open = current?.responder === name && current.step === step ? current : undefined;
  if (current !== undefined && open === undefined) return aside(asked, current, { said: busy });
  if (open !== undefined && answer === undefined) return nothing;
  const conversation = open ?? { ...fresh(asked, responder), step, props };
  const context = await prepared(asked, conversation, state.facts);
  const resumed = resume(context.registry, conversation);
  if (resumed === undefined) return nothing;
  const started = open === undefined;
  if (answer !== undefined) return takeAnswer(context, { resumed, heard: undefined, text: answer, started });
  return ask(context, { resumed, started, also: [lookLater(conversation, context.now + lookIn)] });
}
