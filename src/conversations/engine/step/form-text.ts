/** Turns the answers in forms (XEP-0004) into text that is stored, and stored answers into values of a form. */
import type { Say } from "../../../texts/index.ts";
import type { Answer } from "../../answers/kind.ts";
import { visible } from "../../answers/words/visible.ts";
import type { OpenStep } from "../../responders/responder.ts";
import type { StoredProps } from "../../state.ts";

/** The answer as the person would have written it, in which form it is stored and shown by `/replay`. */
export function filledText(say: Say, accept: Answer<unknown>, values: readonly string[]): string {
  if (values.every((value) => visible(value) === "")) return "-";
  // XEP-0004 §3.3: a boolean is "1" or "true", "0" or "false".
  if (accept.field.type === "boolean")
    return values[0] === "1" || values[0] === "true" ? say("yes") : say("no");
  const labels = new Map(accept.choices.map(({ value, label }) => [value, label]));
  return values.map((value) => labels.get(value) ?? value).join("\n");
}

/**
 * The answer that is taken back, as far as it can be told. It is in the property that the step stores it in, or in the
 * only property that it changed.
 */
export function filledBefore(
  { accept, into }: OpenStep,
  props: StoredProps,
  undo: StoredProps,
): readonly string[] {
  const [changed, ...more] = Object.keys(undo);
  const prop = into ?? (more.length === 0 ? changed : undefined);
  const json = prop === undefined ? undefined : props[prop];
  const read = json === undefined ? undefined : accept.fromJson(json);
  return read?.ok === true ? accept.toForm(read.value) : [];
}
