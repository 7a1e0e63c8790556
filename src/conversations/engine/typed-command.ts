/** How a body is read: as a command, or as text. */

import { plain } from "../answers/words/visible.ts";

export interface CommandLine {
  /** As it was typed, without the slash and the marks behind it. */
  readonly name: string;
  readonly argument: string;
}

/** Blanks of any script, and characters that cannot be seen: telephones and clients put them in front of a text. */
const BLANK = "[\\s\\p{Cf}\\p{Default_Ignorable_Code_Point}]*";
const SLASH = "[/\\\\／＼]";
const COMMAND = new RegExp(`^${BLANK}${SLASH}${BLANK}(\\S*)\\s*(.*)$`, "su");
const DOUBLED = new RegExp(`^${BLANK}(${SLASH})\\1`, "u");
const ESCAPED = new RegExp(`^${BLANK}([/／])\\1`, "u");
const AFTER_NAME = /[\p{P}\p{S}\p{Cf}]+$/u;
// Looking for marks at the end is quick in what a person types as a name, and slow in a hostile text.
const LONGEST_NAME = 100;

/**
 * A body that begins with `/` or `\` is a command: the word up to the first white space, the rest its argument.
 * `undefined` for text: everything else, an answer that begins with a slash (`//etc`), and `/me` (XEP-0245), which
 * clients show as an action of the sender's.
 */
export function readCommand(body: string): CommandLine | undefined {
  const match = COMMAND.exec(body);
  if (match === null || DOUBLED.test(body)) return undefined;
  const [, typed = "", rest = ""] = match;
  // Telephones begin a message with a capital.
  if (typed === "me" || typed === "Me") return undefined;
  const name = typed.length > LONGEST_NAME ? typed : typed.replace(AFTER_NAME, "") || typed;
  return { name, argument: rest.trim() };
}

const ALONE = new RegExp(`^${BLANK}${SLASH}${BLANK}[\\p{L}\\p{N}-]+[.!。…]*${BLANK}$`, "u");

/** Whether a command has neither an argument nor other marks around its name than a full stop. */
export function standsAlone(body: string): boolean {
  return body.length <= LONGEST_NAME && ALONE.test(body);
}

/** The text of a body that is no command: of two slashes at its beginning the second one is meant. `\\server` stays as it is. */
export function textOf(body: string): string {
  return body.replace(ESCAPED, "$1");
}

/** The number that is the argument of a command: in the digits of any script, and without the full stop behind it. */
export function numberIn(argument: string): string {
  return plain(argument).replace(/[.!)]$/u, "");
}
