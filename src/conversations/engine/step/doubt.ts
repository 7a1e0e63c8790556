/**
 * A word to the bot at a question that takes any text: "cancel" may be the title. The person is asked which was meant,
 * and nothing is taken until they say so.
 */
import { choice } from "../../answers/choice.ts";
import { yesNo } from "../../answers/yes-no.ts";
import { quoted } from "../../names.ts";
import type { OpenStep, RunnableStep } from "../../responders/responder.ts";
import type { Doubt } from "../../state.ts";
import { mentions, wishOf } from "../plain-words/index.ts";
import type { EngineContext } from "../turn.ts";
import type { Question } from "./question.ts";

/** Whether the kind of answer takes any text, so that no word can be told from an answer. */
export function takesAnyText({ accept }: Pick<OpenStep, "accept">): boolean {
  return (accept.kind === "text" || accept.kind === "any") && accept.choices.length === 0;
}

function kindOf(say: EngineContext["say"], { wish, body }: Doubt) {
  return choice({ wish: say("doubt-wish", { wish }), answer: say("doubt-answer", { body: quoted(body) }) });
}

/** Asks which was meant. `step`: the one that is open. */
export function doubtQuestion(say: EngineContext["say"], doubt: Doubt, step: RunnableStep): Question {
  const accept = kindOf(say, doubt);
  const choices = accept.choicesIn(say);
  const prompt = say("doubt", { body: quoted(doubt.body) });
  const text = [prompt, ...choices.map(({ label }, index) => `${index + 1}. ${label}`)].join("\n");
  return { step: { ...step, accept }, prompt, choices, text };
}

/**
 * Which of the two `body` says. `unclear`: more than yes or no, a number that is none of the two, or the word among
 * others. `neither`: another text.
 */
export function resolvedBy(
  { say, now, person }: Pick<EngineContext, "say" | "now" | "person">,
  doubt: Doubt,
  body: string,
): "wish" | "answer" | "unclear" | "neither" {
  const hearing = { now, lang: person.lang, say };
  const read = kindOf(say, doubt).parse(body, hearing);
  if (/^\P{L}*$/u.test(body)) {
    if (doubt.wish === "skip" && body.trim() === "-") return "wish";
    return read.ok ? read.value : "unclear";
  }
  const yes = yesNo().parse(body, hearing);
  if (yes.ok) return yes.value ? "answer" : "wish";
  const [first = "", rest] = body.split(/[\s,.!:;]+(.*)/su, 2);
  const begins = yesNo().parse(first, hearing);
  if (begins.ok && rest !== undefined && wishOf(rest) === doubt.wish)
    return begins.value ? "unclear" : "wish";
  if (read.ok && (rest === undefined || !mentions(body, doubt.body) || begins.ok)) return read.value;
  return begins.ok || mentions(body, doubt.body) ? "unclear" : "neither";
}
