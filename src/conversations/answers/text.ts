import { english, type Say } from "../../texts/index.ts";
import { type Answer, accepted, answer, linesOf, refused, unfit, type Wording } from "./kind.ts";

interface Limits extends Wording {
  readonly min: number;
  readonly max: number;
  readonly lines: boolean;
  readonly pattern?: { readonly regexp: RegExp; readonly reason: string };
}

/** Any text. White space around it does not count, nor anything else there that is not seen. Each limit gives a new kind. */
export interface TextAnswer extends Answer<string> {
  /** At least so many characters (code points). `0` lets an empty text pass. */
  min(characters: number): TextAnswer;
  /** At most so many characters (code points), in place of 4000. */
  max(characters: number): TextAnswer;
  /** Only texts that match; `reason` tells the person what is wanted. */
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
 * In characters. Counting them is dear, and done for every stored text at each turn: where the answer is the same for
 * UTF-16 units, of which a character has one or two, these do.
 */
function lengthOf(value: string, { min, max }: Limits): number {
  const units = value.length;
  return units <= max && units >= 2 * min ? units : [...value].length;
}

function limited(limits: Limits): TextAnswer {
  const { question, description, lines, pattern } = limits;
  const refusal = (value: string, say: Say): string | undefined => {
    const { min, max } = limits;
    const length = lengthOf(value, limits);
    if (length === 0 && min > 0) return say("text-empty");
    if (length < min) return say("text-short", { min });
    if (length > max) return say("text-long", { max, length });
    // A regular expression with the flag g or y would remember where it stopped.
    if (pattern !== undefined && value.search(pattern.regexp) < 0) return pattern.reason;
    return undefined;
  };
  return {
    ...answer<string>({
      kind: "text",
      field: { type: lines ? "text-multi" : "text-single" },
      question,
      description,
      parse: (value, { say = english }) => {
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
