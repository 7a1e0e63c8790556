/** The choices of a question as answers that a client may offer as buttons (XEP-0439). */
import type { Say } from "../../texts/index.ts";
import type { QuickResponse } from "../../xmpp/xep/message/quick-responses.ts";
import type { Choice } from "../answers/kind.ts";
import type { Question } from "../engine/step/question.ts";

/** None if the question leaves the answer free. */
export function responsesTo(say: Say, { step, choices }: Question): readonly QuickResponse[] {
  if (choices.length === 0) return [];
  const responses = choices.flatMap((choice, index) => {
    const value = spelling(choice, index, choices);
    return value === undefined ? [] : [{ value, label: choice.label }];
  });
  return step.accept.required ? responses : [...responses, { value: "-", label: say("skip") }];
}

/** The text that stands for a choice in a chat: its value, unless that looks like a command or would lose its spaces. */
function spelling(choice: Choice, index: number, all: readonly Choice[]): string | undefined {
  const others = new Set(all.filter((other) => other !== choice).map(({ value }) => value));
  return [choice.value, String(index + 1), choice.label].find(
    (text) => !/^[/\\]|^\s|\s$|^$/u.test(text) && !others.has(text),
  );
}
