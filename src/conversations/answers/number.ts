import { english, type Say } from "../../texts/index.ts";
import {
  type Answer,
  accepted,
  answer,
  type Hearing,
  type Parsed,
  refused,
  unfit,
  type Wording,
} from "./kind.ts";
import { readNumber } from "./words/counted.ts";
import { plainNumber } from "./words/numeral.ts";

interface Limits extends Wording {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

/** A number. Each limit gives a new kind; limits that leave no number throw. */
export interface NumberAnswer extends Answer<number> {
  /** So much or more. */
  min(least: number): NumberAnswer;
  /** So much or less. */
  max(most: number): NumberAnswer;
  /** Whole numbers only, as far as doubles count exactly (2^53). */
  integer(): NumberAnswer;
  describe(description: string): NumberAnswer;
}

/**
 * A number as people write it: `1,234.5`, `1.234,5`, `1 234`, `12'000`, `1½`, `3/4` (not `2/3`, which may be two numbers), `1e3`, in digits of any script, from
 * zero to twenty in words, `a dozen`; with words around it that change nothing, `2 people`, `for 4, please`. What `1.234` means is decided by the person's language; where that is not known,
 * or knows no such sign, it is refused, as are ranges, words that may change the number (`about 5`, `5 minutes`), and a number that would not be kept to its last digit.
 *
 * Value: a finite number. JSON: that number. Form field: `text-single` of the datatype `xs:decimal` or `xs:integer`
 * with its range.
 *
 * @param question What the person is asked, where no prompt says it.
 */
export function number(question?: string): NumberAnswer {
  return limited({ question });
}

function limited(limits: Limits): NumberAnswer {
  const { question, description, integer = false } = limits;
  const example = exampleOf(limits);
  const read = (text: string, hearing: Hearing, inForm: boolean): Parsed<number> => {
    const { say = english } = hearing;
    const numeral = readNumber(text, hearing.lang, inForm);
    switch (numeral.kind) {
      case "number":
        return within(numeral.value, limits, say);
      case "either":
        // Of 1234 and 1.234 only one is whole.
        return integer && !Number.isInteger(numeral.second)
          ? within(numeral.first, limits, say)
          : refused(
              say("number-ambiguous", {
                first: plainNumber(numeral.first),
                second: unmistakable(numeral.second),
              }),
            );
      case "perhaps":
        return refused(say("number-perhaps", { value: plainNumber(numeral.value) }));
      case "inexact":
        return refused(say("number-inexact"));
      case "unclear":
        return refused(say("number-unclear", { example }));
    }
  };
  return {
    ...answer<number>({
      kind: "number",
      field: {
        type: "text-single",
        datatype: integer ? "xs:integer" : "xs:decimal",
        ...(limits.min === undefined ? {} : { min: plainNumber(limits.min) }),
        ...(limits.max === undefined ? {} : { max: plainNumber(limits.max) }),
      },
      question,
      description,
      plain: true,
      // The datatype says that 1.234 is a fraction, the person's language may say thousands: a field may be filled
      // by either, so only what both agree upon is taken.
      parse: (text, hearing, inForm) => read(text, hearing, inForm),
      toJson: (value) => value,
      // There is no -0 in JSON.
      fromJson: (json, say) =>
        typeof json === "number" && Number.isFinite(json)
          ? within(json === 0 ? 0 : json, limits, say)
          : unfit(say),
      toForm: (value) => [unmistakable(value)],
    }),
    min: (min) => limited({ ...limits, min }),
    max: (max) => limited({ ...limits, max }),
    integer: () => limited({ ...limits, integer: true }),
    describe: (description) => limited({ ...limits, description }),
  };
}

function within(value: number, limits: Limits, say: Say = english): Parsed<number> {
  const { min, max, integer = false } = limits;
  if (integer && !Number.isInteger(value))
    return refused(say("number-whole", { example: exampleOf(limits) }));
  if (integer && !Number.isSafeInteger(value)) return refused(say("number-inexact"));
  if (min !== undefined && value < min)
    return refused(say("number-small", { value: plainNumber(value), min: plainNumber(min) }));
  if (max !== undefined && value > max)
    return refused(say("number-large", { value: plainNumber(value), max: plainNumber(max) }));
  return accepted(value);
}

/** A number that the limits allow. Throws where there is none. */
function exampleOf({ min, max, integer = false }: Limits): string {
  const [least, most] = [min ?? -Number.MAX_VALUE, max ?? Number.MAX_VALUE];
  const [low, high] = integer ? [Math.ceil(least), Math.floor(most)] : [least, most];
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
    throw new Error(`number() has limits that leave no number: ${least} to ${most}`);
  return plainNumber(Math.min(Math.max(3, low), high));
}

/** A number whose point no language takes for a separator of thousands: `1.2340`. */
function unmistakable(value: number): string {
  const plain = plainNumber(value);
  return /^-?\d{1,3}\.\d{3}$/.test(plain) ? `${plain}0` : plain;
}
