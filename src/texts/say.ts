/** Says the bot's lines in one language. */
import { readFileSync } from "node:fs";
import { FluentBundle, FluentNumber, FluentResource, type FluentVariable } from "@fluent/bundle";
import { type BotLanguage, LANGUAGES, lookUp } from "./language.ts";
import type { LineId, lines, VariableOf } from "./lines.ts";

/** What a variable holds; of several names it is one or another: `a, b or c`. */
type Value = string | number | readonly string[];

/** Says a line in the language that was chosen: `say("unknown-command", { name })`. */
export interface Say {
  <Id extends LineId>(
    id: Id,
    ...values: (typeof lines)[Id] extends readonly [] ? [] : [Readonly<Record<VariableOf<Id>, Value>>]
  ): string;
  /** The language itself, for `xml:lang`. */
  readonly lang: BotLanguage;
}

/** What the bot says to somebody whose language is `tag` (RFC 5646; `null` while it is not known). */
export type Texts = (tag: string | null | undefined) => Say;

/** Where numbers and lists are written as in the language's texts: "a, b or c" is not American. */
const LOCALES: Readonly<Record<BotLanguage, string>> = { en: "en-GB" };

export interface TextsOptions {
  /** For people whose language is not known, or not shipped. */
  readonly language: BotLanguage;
  /** By language, the text of a file (FTL) whose lines take the place of the shipped ones. */
  readonly overrides?: ReadonlyMap<BotLanguage, string>;
}

export function createTexts({ language, overrides }: TextsOptions): Texts {
  const says = Object.fromEntries(
    LANGUAGES.map((lang) => [lang, sayIn(lang, overrides?.get(lang))]),
  ) as Record<BotLanguage, Say>;
  return (tag) => says[lookUp(tag, LANGUAGES) ?? language];
}

/** The text of the file of a language that is shipped. */
export function shippedFile(lang: BotLanguage): string {
  return readFileSync(new URL(`./${lang}.ftl`, import.meta.url), "utf8");
}

function sayIn(lang: BotLanguage, override?: string): Say {
  // No isolates (U+2068, U+2069) around what is filled in: people copy commands and addresses out of these texts, and
  // an invisible character in them is not found again. Where a text runs from right to left, a name in another
  // script needs them: the file of such a language writes them itself, where nothing is to be copied.
  const bundle = new FluentBundle(LOCALES[lang], { useIsolating: false });
  bundle.addResource(new FluentResource(shippedFile(lang)));
  if (override !== undefined) bundle.addResource(new FluentResource(override), { allowOverrides: true });
  const alternatives = new Intl.ListFormat(LOCALES[lang], { type: "disjunction" });
  const filledIn = (value: Value): FluentVariable => {
    if (typeof value === "string") return value;
    // Without separators of thousands, as people write numbers in a chat.
    return typeof value === "number"
      ? new FluentNumber(value, { useGrouping: false })
      : alternatives.format(value);
  };
  const say = (id: LineId, values: Readonly<Record<string, Value>> = {}): string => {
    const pattern = bundle.getMessage(id)?.value;
    if (pattern == null) throw new Error(`there is no text "${id}"`);
    const variables = Object.entries(values).map(([name, value]) => [name, filledIn(value)]);
    // With a list of errors nothing is thrown: a text with a gap says more than an apology.
    return bundle.formatPattern(pattern, Object.fromEntries(variables), []);
  };
  return Object.assign(say, { lang });
}

/** English as it is shipped: for authors' tests, and where nobody's language is known. */
export const english: Say = sayIn("en");

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** A length of time in ms as the variables of a line, in its largest fitting unit: 90 seconds, 2 hours. */
export function span(ms: number): { readonly count: number; readonly unit: string } {
  const [unit, size] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? ["second", 1_000];
  return { count: Math.ceil(ms / size), unit };
}
