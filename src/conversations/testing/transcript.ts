/** Transcripts: a dialogue of a person and the bot, as text that can be played. */
import { type Duration, parseDuration } from "../../duration.ts";
import type { Responder } from "../responders/responder.ts";
import { Rehearsal, type RehearsalOptions } from "./rehearsal.ts";

/** The bot did not follow the transcript. The message shows where and how. */
export class TranscriptError extends Error {
  override readonly name = "TranscriptError";
}

/**
 * Plays a transcript. A line that begins with
 *
 * - `>` is said by the person,
 * - `<` must be said by the bot, one line each; all its lines before the next `>` or `*` must be there,
 * - `*` lets time pass: `* 31m`,
 * - `#` is a comment.
 *
 * A bot's line that ends with `…` stands for any line with that beginning. Every other line must be blank, and white
 * space before these signs does not matter. Throws a `TranscriptError` if the bot says something else.
 * Gives the rehearsal as it is at the end.
 */
export async function playTranscript(
  responders: Responder | readonly Responder[],
  transcript: string,
  options: RehearsalOptions = {},
): Promise<Rehearsal> {
  const rehearsal = new Rehearsal([responders].flat(), options);
  await play(rehearsal, transcript, () => {});
  return rehearsal;
}

/** Plays a transcript in a rehearsal. `played` is called after each line that begins with `>` or `*`. */
export async function play(
  rehearsal: Rehearsal,
  transcript: string,
  played: (line: number) => void,
): Promise<void> {
  let said: string[] = [];
  const lines = transcript.split(/\r?\n/);
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
    if (sign === "*" && parseDuration(rest.trim()) === undefined)
      throw wrong(index, `"${rest.trim()}" is no duration such as "30m"`);
    if (said.length > 0)
      throw wrong(index, `before that, the bot also says ${JSON.stringify(said.join("\n"))}`);
    const replies = sign === ">" ? await rehearsal.say(rest) : await rehearsal.pass(rest.trim() as Duration);
    said = replies.flatMap((reply) => reply.split("\n"));
    played(index + 1);
  }
  if (said.length > 0) throw wrong(lines.length, `the bot also says ${JSON.stringify(said.join("\n"))}`);
}

function fits(actual: string, expected: string): boolean {
  const wanted = expected.trimEnd();
  return wanted.endsWith("…") ? actual.startsWith(wanted.slice(0, -1)) : actual.trimEnd() === wanted;
}
