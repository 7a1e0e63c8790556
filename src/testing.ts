/**
 * `anteroom/testing`: tries out a responder without a server and without a database.
 *
 * ```ts
 * await playTranscript([task], `
 *   > /new task Buy milk
 *   < When is "Buy milk" due?
 *   > tomorrow
 *   < Create "Buy milk"? (yes/no)
 *   > yes
 *   < Created.
 * `);
 * ```
 */
import type { Duration } from "./conversations/duration.ts";
import { Rehearsal, type RehearsalOptions } from "./conversations/rehearsal.ts";
import type { Responder } from "./conversations/responder.ts";

export { Rehearsal, type RehearsalOptions, type SayOptions } from "./conversations/rehearsal.ts";

/** A transcript that went differently. The message shows where and how. */
export class TranscriptError extends Error {
  override readonly name = "TranscriptError";
}

/**
 * Plays a transcript. A line that begins with
 *
 * - `>` is said by the person,
 * - `<` must be said by the bot: one line of it; all its lines up to the person's next one count,
 * - `*` lets time pass: `* 31m`,
 * - `#` is a comment.
 *
 * A bot's line that ends with `…` stands for all that begin so. Every other line is blank, and white space before
 * these signs does not matter. Throws a `TranscriptError` where the bot says something else.
 * Gives the rehearsal as it is at the end.
 */
export async function playTranscript(
  responders: Responder | readonly Responder[],
  transcript: string,
  options: RehearsalOptions = {},
): Promise<Rehearsal> {
  const rehearsal = new Rehearsal([responders].flat(), options);
  let said: string[] = [];
  const lines = transcript.split("\n");
  const wrong = (index: number, what: string): TranscriptError => {
    const context = lines.slice(Math.max(0, index - 3), index + 1).map((line) => line.trim());
    return new TranscriptError(`line ${index + 1} of the transcript: ${what}\n${context.join("\n")}`);
  };
  for (const [index, line] of lines.entries()) {
    const [, sign = "", rest = ""] = /^\s*([><*#]?) ?(.*)$/.exec(line) ?? [];
    if (sign === "#" || line.trim() === "") continue;
    if (sign === "") throw wrong(index, "it begins with none of > < * #");
    if (sign === "<") {
      const actual = said.shift();
      if (actual === undefined) throw wrong(index, "the bot says nothing more");
      if (!fits(actual, rest)) throw wrong(index, `the bot says ${JSON.stringify(actual)}`);
      continue;
    }
    if (said.length > 0)
      throw wrong(index, `before that, the bot also says ${JSON.stringify(said.join("\n"))}`);
    const replies = sign === ">" ? await rehearsal.say(rest) : await rehearsal.pass(rest.trim() as Duration);
    said = replies.flatMap((reply) => reply.split("\n"));
  }
  if (said.length > 0) throw wrong(lines.length, `the bot also says ${JSON.stringify(said.join("\n"))}`);
  return rehearsal;
}

function fits(actual: string, expected: string): boolean {
  const wanted = expected.trimEnd();
  return wanted.endsWith("…") ? actual.startsWith(wanted.slice(0, -1)) : actual.trimEnd() === wanted;
}
