import { texts } from "../texts.ts";
import { type Answer, accepted, answer, refused, unfit } from "./answer.ts";

interface Limits {
  readonly min: number;
  readonly max: number;
  readonly pattern?: { readonly regexp: RegExp; readonly reason: string };
  readonly description?: string;
}

/** Any text. White space around it does not count. */
export interface TextAnswer extends Answer<string> {
  /** At least so many characters. */
  min(characters: number): TextAnswer;
  /** At most so many characters. */
  max(characters: number): TextAnswer;
  /** Only texts that match; `reason` tells the person what is wanted. */
  matching(regexp: RegExp, reason: string): TextAnswer;
  describe(description: string): TextAnswer;
}

// A page of text: more than anybody answers in a chat, and little enough to be shown back whole.
const LONGEST = 4_000;

/** Takes any text of 1 to 4000 characters; the limits can be narrowed. */
export function text(): TextAnswer {
  return limited({ min: 1, max: LONGEST });
}

function limited(limits: Limits): TextAnswer {
  const refusal = (value: string): string | undefined => {
    const length = [...value].length;
    if (length === 0 && limits.min > 0) return texts.textEmpty;
    if (length < limits.min) return texts.textShort(limits.min);
    if (length > limits.max) return texts.textLong(limits.max, length);
    // A regular expression with the flag g or y would remember where it stopped.
    if (limits.pattern !== undefined && value.search(limits.pattern.regexp) < 0) return limits.pattern.reason;
    return undefined;
  };
  return {
    ...answer<string>({
      kind: "text",
      field: { type: "text-single" },
      ...(limits.description === undefined ? {} : { description: limits.description }),
      parse: (raw) => {
        const value = raw.trim();
        const reason = refusal(value);
        return reason === undefined ? accepted(value) : refused(reason);
      },
      toJson: (value) => value,
      fromJson: (json) => {
        if (typeof json !== "string") return unfit;
        const reason = refusal(json);
        return reason === undefined ? accepted(json) : refused(reason);
      },
    }),
    min: (min) => limited({ ...limits, min }),
    max: (max) => limited({ ...limits, max }),
    matching: (regexp, reason) => limited({ ...limits, pattern: { regexp, reason } }),
    describe: (description) => limited({ ...limits, description }),
  };
}
