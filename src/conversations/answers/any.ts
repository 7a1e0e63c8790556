import { english } from "../../texts/index.ts";
import { type Answer, accepted, answer, linesOf, refused, unfit } from "./kind.ts";

/**
 * Whatever is said, as it was said; only what is not seen of it at its ends is dropped, white space for instance. Refuses nothing but an empty answer.
 *
 * Value: a string of any length, with its line ends. JSON: that string. Form field: `text-multi`, a value for
 * each line.
 *
 * @param question What the person is asked, where no prompt says it.
 */
export function any(question?: string): Answer<string> {
  return answer<string>({
    kind: "any",
    field: { type: "text-multi" },
    question,
    parse: (text, { say = english }) => {
      return text === "" ? refused(say("text-empty")) : accepted(text);
    },
    toJson: (value) => value,
    fromJson: (json, say) => (typeof json === "string" && json.trim() !== "" ? accepted(json) : unfit(say)),
    toForm: linesOf,
  });
}
