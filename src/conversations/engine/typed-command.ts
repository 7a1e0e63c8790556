/** How a body is read: as a command, or as text. */

export interface CommandLine {
  /** As it was typed, without the slash. */
  readonly name: string;
  readonly argument: string;
}

/**
 * A body that begins with `/` or `\` is a command: the word up to the first white space, the rest its argument.
 * `undefined` for text: everything else, and `/me` (XEP-0245), which clients show as an action of the sender's.
 */
export function readCommand(body: string): CommandLine | undefined {
  const match = /^[/\\](\S*)\s*(.*)$/su.exec(body);
  if (match === null) return undefined;
  const [, name = "", rest = ""] = match;
  return name === "me" ? undefined : { name, argument: rest.trim() };
}
