/**
 * Fits a stored conversation to the responder as it is now. The names of steps are what lasts: a step that was
 * inserted, moved or edited needs nothing. An earlier version is migrated; what then still does not fit is asked
 * again. Never a failure, never a conversation that is dropped.
 */
import type { Answer } from "./answers/answer.ts";
import { migrated } from "./migrated.ts";
import { passing } from "./passing.ts";
import type { Registry } from "./registry.ts";
import type { Responder, RunnableStep } from "./responder.ts";
import type { Props, Values } from "./responder-types.ts";
import type { Script } from "./script.ts";
import type { Conversation, StoredProps, TakenAnswer } from "./state.ts";
import { texts } from "./texts.ts";

export type AnyValues = Values<Readonly<Record<string, Answer<unknown>>>>;

export interface Resumed {
  readonly responder: Responder;
  /** With step, version and properties that fit. */
  readonly conversation: Conversation;
  readonly step: RunnableStep;
  readonly values: AnyValues;
  /** Told to the person where it goes on elsewhere than it was left: the message at hand is no answer to that. */
  readonly note: string | undefined;
}

/** Whether `resume` will have to know the answers taken so far. */
export function needsTaken(registry: Registry, conversation: Conversation): boolean {
  const responder = registry.get(conversation.responder);
  return (
    responder !== undefined &&
    // In the straight-line form it is the function that tells where it goes on.
    responder.script === undefined &&
    (responder.version !== conversation.version || !responder.steps.has(conversation.step))
  );
}

/** `undefined` where the responder does not exist any more. */
export function resume(
  registry: Registry,
  conversation: Conversation,
  taken: readonly TakenAnswer[] = [],
): Resumed | undefined {
  const responder = registry.get(conversation.responder);
  if (responder === undefined) return undefined;
  const stored = migrated(responder, conversation);
  const { values, unfit } = readProps(responder.props, stored.props);
  const again = unfit.map((prop) => stepInto(responder, prop)).find((step) => step !== undefined);
  const step =
    responder.script === undefined
      ? (again ?? responder.steps.get(stored.step) ?? lastOf(responder, taken))
      : openOf(responder, responder.script, values, stored.step);
  // Where the straight-line form has asked it already, what does not fit is an old answer to the open question.
  const changed = (again !== undefined && responder.script === undefined) || step.name !== stored.step;
  return {
    responder,
    conversation: {
      ...conversation,
      version: responder.version,
      step: step.name,
      list: step.list ?? null,
      props: unfit.length === 0 ? stored.props : without(stored.props, unfit),
    },
    step,
    values,
    note: !changed
      ? undefined
      : again !== undefined
        ? texts.askedAgain(responder.name)
        : texts.stepGone(responder.name),
  };
}

/** The values of stored properties, and the names of those that do not fit their kinds. */
export function readProps(
  props: Props,
  stored: StoredProps,
): { readonly values: AnyValues; readonly unfit: readonly string[] } {
  const values: Record<string, unknown> = {};
  const unfit: string[] = [];
  for (const [name, kind] of Object.entries(props)) {
    const json = stored[name];
    if (json === undefined) continue;
    const read = kind.fromJson(json);
    if (read.ok) values[name] = read.value;
    else unfit.push(name);
  }
  return { values, unfit };
}

/** The question at which the run on the kept answers has ended; where it came to something else, that follows at once. */
function openOf(responder: Responder, script: Script, values: AnyValues, stored: string): RunnableStep {
  if (script.failure !== undefined) throw script.failure;
  const open = [...responder.steps.values()].find(({ name }) => !Object.hasOwn(values, name));
  return open ?? passing(stored, script);
}

function stepInto(responder: Responder, prop: string): RunnableStep | undefined {
  return [...responder.steps.values()].find((step) => step.into === prop);
}

function lastOf(responder: Responder, taken: readonly TakenAnswer[]): RunnableStep {
  for (const { step } of taken) {
    const found = responder.steps.get(step);
    if (found !== undefined) return found;
  }
  const first = responder.steps.get(responder.first);
  if (first === undefined) throw new Error(`responder "${responder.name}" has no first step`);
  return first;
}

function without(props: StoredProps, names: readonly string[]): StoredProps {
  return Object.fromEntries(Object.entries(props).filter(([name]) => !names.includes(name)));
}
