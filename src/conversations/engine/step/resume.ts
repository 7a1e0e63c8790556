/**
 * Fits a stored conversation to the responder as it is now. It relies on the names of steps, so a step may be inserted,
 * moved or edited without more ado. An earlier version is migrated. An answer that then still does not fit is asked for
 * again, and so is the open question if a later version has stored it. No conversation is ever dropped.
 */
import type { Answer } from "../../answers/kind.ts";
import type { Registry } from "../../responders/registry.ts";
import type { Responder, RunnableStep } from "../../responders/responder.ts";
import { keptBefore, type Script } from "../../responders/script.ts";
import type { Props, Values } from "../../responders/types.ts";
import { type Conversation, draftOf, type StoredProps, type TakenAnswer } from "../../state.ts";
import { migrated } from "./migrated.ts";
import { silentStep } from "./silent-step.ts";

export type AnyValues = Values<Readonly<Record<string, Answer<unknown>>>>;

/** Why a conversation does not simply go on: a step or an answer does not fit, or its version is not known. */
export type Changed =
  | { readonly kind: "answer"; readonly prop: string }
  | { readonly kind: "step"; readonly step: string }
  /** It is the version of a later build, which was taken back. */
  | { readonly kind: "version"; readonly version: number };

export interface Resumed {
  readonly responder: Responder;
  /** Its step, version and properties fit. */
  readonly conversation: Conversation;
  readonly step: RunnableStep;
  readonly values: AnyValues;
  /** Set if its question is not, or may not be, the one that the person was asked. */
  readonly changed: Changed | undefined;
}

/** Whether `resume` will have to know the answers taken so far. */
export function needsTaken(registry: Registry, conversation: Conversation): boolean {
  const responder = registry.get(conversation.responder);
  return (
    responder !== undefined &&
    // In the straight-line form the function itself tells where it goes on.
    responder.script === undefined &&
    (responder.version !== conversation.version ||
      !responder.steps.has(conversation.step) ||
      !fits(responder, conversation))
  );
}

function fits({ props }: Responder, conversation: Conversation): boolean {
  try {
    return readProps(props, conversation.props).unfit.length === 0;
  } catch {
    // The error of an author's kind shows in its own conversation, and not where those of many people are loaded.
    return false;
  }
}

/** `undefined` if the responder does not exist any more. */
export function resume(
  registry: Registry,
  conversation: Conversation,
  taken: readonly TakenAnswer[] = [],
): Resumed | undefined {
  const responder = registry.get(conversation.responder);
  if (responder === undefined) return undefined;
  const stored = migrated(responder, conversation);
  const { values, unfit } = readProps(responder.props, stored.props);
  const { script } = responder;
  const wrong =
    unfit.length === 0
      ? undefined
      : unfit.map((prop) => ({ prop, step: stepInto(responder, prop, taken) })).find(({ step }) => step);
  const step =
    script === undefined
      ? (wrong?.step ?? responder.steps.get(stored.step) ?? lastOf(responder, taken))
      : openOf(responder, script, stored.props, values, stored.step);
  const moved = step.name !== stored.step;
  const changed: Changed | undefined =
    // If the straight-line form has asked for it already, the misfit is an old answer to the open question.
    wrong !== undefined && (moved || script === undefined)
      ? { kind: "answer", prop: wrong.prop }
      : moved
        ? { kind: "step", step: stored.step }
        : conversation.version > responder.version
          ? { kind: "version", version: conversation.version }
          : undefined;
  const fitting = unfit.length === 0 ? stored.props : without(stored.props, unfit);
  // An answered question that is asked again has no answer until then, nor has any behind it.
  const again = script !== undefined && Object.hasOwn(values, step.name) && step.silent !== true;
  const props = again ? keptBefore(fitting, script.order, step.name) : fitting;
  return {
    responder,
    conversation: fitted(conversation, responder, step, props),
    step,
    values: again ? readProps(responder.props, props).values : values,
    changed,
  };
}

/** The conversation with this step and these properties: itself if it fits as it is. */
function fitted(
  conversation: Conversation,
  { version }: Responder,
  step: RunnableStep,
  props: StoredProps,
): Conversation {
  const { name } = step;
  const list = step.list ?? null;
  const same = conversation.version === version && conversation.step === name && conversation.list === list;
  if (same && conversation.props === props) return conversation;
  const draft = draftOf(conversation);
  draft.version = version;
  draft.step = name;
  draft.list = list;
  draft.props = props;
  return draft;
}

/** The values of stored properties, and the names of those that do not fit their kinds. */
export function readProps(
  props: Props,
  stored: StoredProps,
): { readonly values: AnyValues; readonly unfit: readonly string[] } {
  const values: Record<string, unknown> = {};
  const unfit: string[] = [];
  for (const name in props) {
    const kind = props[name];
    const json = Object.hasOwn(stored, name) ? stored[name] : undefined;
    if (kind === undefined || json === undefined) continue;
    const read = kind.fromJson(json);
    if (read.ok) values[name] = read.value;
    else unfit.push(name);
  }
  return { values, unfit };
}

/**
 * The question at which the run on the kept answers has ended. If it came to something else, and the question that was open
 * is there no more, that something would come of a message that answered another question. So the last question that was
 * answered is asked again or, where an effect has run since, the person is told first.
 */
function openOf(
  responder: Responder,
  script: Script,
  props: StoredProps,
  values: AnyValues,
  stored: string,
): RunnableStep {
  if (script.failure !== undefined) throw script.failure;
  const { steps } = responder;
  const open = [...steps.values()].find(({ name }) => !Object.hasOwn(values, name));
  if (open !== undefined) return open;
  const { order } = script;
  const last = order.findLast((name) => steps.has(name));
  if (stored === responder.first || order.includes(stored)) return silentStep(stored, script);
  const known = last === undefined ? undefined : steps.get(last);
  const ran = order.slice(last === undefined ? 0 : order.indexOf(last) + 1);
  return known === undefined || ran.some((effect) => Object.hasOwn(props, effect))
    ? silentStep(last ?? responder.first, script)
    : known;
}

/** The step whose answer has set a property: only the answer itself tells which `receive` did. */
function stepInto(
  { steps }: Responder,
  prop: string,
  taken: readonly TakenAnswer[],
): RunnableStep | undefined {
  const by = taken.find(({ step, undo }) => steps.has(step) && Object.hasOwn(undo, prop));
  return steps.get(by?.step ?? "") ?? [...steps.values()].find(({ into }) => into === prop);
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
