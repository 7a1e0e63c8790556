/** Goes where a step decided: to the next question, to an effect, or to the end. */

import type { Responder } from "../responders/responder.ts";
import type { AnyDecision, HandOver, Writes } from "../responders/types.ts";
import { type Conversation, draftOf } from "../state.ts";
import { handedOver } from "./beginning/hand-over.ts";
import { effectOf } from "./effects/intent.ts";
import type { Outcome } from "./outcome.ts";
import { lookLater, settle, type Turned, written } from "./settle.ts";
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
export function follow(
  context: EngineContext,
  followed: Followed,
  decision: AnyDecision,
): Outcome | Promise<Outcome> {
  const { responder, conversation, says } = followed;
  const turned = decision?.writes === undefined ? followed.turned : alsoWriting(followed, decision.writes);
  switch (decision?.kind) {
    case "go": {
      const next = responder.steps.get(decision.step);
      if (next === undefined)
        throw wrong(followed, `go() names the step "${decision.step}", which does not exist`);
      const draft = draftOf(conversation);
      draft.step = next.name;
      draft.list = next.list ?? null;
      draft.askedAt = context.now;
      if (next.look !== undefined) {
        const also = [...(turned.also ?? []), lookLater(draft, context.now)];
        return settle(context, { ...turned, also, conversation: draft, said: joined(...says) });
      }
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
    case "handOver":
      return handOver(context, followed, decision.to);
    default:
      throw wrong(
        followed,
        "receive decided nothing: return c.go(…), c.complete(…), c.abort(…), c.refuse(…) or c.handOver(…)",
      );
  }
}

function alsoWriting({ turned, conversation }: Followed, writes: Writes): Followed["turned"] {
  return { ...turned, also: [...(turned.also ?? []), ...written(writes(conversation))] };
}

/** Completes the conversation, and goes on with the one that waits in the line. */
async function handOver(context: EngineContext, followed: Followed, to: HandOver): Promise<Outcome> {
  const { conversation, says, turned } = followed;
  const handed = await handedOver(context, conversation, to);
  const complete = (...said: readonly string[]): Outcome =>
    settle(context, {
      ...turned,
      conversation: { ...conversation, status: "complete" },
      said: joined(...said),
    });
  if (handed === undefined) {
    const problem = wrong(followed, "handOver() needs rooms; set rooms.service");
    return { ...complete(...says, context.say("nobody-here")), problem };
  }
  const { resumed, decision } = handed;
  const ended = complete(...(decision === undefined ? [] : says));
  const next =
    decision === undefined
      ? settle(handed.context, {
          conversation: resumed.conversation,
          started: true,
          said: joined(...says),
          question: questionOf(context, resumed.responder, resumed.step, resumed.values),
        })
      : await follow(handed.context, { ...resumed, says: handed.says, turned: { started: true } }, decision);
  const outcome: Outcome = {
    ...next,
    changes: [...ended.changes, ...next.changes],
    reply: next.reply ?? ended.reply,
  };
  return decision === undefined
    ? {
        ...outcome,
        problem: wrong(followed, `handOver() names the queue "${to.queue}", which does not exist`),
      }
    : outcome;
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
