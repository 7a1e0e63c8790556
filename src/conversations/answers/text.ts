import { english, type Say } from "../../texts/index.ts";
import { type Answer, accepted, answer, linesOf, refused, unfit, type Wording } from "./kind.ts";
import { plain } from "./words/visible.ts";

interface Limits extends Wording {
  readonly min: number;
  readonly max: number;
  readonly lines: boolean;
  readonly pattern?: { readonly regexp: RegExp; readonly reason: string };
}

/** Any text. White space around it does not count, nor anything else there that is not seen. Each limit gives a new kind. */
export interface TextAnswer extends Answer<string> {
  /** At least so many characters, as people see them. `0` lets an empty text pass. */
  min(characters: number): TextAnswer;
  /** At most so many characters, as people see them, in place of 4000. */
  max(characters: number): TextAnswer;
  /** Only texts that match, be it with digits of another script, which are kept as 0 to 9; `reason` tells the person what is wanted. */
  matching(regexp: RegExp, reason: string): TextAnswer;
  /** A text of several lines: forms ask for it with a `text-multi` field. In the chat nothing changes. */
  lines(): TextAnswer;
  describe(description: string): TextAnswer;
}

// A page of text: more than anybody answers in a chat, and little enough to be shown back whole.
const LONGEST = 4_000;

/**
 * Takes any text of 1 to 4000 characters; the limits can be narrowed.
 *
 * Value: a string. JSON: that string. Form field: `text-single`, after `.lines()` `text-multi`.
 *
 * @param question What the person is asked, where no prompt says it.
 */
export function text(question?: string): TextAnswer {
  return limited({ min: 1, max: LONGEST, lines: false, question });
}

/**
 * In characters as people see them, of which an accent or a flag is one. Counting them is dear, and limits are looked at for every
 * stored text at each turn: where UTF-16 units tell already, of which a character has one or more, these do.
 */
function lengthOf(value: string, { min, max }: Limits): number {
  const units = value.length;
  const isEnough = units >= min && (min <= 1 || ASCII.test(value));
  if (units <= max && isEnough) return units;
  if (units > LONGEST_SEGMENTED) return [...value.normalize("NFC")].length;
  let seen = 0;
  for (const _ of characters.segment(value)) seen++;
  return seen;
}

const ASCII = /^[ -~]*$/;
const characters = new Intl.Segmenter("en", { granularity: "grapheme" });
// Finding the characters of more would take longer than anything else in a turn; few of them are more than a point each.
const LONGEST_SEGMENTED = 4_000;

function limited(limits: Limits): TextAnswer {
  const { question, description, lines, pattern } = limits;
  const matches = (value: string): boolean =>
    // A regular expression with the flag g or y would remember where it stopped.
    pattern === undefined || value.search(pattern.regexp) >= 0;
  // Keyboards have other digits than those that most patterns know; what fits with these is kept with them.
  const fitted = (value: string): string => {
    if (matches(value)) return value;
    return [value.normalize("NFC"), plain(value)].find(matches) ?? value;
  };
  const refusal = (value: string, say: Say): string | undefined => {
    const { min, max } = limits;
    const length = lengthOf(value, limits);
    if (length === 0 && min > 0) return say("text-empty");
    if (length < min) return say("text-short", { min });
    if (length > max) return say("text-long", { max, length });
    return matches(value) ? undefined : pattern?.reason;
  };
  return {
    ...answer<string>({
      kind: "text",
      field: { type: lines ? "text-multi" : "text-single" },
      question,
      description,
      parse: (said, { say = english }) => {
        const value = fitted(said);
        const reason = refusal(value, say);
        return reason === undefined ? accepted(value) : refused(reason);
      },
      toJson: (value) => value,
      fromJson: (json, say = english) => {
        if (typeof json !== "string") return unfit(say);
        const reason = refusal(json, say);
        return reason === undefined ? accepted(json) : refused(reason);
      },
      ...(lines ? { toForm: linesOf } : {}),
    }),
    min: (min) => limited({ ...limits, min }),
    max: (max) => limited({ ...limits, max }),
    matching: (regexp, reason) => limited({ ...limits, pattern: { regexp, reason } }),
    lines: () => limited({ ...limits, lines: true }),
    describe: (description) => limited({ ...limits, description }),
  };
}
