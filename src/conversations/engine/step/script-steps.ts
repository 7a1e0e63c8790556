/**
 * A responder in the straight-line form as the engine sees it during one turn: its steps are the questions that a run on
 * the kept answers comes to. The run is the author's code and may take its time. So it comes before the turn, and the
 * turn itself is the same as that of any responder.
 */

import type { Answer } from "../../answers/kind.ts";
import type { Responder, RunnableStep } from "../../responders/responder.ts";
import { keptBefore, type Script } from "../../responders/script.ts";
import { type Run, runScript, type ScriptQuestion } from "../../responders/script-run.ts";
import type { AnyDecision, Interlocutor } from "../../responders/types.ts";
import type { Conversation, StoredProps } from "../../state.ts";
import type { EngineContext } from "../turn.ts";
import { migrated } from "./migrated.ts";

/** The context of a turn, with the steps of the conversation's responder. `facts`: those that it has read. */
export async function prepared<C extends Pick<EngineContext, "registry" | "person" | "say">>(
  context: C,
  conversation: Conversation | undefined,
  facts?: unknown,
): Promise<C> {
  const responder = conversation === undefined ? undefined : context.registry.get(conversation.responder);
  // While an effect runs there is no question, and the responder is not needed.
  if (responder === undefined || conversation === undefined || conversation.pending !== null) return context;
  const { script, builtIn } = responder;
  if (script === undefined && builtIn === undefined) return context;
  const view =
    script === undefined
      ? (builtIn?.view(facts, context.say) ?? responder)
      : await viewOf(responder, script, conversation, context.person);
  return { ...context, registry: new Map(context.registry).set(responder.name, view) };
}

async function viewOf(
  responder: Responder,
  script: Script,
  conversation: Conversation,
  person: Interlocutor,
): Promise<Responder> {
  try {
    const kept = migrated(responder, conversation).props;
    const run = await runScript(script.body, { kept, person });
    return view(responder, person, kept, run, conversation.rev === 0);
  } catch (failure) {
    // The error shows when the open question is looked for, which /abort and /help do not do.
    return { ...responder, script: { ...script, failure } };
  }
}

function view(
  responder: Responder,
  person: Interlocutor,
  kept: StoredProps,
  run: Run,
  fresh: boolean,
): Responder {
  const { body } = responder.script as Script;
  const steps = new Map<string, RunnableStep>();
  const props: Record<string, Answer<unknown>> = {};
  const add = ({ name, answer, prompt, label, list, check }: ScriptQuestion): void => {
    props[name] = answer;
    steps.set(name, {
      name,
      label,
      accept: answer,
      list,
      into: name,
      prompt: () => prompt,
      receive: async (c, value) => {
        const reason = await check?.(value);
        if (reason !== undefined) return c.refuse(reason);
        const earlier = keptBefore(kept, run.order, name);
        const next = await runScript(body, { kept: { ...earlier, [name]: answer.toJson(value) }, person });
        for (const one of next.asked) add(one);
        c.set(name, value);
        for (const text of [...(fresh ? run.says : []), ...next.says]) c.say(text);
        return decisionOf(next);
      },
    });
  };
  for (const one of run.asked) add(one);
  const end = run.end.kind === "ask" ? {} : { end: decisionOf(run) };
  return {
    ...responder,
    steps,
    props,
    script: { body, order: run.order, effects: run.effects, says: run.says, ...end },
  };
}

/** Goes on once `kept` has the result of an effect: gives the decision, and the responder with its steps. */
export async function goOn(
  responder: Responder,
  person: Interlocutor,
  kept: StoredProps,
): Promise<{
  readonly responder: Responder;
  readonly decision: AnyDecision;
  readonly says: readonly string[];
}> {
  const { body } = responder.script as Script;
  const run = await runScript(body, { kept, person });
  return { responder: view(responder, person, kept, run, false), decision: decisionOf(run), says: run.says };
}

function decisionOf({ end }: Run): AnyDecision {
  switch (end.kind) {
    case "ask":
      return { kind: "go", step: end.step };
    case "effect":
    case "handOver":
      return end;
    case "complete":
      return { kind: "complete", text: end.text, effect: undefined };
    case "abort":
      return { kind: "abort", text: end.text };
    case "ran":
      throw new Error("an effect was executed in a turn");
  }
}
