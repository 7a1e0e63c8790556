/** Goes where a step decided: to the next question, to an effect, or to the end. */

import type { Responder } from "../responders/responder.ts";
import type { AnyDecision } from "../responders/types.ts";
import { type Conversation, draftOf } from "../state.ts";
import { effectOf } from "./effects/intent.ts";
import type { Outcome } from "./outcome.ts";
import { settle, type Turned } from "./settle.ts";
import { questionOf } from "./step/prompt.ts";
import type { AnyValues } from "./step/resume.ts";
import type { EngineContext } from "./turn.ts";

export interface Followed {
  readonly responder: Responder;
  /** With the properties that the step has set. */
  readonly conversation: Conversation;
  readonly values: AnyValues;
  /** The texts that the step has said. */
  readonly says: readonly string[];
  readonly turned: Pick<Turned, "started" | "heard" | "taken" | "also">;
}

/** Throws if the decision names a step or effect that does not exist, and what the next prompt throws. */
export function follow(context: EngineContext, followed: Followed, decision: AnyDecision): Outcome {
  const { responder, conversation, says, turned } = followed;
  switch (decision?.kind) {
    case "go": {
      const next = responder.steps.get(decision.step);
      if (next === undefined)
        throw wrong(followed, `go() names the step "${decision.step}", which does not exist`);
      const draft = draftOf(conversation);
      draft.step = next.name;
      draft.list = next.list ?? null;
      draft.askedAt = context.now;
      return settle(context, {
        started: turned.started,
        heard: turned.heard,
        taken: turned.taken,
        also: turned.also,
        conversation: draft,
        said: joined(...says),
        question: questionOf(context, responder, next, followed.values),
      });
    }
    case "complete": {
      const text = joined(...says, decision.text ?? "");
      if (decision.effect !== undefined) {
        const effect = Object.hasOwn(responder.effects, decision.effect)
          ? responder.effects[decision.effect]
          : undefined;
        if (effect === undefined)
          throw wrong(followed, `complete() names the effect "${decision.effect}", which does not exist`);
        return awaiting(context, followed, decision.effect, { retryFor: effect.retryFor, said: text });
      }
      return settle(context, {
        ...turned,
        conversation: { ...conversation, status: "complete" },
        said: text || context.say("completed"),
      });
    }
    case "effect":
      return awaiting(context, followed, decision.effect, {
        retryFor: decision.retryFor,
        said: joined(...says),
      });
    case "abort":
      return settle(context, {
        ...turned,
        conversation: { ...conversation, status: "aborted", endedWhy: "responder" },
        said: joined(...says, decision.text ?? "") || context.say("aborted"),
      });
    default:
      throw wrong(
        followed,
        "receive decided nothing: return c.go(…), c.complete(…), c.abort(…) or c.refuse(…)",
      );
  }
}

function awaiting(
  context: EngineContext,
  { conversation, turned }: Followed,
  effect: string,
  { retryFor, said }: { readonly retryFor: number; readonly said: string },
): Outcome {
  // With a form the person was told that a message follows.
  const text = said === "" || turned.heard?.form !== undefined ? context.say("completed") : "";
  const { pending, run } = effectOf(context, conversation, effect, { retryFor, text });
  return settle(context, {
    ...turned,
    conversation: { ...conversation, pending },
    said,
    also: [...(turned.also ?? []), { kind: "effect", run }],
    working: true,
  });
}

function wrong({ responder, conversation }: Followed, what: string): Error {
  return new Error(`responder "${responder.name}", step "${conversation.step}": ${what}`);
}

/** Joins texts, each on lines of its own. */
export function joined(...parts: readonly string[]): string {
  let text = "";
  for (const part of parts) if (part !== "") text = text === "" ? part : `${text}\n${part}`;
  return text;
}
