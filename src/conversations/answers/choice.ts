import { english } from "../../texts/index.ts";
import { quoted } from "../names.ts";
import {
  type Answer,
  accepted,
  answer,
  type Choice,
  type Hearing,
  type Parsed,
  refused,
  unfit,
} from "./kind.ts";
import { choosing } from "./words/choices/index.ts";
import { type Named, namesOf } from "./words/choices/names.ts";
import { plain } from "./words/visible.ts";

/**
 * One of the given values. Taken by its number (`2`, `two`, `the second`), its value or label, words that only this one
 * has, or a unique prefix, with the usual words around it. What might be another one is asked about.
 * `choice(["red", "green"])`, or with labels `choice({ r: "Red", g: "Green" })`, whose keys are the values.
 * Throws where there is nothing to choose from, or twice the same.
 *
 * Value: one of the values, typed as such. JSON: that string. Form field: `list-single` with the values as options.
 *
 * @param question What the person is asked, where no prompt says it.
 */
export function choice<const V extends string>(values: readonly V[], question?: string): Answer<V>;
export function choice<const C extends Readonly<Record<string, string>>>(
  labels: C,
  question?: string,
): Answer<keyof C & string>;
export function choice(
  values: readonly string[] | Readonly<Record<string, string>>,
  question?: string,
): Answer<string> {
  const choices: readonly Choice[] = Array.isArray(values)
    ? values.map((value: string) => ({ value, label: value }))
    : Object.entries(values).map(([value, label]) => ({ value, label }));
  if (choices.length === 0) throw new Error("choice() needs at least one value");
  if (new Set(choices.map(({ value }) => value)).size < choices.length)
    throw new Error("choice() has a value twice");
  const exact = new Map([
    ...choices.map(({ value, label }) => [label, value] as const),
    ...choices.map(({ value }) => [value, value] as const),
  ]);
  let named: readonly Named[] | undefined;
  const parse = (text: string, { lang, say = english }: Hearing): Parsed<string> => {
    const known = exact.get(text);
    if (known !== undefined) return accepted(known);
    named ??= namesOf(choices);
    const found = choosing(text, { choices: named, lang });
    if (found.kind === "none") return refused(say("choice-unknown", { count: choices.length }));
    if (found.kind === "one") {
      const { value } = choices[found.index] as Choice;
      // What most people answer with, where it means the same in every language.
      const isNumber =
        /^\d{1,4}$/.test(text) && choosing(text, { choices: named, lang: null }).kind === "one";
      if (isNumber) exact.set(text, value);
      return accepted(value);
    }
    const labels = found.indices.map((index) => (choices[index] as Choice).label);
    return refused(
      found.kind === "several"
        ? say("choice-ambiguous", { word: quoted(text), labels })
        : say("choice-perhaps", { labels }),
    );
  };
  const isValue = (json: unknown) => choices.some(({ value }) => value === json);
  return answer<string>({
    kind: "choice",
    field: { type: "list-single" },
    choices,
    question,
    plain: true,
    parse,
    toJson: (value) => value,
    fromJson: (json, say) => (isValue(json) ? accepted(json as string) : unfit(say)),
    // A form sends the value as it is; trimmed, or taken for a number, it might be another one.
    fromForm: ([value = "", ...more], hearing) =>
      more.length === 0 && isValue(value)
        ? accepted(value)
        : parse(plain([value, ...more].join("\n")), hearing),
  });
}
