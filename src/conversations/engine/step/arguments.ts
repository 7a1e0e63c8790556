/**
 * The arguments of the functions of a step, which have the properties by their names. These are accessors, made once for
 * each responder. Copying the properties would be most of the cost of a step, and would grow with the conversation.
 */
import {
  type AnyReading,
  type OpenStep,
  RESERVED,
  type Responder,
  type RunnableStep,
} from "../../responders/responder.ts";
import type { HandOver, Interlocutor, Props, StepDecision } from "../../responders/types.ts";
import type { AnyValues } from "./resume.ts";

interface Prototypes {
  readonly reading: object;
  readonly acting: object;
}

const made = new WeakMap<Props, Prototypes>();

function prototypesOf(props: Props): Prototypes {
  const known = made.get(props);
  if (known !== undefined) return known;
  const reading = {};
  for (const name of Object.keys(props)) {
    // Only steps of the straight-line form may have these names, and its function reads no properties.
    if (RESERVED.includes(name)) continue;
    Object.defineProperty(reading, name, {
      enumerable: true,
      get(this: { readonly props: AnyValues }) {
        return this.props[name];
      },
    });
  }
  const prototypes = {
    reading,
    acting: Object.assign(Object.create(reading) as object, { go, complete, abort, refuse, handOver }),
  };
  made.set(props, prototypes);
  return prototypes;
}

/** The argument of functions that only read. It is frozen for authors whose compiler does not stop them. */
export function readingOf(props: Props, values: AnyValues, person: Interlocutor): AnyReading {
  const c = Object.create(prototypesOf(props).reading) as Record<string, unknown>;
  c.props = Object.freeze(values);
  c.person = person;
  return Object.freeze(c) as unknown as AnyReading;
}

/** A step with the kind of its answer, as these values want it. Throws the error that the author's function throws. */
export function opened(
  step: RunnableStep,
  { name, props }: Responder,
  values: AnyValues,
  person: Interlocutor,
): OpenStep {
  const { accept } = step;
  if (typeof accept !== "function") return step as OpenStep;
  const kind = accept(readingOf(props, values, person));
  if (typeof kind?.parse !== "function")
    throw new Error(`responder "${name}": accept of step "${step.name}" gave no kind of answer`);
  return { ...step, accept: kind };
}

/** The argument of `receive`, without `say` and `set`. It reads `values`, also after they have changed. */
export function receivingOf(props: Props, values: AnyValues, person: Interlocutor): Record<string, unknown> {
  const c = Object.create(prototypesOf(props).acting) as Record<string, unknown>;
  c.props = values;
  c.person = person;
  return c;
}

function go(step: string): StepDecision {
  return { kind: "go", step };
}

function complete(text?: string, options?: { readonly effect?: string }): StepDecision {
  return { kind: "complete", text, effect: options?.effect };
}

function abort(text?: string): StepDecision {
  return { kind: "abort", text };
}

function refuse(text: string): StepDecision {
  return { kind: "refuse", text };
}

function handOver({ queue, note }: HandOver): StepDecision {
  return { kind: "handOver", to: { queue, note } };
}
