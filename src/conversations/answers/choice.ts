import { english, type Say } from "../../texts/index.ts";
import { resolveName } from "../names.ts";
import { type Answer, accepted, answer, type Choice, type Parsed, refused, unfit } from "./kind.ts";

/**
 * One of the given values. Taken by its number, its value or label, or a unique prefix of these, whatever the case.
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
  const parse = (text: string, say: Say = english): Parsed<string> => {
    const word = text.trim();
    const value = chosen(word, choices);
    if (typeof value === "string") return accepted(value);
    return refused(
      value.length > 0
        ? say("choice-ambiguous", { word, labels: value })
        : say("choice-unknown", { count: choices.length }),
    );
  };
  const isValue = (json: unknown) => choices.some(({ value }) => value === json);
  return answer<string>({
    kind: "choice",
    field: { type: "list-single" },
    choices,
    question,
    parse: (text, { say }) => parse(text, say),
    toJson: (value) => value,
    fromJson: (json, say) => (isValue(json) ? accepted(json as string) : unfit(say)),
    // A form sends the value as it is; trimmed, or taken for a number, it might be another one.
    fromForm: ([value = "", ...more], { say }) =>
      more.length === 0 && isValue(value) ? accepted(value) : parse([value, ...more].join("\n"), say),
  });
}

/** The value that a word means, or the labels between which it leaves open. */
function chosen(word: string, choices: readonly Choice[]): string | readonly string[] {
  const exact = choices.find(({ value }) => value === word);
  if (exact !== undefined) return exact.value;
  // Numbers as they stand in the prompt: 2, also written "2.", "2)" or "#2", and by a Japanese keyboard "２".
  const number = /^#?(\d{1,4})[.)]?$/.exec(word.slice(0, 7).normalize("NFKC"))?.[1];
  const numbered = number === undefined ? undefined : choices[Number(number) - 1];
  if (numbered !== undefined) return numbered.value;
  const spellings = new Map<string, Choice>();
  for (const one of choices) {
    spellings.set(one.label, one);
    spellings.set(one.value, one);
  }
  const names = [...spellings.keys()];
  const whole = resolveName(word, names);
  // People end a sentence, labels seldom do.
  const resolved = whole.kind === "unknown" ? resolveName(word.replace(/[.!,。！]$/u, ""), names) : whole;
  if (resolved.kind === "unknown") return [];
  const found = resolved.kind === "found" ? [resolved.name] : resolved.names;
  const meant = [...new Set(found.map((name) => spellings.get(name)))].filter((one) => one !== undefined);
  const [only] = meant;
  return only !== undefined && meant.length === 1 ? only.value : meant.map(({ label }) => label);
}
