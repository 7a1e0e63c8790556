/** The argument of `receive`, which reads the properties, says and sets things, and makes decisions. */
import type { Json } from "../../../ledger/statement.ts";
import type { AnyReceiving, Responder } from "../../responders/responder.ts";
import type { Interlocutor } from "../../responders/types.ts";
import type { StoredProps } from "../../state.ts";
import { receivingOf } from "./arguments.ts";
import type { AnyValues } from "./resume.ts";

export interface ReceiveArgument {
  readonly c: AnyReceiving;
  /** The texts that it has said, in order. */
  readonly says: readonly string[];
  /** The properties that it has set, in stored form. */
  readonly set: ReadonlyMap<string, Json>;
  /** The values, with those that it has set. */
  readonly values: AnyValues;
}

export function receiveArgument(
  responder: Responder,
  before: AnyValues,
  person: Interlocutor,
): ReceiveArgument {
  const says: string[] = [];
  const set = new Map<string, Json>();
  const values: Record<string, unknown> = { ...before };
  const c = receivingOf(responder.props, values, person);
  c.say = (text: string): void => {
    says.push(String(text));
  };
  c.set = (prop: string, value: unknown): void => {
    const stored = storedForm(responder, prop, value);
    set.set(prop, stored.json);
    values[prop] = stored.value;
  };
  return { c: c as AnyReceiving, says, set, values };
}

/**
 * A value as it is stored, and as it will be read again: if a property does not keep the time of a day, nothing sees it
 * until the next message either. Throws now if the value could not be read later.
 */
function storedForm(
  responder: Responder,
  prop: string,
  value: unknown,
): { readonly json: Json; readonly value: unknown } {
  const kind = Object.hasOwn(responder.props, prop) ? responder.props[prop] : undefined;
  if (kind === undefined) throw new Error(`responder "${responder.name}" has no property "${prop}"`);
  const json = kind.toJson(value);
  const read = kind.fromJson(json);
  if (!read.ok) throw new Error(`responder "${responder.name}": "${prop}" cannot be set so: ${read.reason}`);
  return { json, value: read.value };
}

/** The properties with those that a step has set. */
export function withSet(props: StoredProps, set: ReadonlyMap<string, Json>): StoredProps {
  if (set.size === 0) return props;
  const changed: Record<string, Json> = { ...props };
  for (const prop of set.keys()) changed[prop] = set.get(prop) ?? null;
  return changed;
}
