import { english, type Say } from "../../texts/index.ts";
import { type Answer, accepted, answer, type Choice, refused, unfit } from "./kind.ts";
import { readYesNo } from "./words/yes-words.ts";

/**
 * Yes or no, in the words of many languages, as emoji, or as `1` and `0`. Where a word means one in the person's
 * language and the other elsewhere, the language decides; where it does not tell, it is asked.
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
    plain: true,
    parse: (text, { lang, say = english }) => {
      const yes = readYesNo(text, lang);
      return yes === undefined ? refused(say("yes-no-unclear")) : accepted(yes);
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
