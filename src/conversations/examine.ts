/** Tells how a stored conversation would go on with the responders of this build. It changes nothing. */
import { reason } from "../ops/reason.ts";
import { english } from "../texts/index.ts";
import { systemScheduler } from "../xmpp/scheduler.ts";
import { migrated } from "./engine/step/migrated.ts";
import { questionOf } from "./engine/step/prompt.ts";
import { type Changed, type Resumed, readProps, resume } from "./engine/step/resume.ts";
import { prepared } from "./engine/step/script-steps.ts";
import type { Registry } from "./responders/registry.ts";
import type { Responder } from "./responders/responder.ts";
import { runScript } from "./responders/script-run.ts";
import type { Interlocutor, Stored } from "./responders/types.ts";
import { patiently } from "./slow-decision.ts";
import type { Conversation, PendingEffect } from "./state.ts";
import type { OngoingConversation } from "./store/ongoing.ts";

export type Finding =
  | { readonly result: "resumes" }
  /** It goes on at `step`, whose question the person is asked again. */
  | { readonly result: "asks again"; readonly step: string; readonly why: string }
  /** It is kept, but only `/abort` or an earlier build can do anything with it. */
  | { readonly result: "stranded"; readonly why: string };

/** Tries out migrations, stored answers, the prompt, and the effect if it waits for one. Never rejects. */
export async function examine(
  registry: Registry,
  { conversation, taken, person }: OngoingConversation,
): Promise<Finding> {
  const responder = registry.get(conversation.responder);
  if (responder === undefined) return stranded("no responder of this build is called so");
  const { pending } = conversation;
  if (pending !== null) return waiting(responder, { ...conversation, pending }, person);
  let resumed: Resumed | undefined;
  try {
    const there = await patiently(
      systemScheduler,
      prepared({ registry, person, say: english }, conversation),
    );
    resumed = resume(there.registry, conversation, taken);
  } catch (error) {
    return stranded(`migrate, or reading the stored answers, throws: ${reason(error)}`);
  }
  if (resumed === undefined) return stranded("no responder of this build is called so");
  const { step, values, changed } = resumed;
  try {
    questionOf({ say: english, person }, responder, step, values);
  } catch (error) {
    return stranded(`the prompt of step "${step.name}" throws: ${reason(error)}`);
  }
  return changed === undefined
    ? { result: "resumes" }
    : { result: "asks again", step: step.name, why: whyChanged(responder, changed) };
}

/** The conversation waits for an effect, which runs with the properties stored when it was decided. */
async function waiting(
  responder: Responder,
  conversation: Conversation & { readonly pending: PendingEffect },
  person: Interlocutor,
): Promise<Finding> {
  const { effects, props, script } = responder;
  const { effect, undo } = conversation.pending;
  let stored: Stored;
  try {
    stored = migrated(responder, conversation);
  } catch (error) {
    return stranded(`migrate throws: ${reason(error)}`);
  }
  const gone = stranded(`it waits for the effect "${effect}", which does not exist any more`);
  if (script !== undefined) {
    const { [effect]: gave, ...before } = stored.props;
    // One that is undone has run: without what it gave, the run comes to it.
    const kept = undo === undefined ? stored.props : before;
    try {
      const { end } = await patiently(systemScheduler, runScript(script.body, { kept, person }));
      return end.kind === "effect" && end.effect === effect ? { result: "resumes" } : gone;
    } catch (error) {
      return stranded(`what leads to the effect "${effect}" throws: ${reason(error)}`);
    }
  }
  if (!Object.hasOwn(effects, effect)) return gone;
  const { unfit } = readProps(props, stored.props);
  return unfit.length === 0
    ? { result: "resumes" }
    : stranded(`it waits for the effect "${effect}", but ${unfitText(unfit)}`);
}

function whyChanged({ version }: Responder, changed: Changed): string {
  switch (changed.kind) {
    case "answer":
      return unfitText([changed.prop]);
    case "step":
      return `the step "${changed.step}" does not exist any more`;
    case "version":
      return `version ${changed.version} has stored it, and this build has version ${version}`;
  }
}

function unfitText(props: readonly string[]): string {
  return `what is stored as ${props.map((prop) => `"${prop}"`).join(", ")} does not fit any more`;
}

function stranded(why: string): Finding {
  return { result: "stranded", why };
}
