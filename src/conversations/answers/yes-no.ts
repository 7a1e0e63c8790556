import { english, type Say } from "../../texts/index.ts";
import { type Answer, accepted, answer, type Choice, refused, unfit } from "./kind.ts";
import { primaryOf } from "./words/languages/index.ts";
import { meaningOf, POLITE } from "./words/yes-words.ts";

/**
 * Yes or no, in the words of many languages (`yes-words.ts`), as emoji, or as `1` and `0`.
 *
 * Value: a boolean. JSON: that boolean. Form field: `boolean`, whose values are `1` and `0` (XEP-0004 §3.3; `true`
 * and `false` are read too).
 *
 * @param question What the person is asked, where no prompt says it.
 */
export function yesNo(question?: string): Answer<boolean> {
  return answer<boolean>({
    kind: "yesNo",
    field: { type: "boolean" },
    choices: choicesIn(english),
    choicesIn,
    layout: "brief",
    question,
    parse: (text, { lang, say = english }) => {
      const words = said(text);
      const [first = "", second = ""] = words;
      const candidates =
        words.length > 1 && POLITE.has(second) ? [words.join(" "), first] : [words.join(" ")];
      for (const candidate of candidates) {
        const meaning = meaningOf(candidate, primaryOf(lang));
        if (meaning !== undefined) return accepted(meaning);
      }
      return refused(say("yes-no-unclear"));
    },
    toJson: (value) => value,
    fromJson: (json, say) => (typeof json === "boolean" ? accepted(json) : unfit(say)),
    toForm: (value) => [value ? "1" : "0"],
  });
}

function choicesIn(say: Say): readonly Choice[] {
  return [
    { value: "yes", label: say("yes") },
    { value: "no", label: say("no") },
  ];
}

// "Yes, that would be very kind of you" is long enough; what is longer needs no folding to be unclear.
const LONGEST = 60;

function said(text: string): readonly string[] {
  if (text.length > LONGEST) return [];
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      // Emoji come with a skin colour (U+1F3FB…F) or the wish to be shown in colours (U+FE0F).
      .replace(/[\u{1F3FB}-\u{1F3FF}\ufe0f]/gu, "")
      .replace(/[’ʼ]/gu, "'")
      .split(/[\s.,;:!?"“”„«»¡。、！]+/u)
      .filter((word) => word !== "")
  );
}
