/**
 * A word to the bot at a question that takes any text: "cancel" may be the title. The person is asked which was meant,
 * and nothing is taken until they say so.
 */
import { choice } from "../../answers/choice.ts";
import type { Hearing } from "../../answers/kind.ts";
import { placeIn } from "../../answers/words/choices/index.ts";
import { readNumber } from "../../answers/words/counted.ts";
import { inAnyLanguage, phrasesFor } from "../../answers/words/phrases/index.ts";
import { folded as spoken, wordsOf } from "../../answers/words/spoken.ts";
import { plain } from "../../answers/words/visible.ts";
import { saysYesOrNo } from "../../answers/words/yes-words.ts";
import { yesNo } from "../../answers/yes-no.ts";
import { quoted } from "../../names.ts";
import type { OpenStep, RunnableStep } from "../../responders/responder.ts";
import type { Doubt } from "../../state.ts";
import { mentions, wishOf } from "../plain-words/index.ts";
import type { EngineContext } from "../turn.ts";
import { filledText } from "./form-text.ts";
import type { Question } from "./question.ts";

const UNDECIDED = inAnyLanguage("undecided");

/** Kinds that know each word that they take: it is the answer. */
const KNOWING: ReadonlySet<string> = new Set(["number", "date", "yesNo", "choice", "jid", "file"]);

/** Whether a kind of answer that has taken a word may take any text, so that no word can be told from an answer: an author's own may. */
export function takesAnyText({ accept }: Pick<OpenStep, "accept">): boolean {
  return !KNOWING.has(accept.kind) && accept.choices.length === 0;
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
 * Which of the two `body` says. `unclear`: more than yes or no, a number that is none of the two, the word among others, or
 * that the person cannot tell. `neither`: another text.
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
  // Before yes and no, of which "1" is one: whoever writes "1 please" counts.
  const placed = placedBy(body, hearing);
  if (placed !== undefined) return placed;
  const yes = yesNo().parse(body, hearing);
  if (yes.ok) return yes.value ? "answer" : "wish";
  if (isUndecided(body, person.lang) || readNumber(plain(body), person.lang).kind === "number")
    return "unclear";
  const [first = "", rest] = body.split(/[\s,.!:;]+(.*)/su, 2);
  // A number begins many a text: "1 litre of milk".
  const begins = yesNo().parse(/\p{L}/u.test(first) ? first : "", hearing);
  if (begins.ok && rest !== undefined && wishOf(rest) === doubt.wish)
    return begins.value ? "unclear" : "wish";
  if (read.ok && (rest === undefined || !mentions(body, doubt.body) || begins.ok)) return read.value;
  // "Ne, to je název": it says no, or yes, in some language, whatever client it comes from.
  const isReply = /^\p{L}{2,}[,.!:;]/u.test(body) && saysYesOrNo(first.toLowerCase(), null);
  if (begins.ok || isReply || mentions(body, doubt.body)) return "unclear";
  // "Stopp hier" is not another text yet.
  return wishOf(first) === doubt.wish && countOf(body) <= MOST_AROUND_A_WISH ? "unclear" : "neither";
}

/** Which of the two was chosen in a form, and the words that it has there. */
export function chosenIn(
  { say, now, person }: Pick<EngineContext, "say" | "now" | "person">,
  doubt: Doubt,
  values: readonly string[],
): { readonly meant: "wish" | "answer" | "unclear"; readonly body: string } {
  const kind = kindOf(say, doubt);
  const read = kind.fromForm(values, { now, lang: person.lang, say });
  return { meant: read.ok ? read.value : "unclear", body: filledText(say, kind, values) };
}

const MOST_AROUND_A_WISH = 3;
const MOST_BESIDE_A_NUMBER = 6;
// What is longer is no number of a choice.
const LONGEST_PLACE = 60;

/** The one whose number the text is, with a yes or no beside it that says the same, or contradicts. */
function placedBy(body: string, { now, lang }: Hearing): "wish" | "answer" | "unclear" | undefined {
  if (body.length > LONGEST_PLACE) return undefined;
  const text = plain(body);
  const place = (said: string) => placeIn(said, 2, lang);
  const whole = place(text);
  if (whole !== undefined) return whole === 0 ? "wish" : "answer";
  const words = text.split(/[\s,.;:!]+/u).filter((word) => word !== "");
  // "Yes please, the second one" has no more.
  if (words.length > MOST_BESIDE_A_NUMBER) return undefined;
  for (let at = 1; at < words.length; at++) {
    const parts = [words.slice(0, at).join(" "), words.slice(at).join(" ")] as const;
    for (const [number, other] of [parts, [parts[1], parts[0]] as const]) {
      const found = place(number);
      const yes = yesNo().parse(other, { now, lang });
      if (found !== undefined && yes.ok && place(other) === undefined)
        return yes.value === (found === 1) ? (found === 0 ? "wish" : "answer") : "unclear";
    }
  }
  return undefined;
}

function countOf(body: string): number {
  return wordsOf(spoken(plain(body))).length;
}

function isUndecided(body: string, lang: string | null): boolean {
  if (body.length > LONGEST_PLACE) return false;
  const said = wordsOf(spoken(plain(body))).join(" ");
  return [phrasesFor("unsure", lang), UNDECIDED].some((phrases) => phrases.has(said));
}
