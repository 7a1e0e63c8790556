/** How a body is read: as a command, or as text. */

export interface CommandLine {
  /** As it was typed, without the slash and the marks around it. */
  readonly name: string;
  readonly argument: string;
}

/** Blanks of any script, and characters that cannot be seen: telephones and clients put them in front of a text. */
const BLANK = "[\\s\\p{Cf}\\p{Default_Ignorable_Code_Point}]*";
const SLASH = "[/\\\\／＼]";
const COMMAND = new RegExp(`^${BLANK}${SLASH}${BLANK}(\\S*)\\s*(.*)$`, "su");
const ESCAPED = new RegExp(`^${BLANK}(?:(//)|(\\\\\\\\)|／／|＼＼)`, "u");
/** A command that was copied with the marks around it: "/abort", `/abort`. */
const WRAPPED = /^\s*["'`*_“”„‘’«»<([]+(.*?)["'`*_“”‘’«»>)\]]+[.!]?\s*$/su;
const AFTER_NAME = /[\p{P}\p{S}\p{Cf}]+$/u;
// These two look back and forth, which is quick in what a person types as a command and slow in a hostile text.
const LONGEST_WRAPPED = 200;
const LONGEST_NAME = 100;

/**
 * A body that begins with `/` or `\` is a command: the word up to the first white space, the rest its argument.
 * `undefined` for text: everything else, an answer that begins with a slash (`//etc`), and `/me` (XEP-0245), which
 * clients show as an action of the sender's.
 */
export function readCommand(body: string): CommandLine | undefined {
  const line = (body.length <= LONGEST_WRAPPED && WRAPPED.exec(body)?.[1]) || body;
  const match = COMMAND.exec(line);
  if (match === null || ESCAPED.test(line)) return undefined;
  const [, typed = "", rest = ""] = match;
  if (typed === "me") return undefined;
  const name = typed.length > LONGEST_NAME ? typed : typed.replace(AFTER_NAME, "") || typed;
  return { name, argument: rest.trim() };
}

/** The text of a body that is no command: of two slashes at its beginning the second one is meant. */
export function textOf(body: string): string {
  return ESCAPED.test(body) ? body.trimStart().slice(1) : body;
}
