/**
 * An answer kind says how what a person writes becomes a typed value, how that value is stored, and which data
 * form field asks for it. Kinds are immutable: `.optional()`, `.describe()` and the limits give new ones.
 */
import type { Json } from "../../ledger/statement.ts";
import { english, type Say } from "../../texts/index.ts";
import { type Leaving, leavesOpen } from "./words/skip-words.ts";
import { folded, wordsOf } from "./words/spoken.ts";
import { plain, visible } from "./words/visible.ts";

/**
 * A value, or why there is none, as a sentence for the person. `unlessOpen`: the value that it is, unless the person meant to
 * leave the answer open ("none").
 */
export type Parsed<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** How it was understood, where that may have been meant otherwise: shown before what follows. */
      readonly understood?: string;
    }
  | { readonly ok: false; readonly reason: string; readonly unlessOpen?: T };

/** What the meaning of a text may depend on. */
export interface Hearing {
  /** ms since the epoch: what "tomorrow" counts from. */
  readonly now: number;
  /** The person's language (RFC 5646), `null` while unknown. */
  readonly lang: string | null;
  /** The bot's own texts in the language that was chosen for the person; by default in English. */
  readonly say?: Say;
}

/** One of the values to choose from, and how it is shown. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** The field of a data form (XEP-0004 §3.3) that asks for a value. */
export interface Field {
  readonly type:
    | "text-single"
    | "text-multi"
    | "text-private"
    | "boolean"
    | "list-single"
    | "list-multi"
    | "jid-single"
    | "jid-multi";
  /** Datatype of XEP-0122 §3.1, `xs:date` for instance. */
  readonly datatype?: string;
  /** The least value (XEP-0122 `<range/>`), as the datatype writes it. */
  readonly min?: string;
  /** The greatest value (XEP-0122 `<range/>`), as the datatype writes it. */
  readonly max?: string;
}

/** What an author may tell the person with any kind. */
export interface Wording {
  /** What the person is asked, where the kind brings its own question: `text("What is the title?")`. */
  readonly question?: string | undefined;
  /** A line of explanation, for help and forms. */
  readonly description?: string | undefined;
}

/** What makes a kind of answer. Given to `answer`, it is a custom kind. */
export interface AnswerKind<T> extends Wording {
  /** Shown to authors, in errors for instance. */
  readonly kind: string;
  readonly field: Field;
  /** Where there are only these values. */
  readonly choices?: readonly Choice[];
  /** Their labels in the person's language, where they are not the author's. */
  readonly choicesIn?: (say: Say) => readonly Choice[];
  /** `list`: choices are numbered below the prompt; `brief`: they stand behind it, in brackets. */
  readonly layout?: "list" | "brief";
  /**
   * Reads a text, which comes without what is not seen at its ends (white space, direction marks, …). `inForm`: it was
   * filled into a form. Whatever it is given, it must not throw.
   */
  readonly parse: (text: string, hearing: Hearing, inForm: boolean) => Parsed<T>;
  /** Where the text itself is not kept: it comes with the digits of every script as 0 to 9, and without invisible characters. */
  readonly plain?: boolean;
  /** The form in which a value is stored. */
  readonly toJson: (value: T) => Json;
  /** Reads a stored value; refuses one that this kind, as it is now, would not have taken. `say` is that of `Hearing`. */
  readonly fromJson: (json: Json, say?: Say) => Parsed<T>;
  /** Reads what a form's field was filled with, where that is not simply the lines of a text. Must not throw. */
  readonly fromForm?: (values: readonly string[], hearing: Hearing) => Parsed<T>;
  /** What a form's field shows for a value, where that is not simply what is stored. */
  readonly toForm?: (value: T) => readonly string[];
}

/** A kind of answer whose value is a `T`. */
export interface Answer<T> {
  /** Its name: `text`, `number`, … or what a custom kind calls itself. */
  readonly kind: string;
  /** The field of a data form that asks for it. */
  readonly field: Field;
  /** The only values there are, in the order of their numbers; empty where there are others. */
  readonly choices: readonly Choice[];
  /** The same with their labels in the person's language. */
  choicesIn(say: Say): readonly Choice[];
  /** `list`: choices are numbered below the prompt; `brief`: they stand behind it, in brackets. */
  readonly layout: "list" | "brief";
  /** What `.describe()` gave. */
  readonly description: string | undefined;
  /** The kind's own question. */
  readonly question: string | undefined;
  /** Whether there must be a value. */
  readonly required: boolean;
  /** Reads what a person wrote in a chat. Never throws. */
  parse(text: string, hearing: Hearing): Parsed<T>;
  /** The form in which a value is stored. */
  toJson(value: T): Json;
  /** Reads a stored value; refuses one that this kind, as it is now, would not have taken. Never throws. `say` is that of `Hearing`. */
  fromJson(json: Json, say?: Say): Parsed<T>;
  /** Reads the `<value/>`s of the field of a data form (XEP-0004 §3.3); an empty field has none, or an empty one. */
  fromForm(values: readonly string[], hearing: Hearing): Parsed<T>;
  /** The `<value/>`s that a data form shows for a value. */
  toForm(value: T): readonly string[];
  /**
   * The same kind, which may be left out: by `skip` or `-`, by `no thanks` or `none` where that cannot be the answer, in a
   * form by an empty field. Its value is then `undefined`, stored as `null`.
   */
  optional(): Answer<T | undefined>;
  /** The same kind with a line of explanation for help and forms. */
  describe(description: string): Answer<T>;
}

/** The type of an answer kind's values. */
export type ValueOf<A> = A extends Answer<infer T> ? T : never;

export function accepted<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refused(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

/**
 * Makes an answer kind: the ready ones, and an author's own. A custom kind needs a name, a form field, and the
 * three functions `parse`, `toJson` and `fromJson`, none of which may throw:
 *
 * ```ts
 * const colour = answer<string>({
 *   kind: "colour",
 *   field: { type: "text-single" },
 *   parse: (text) => (/^#[0-9a-f]{6}$/.test(text) ? { ok: true, value: text } : { ok: false, reason: "Like #00ff7f." }),
 *   toJson: (value) => value,
 *   fromJson: (json) => (typeof json === "string" ? { ok: true, value: json } : { ok: false, reason: "No colour." }),
 * });
 * ```
 */
export function answer<T>(kind: AnswerKind<T>): Answer<T> {
  const choices = kind.choices ?? [];
  const parse = (text: string, hearing: Hearing, inForm: boolean): Parsed<T> =>
    kind.parse(kind.plain === true ? plain(text) : visible(text), hearing, inForm);
  return {
    kind: kind.kind,
    field: kind.field,
    choices,
    choicesIn: kind.choicesIn ?? (() => choices),
    layout: kind.layout ?? "list",
    description: kind.description,
    question: kind.question,
    required: true,
    parse: (text, hearing) => parse(text, hearing, false),
    toJson: kind.toJson,
    fromJson: kind.fromJson,
    fromForm: kind.fromForm ?? ((values, hearing) => parse(values.join("\n"), hearing, true)),
    toForm: kind.toForm ?? ((value) => valuesOf(kind.toJson(value))),
    optional: () => optional(kind),
    describe: (description) => answer({ ...kind, description }),
  };
}

/** The values of a `text-multi` field. */
export function linesOf(value: string): readonly string[] {
  return value.split("\n");
}

function valuesOf(json: Json): readonly string[] {
  if (json === null) return [];
  return Array.isArray(json) ? json.map(String) : [String(json)];
}

function optional<T>(kind: AnswerKind<T>): Answer<T | undefined> {
  const whole = answer<T | undefined>({
    ...kind,
    parse: (text, hearing, inForm) => {
      const leaving = leavesOpen(plain(text), hearing.lang);
      if (leaving === undefined) return kind.parse(text, hearing, inForm);
      const read = kind.parse(text, hearing, inForm);
      if (leaving === "unless it is zero") {
        const zero = kind.parse("0", hearing, inForm);
        if (zero.ok && zero.value === 0) return refused((hearing.say ?? english)("skip-or-zero"));
      }
      return leftOpen(kind, leaving, text, read, hearing.say);
    },
    toJson: (value) => (value === undefined ? null : kind.toJson(value)),
    fromJson: (json, say) => (json === null ? accepted(undefined) : kind.fromJson(json, say)),
    toForm: (value) => (value === undefined ? [] : answer(kind).toForm(value)),
  });
  return {
    ...whole,
    required: false,
    fromForm: (values, hearing) =>
      values.every((value) => visible(value) === "") ? accepted(undefined) : whole.fromForm(values, hearing),
    optional: () => optional(kind),
    describe: (description) => optional({ ...kind, description }),
  };
}

/** What comes of a text that may leave the answer open, or be one: `read`. */
function leftOpen<T>(
  { choices }: AnswerKind<T>,
  leaving: Leaving,
  text: string,
  read: Parsed<T>,
  say: Say = english,
): Parsed<T | undefined> {
  // One of the choices may be called "none", or two of them begin so.
  if (choices !== undefined)
    return read.ok || leaving === "perhaps" || isWordOf(choices, text) ? read : accepted(undefined);
  if (leaving === "perhaps" && !read.ok) return read;
  if (leaving === "always" || !read.ok) return accepted(undefined);
  // Where any text is an answer, "none" may be one.
  return typeof read.value === "string"
    ? { ...refused(say("skip-or-answer", { word: text })), unlessOpen: read.value }
    : read;
}

function isWordOf(choices: readonly Choice[], text: string): boolean {
  return choices.some(({ label }) => wordsOf(folded(plain(label))).includes(folded(plain(text))));
}

/** The value is not even of the right type. */
export function unfit(say: Say = english): ReturnType<typeof refused> {
  return refused(say("unfit"));
}
