import { resolveName } from "../names.ts";
import { texts } from "../texts.ts";
import { type Answer, accepted, answer, type Choice, refused, unfit } from "./answer.ts";

/**
 * One of the given values. Taken by its number, its value or label, or a unique prefix of these.
 * `choice(["red", "green"])`, or with labels `choice({ r: "Red", g: "Green" })`.
 * Throws where there is nothing to choose from, or twice the same.
 */
export function choice<const V extends string>(values: readonly V[]): Answer<V>;
export function choice<const C extends Readonly<Record<string, string>>>(labels: C): Answer<keyof C & string>;
export function choice(values: readonly string[] | Readonly<Record<string, string>>): Answer<string> {
  const choices: readonly Choice[] = Array.isArray(values)
    ? values.map((value: string) => ({ value, label: value }))
    : Object.entries(values).map(([value, label]) => ({ value, label }));
  if (choices.length === 0) throw new Error("choice() needs at least one value");
  if (new Set(choices.map(({ value }) => value)).size < choices.length)
    throw new Error("choice() has a value twice");
  return answer<string>({
    kind: "choice",
    field: { type: "list-single" },
    choices,
    parse: (text) => {
      const word = text.trim();
      const value = chosen(word, choices);
      if (typeof value === "string") return accepted(value);
      return refused(
        value.length > 0 ? texts.choiceAmbiguous(word, value) : texts.choiceUnknown(choices.length),
      );
    },
    toJson: (value) => value,
    fromJson: (json) => (choices.some(({ value }) => value === json) ? accepted(json as string) : unfit),
  });
}

/** The value that a word means, or the labels between which it leaves open. */
function chosen(word: string, choices: readonly Choice[]): string | readonly string[] {
  const exact = choices.find(({ value }) => value === word);
  if (exact !== undefined) return exact.value;
  // Numbers as they stand in the prompt: 2, also written "2." or "2)".
  const number = /^(\d{1,4})[.)]?$/.exec(word)?.[1];
  const numbered = number === undefined ? undefined : choices[Number(number) - 1];
  if (numbered !== undefined) return numbered.value;
  const spellings = new Map<string, Choice>();
  for (const one of choices) {
    spellings.set(one.label, one);
    spellings.set(one.value, one);
  }
  const resolved = resolveName(word, [...spellings.keys()]);
  if (resolved.kind === "unknown") return [];
  const names = resolved.kind === "found" ? [resolved.name] : resolved.names;
  const meant = [...new Set(names.map((name) => spellings.get(name)))].filter((one) => one !== undefined);
  const [only] = meant;
  return only !== undefined && meant.length === 1 ? only.value : meant.map(({ label }) => label);
}
