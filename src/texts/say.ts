/** Says the bot's lines in one language. */
import { readFileSync } from "node:fs";
import {
  FluentBundle,
  FluentDateTime,
  FluentNumber,
  FluentResource,
  type FluentVariable,
} from "@fluent/bundle";
import { type BotLanguage, LANGUAGES, lookUp } from "./language.ts";
import type { LineId, lines, VariableOf } from "./lines.ts";
import { shown } from "./shown.ts";

/** The value of a variable. Several names are alternatives: `a, b or c`. A `Date` is its day in UTC. */
type Value = string | number | Date | readonly string[];

/** Says a line in the chosen language: `say("unknown-command", { name })`. */
export interface Say {
  <Id extends LineId>(
    id: Id,
    ...values: (typeof lines)[Id] extends readonly [] ? [] : [Readonly<Record<VariableOf<Id>, Value>>]
  ): string;
  /** The language itself, for `xml:lang`. */
  readonly lang: BotLanguage;
}

/** Gives the texts for a person whose language is `tag` (RFC 5646; `null` while it is unknown). */
export type Texts = (tag: string | null | undefined) => Say;

/** The locale in which numbers and lists fit the language's texts: "a, b or c" is not American. */
const LOCALES: Readonly<Record<BotLanguage, string>> = { en: "en-GB" };

/** These hold what others call themselves, or wrote, by way of SQL or a client. */
const OF_OTHERS: ReadonlySet<string> = new Set(["client", "staff", "queue", "queues", "reason", "name"]);

export interface TextsOptions {
  /** For people whose language is unknown or not shipped. */
  readonly language: BotLanguage;
  /** The text of a file (FTL) for each language. Its lines replace the shipped ones. */
  readonly overrides?: ReadonlyMap<BotLanguage, string>;
}

export function createTexts({ language, overrides }: TextsOptions): Texts {
  const says = Object.fromEntries(
    LANGUAGES.map((lang) => [lang, sayIn(lang, overrides?.get(lang))]),
  ) as Record<BotLanguage, Say>;
  return (tag) => says[lookUp(tag, LANGUAGES) ?? language];
}

/** The text of a shipped language's file. */
export function shippedFile(lang: BotLanguage): string {
  return readFileSync(new URL(`./${lang}.ftl`, import.meta.url), "utf8");
}

function sayIn(lang: BotLanguage, override?: string): Say {
  // No isolates (U+2068, U+2069) around variables: people copy commands and addresses out of these texts, and could not
  // see an invisible character in them. In a text that runs from right to left, a name in another script needs isolates.
  // The file of such a language writes them itself where there is nothing to copy.
  const bundle = new FluentBundle(LOCALES[lang], { useIsolating: false });
  bundle.addResource(new FluentResource(shippedFile(lang)));
  if (override !== undefined) bundle.addResource(new FluentResource(override), { allowOverrides: true });
  const alternatives = new Intl.ListFormat(LOCALES[lang], { type: "disjunction" });
  const filledIn = (name: string, value: Value): FluentVariable => {
    if (typeof value === "string") return OF_OTHERS.has(name) ? shown(value) : value;
    if (value instanceof Date) return new FluentDateTime(value, { timeZone: "UTC" });
    // Without thousands separators, as people write numbers in a chat.
    return typeof value === "number"
      ? new FluentNumber(value, { useGrouping: false })
      : alternatives.format(value);
  };
  const say = (id: LineId, values: Readonly<Record<string, Value>> = {}): string => {
    const pattern = bundle.getMessage(id)?.value;
    if (pattern == null) throw new Error(`there is no text "${id}"`);
    const variables = Object.entries(values).map(([name, value]) => [name, filledIn(name, value)]);
    // Given a list for errors, Fluent throws nothing: a text with a gap says more than an apology.
    return bundle.formatPattern(pattern, Object.fromEntries(variables), []);
  };
  return Object.assign(say, { lang });
}

/** English as shipped, for authors' tests and for places where no person's language is known. */
export const english: Say = sayIn("en");

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** Turns a length of time in ms into a line's variables, in the largest unit that fits: 90 seconds, 2 hours. */
export function span(ms: number): { readonly count: number; readonly unit: string } {
  const [unit, size] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? ["second", 1_000];
  return { count: Math.ceil(ms / size), unit };
}
