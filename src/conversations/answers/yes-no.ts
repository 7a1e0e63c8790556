import { texts } from "../texts.ts";
import { type Answer, accepted, answer, refused, unfit } from "./answer.ts";

// Bulgarian, Chinese, Czech, Danish, Dutch, English, Finnish, French, German, Hungarian, Indonesian, Italian,
// Japanese, Norwegian, Polish, Portuguese, Russian, Spanish, Swedish, Turkish, Ukrainian. A word that means yes in
// one language and no in another ("ne", "na") is in neither set.
const YES = new Set(
  `y yes yep yeah yup ok okay sure true 1 + j ja jo jep klar gerne o oui ouais s si sì sí claro sim d да так ано
   a ano jasne tak t k kyllä joo i igen evet e ya はい うん 是 是的 好 好的 对 👍 ✅ ✔ ✔️`.split(/\s+/),
);
const NO = new Set(
  `n no nope nah false 0 nein nee nö nej nei non não nao nie нет н не ні ei en nem hayır hayir h tidak
   いいえ 不 不是 否 没有 👎 ❌ ✖ ✖️`.split(/\s+/),
);

/** Yes or no, in the words of many languages. */
export function yesNo(): Answer<boolean> {
  return answer<boolean>({
    kind: "yesNo",
    field: { type: "boolean" },
    choices: [
      { value: "yes", label: texts.yes },
      { value: "no", label: texts.no },
    ],
    layout: "brief",
    parse: (text) => {
      // Emoji come with a skin colour (U+1F3FB…F), sentences with a full stop.
      const word = text
        .trim()
        .toLowerCase()
        .replace(/[\u{1F3FB}-\u{1F3FF}]/gu, "")
        .replace(/[\s.!,;]+$/u, "");
      const [first = "", second = ""] = word.split(/[\s,;.!]+/u, 2);
      for (const candidate of second === "" || POLITE.has(second) ? [word, first] : [word]) {
        if (YES.has(candidate)) return accepted(true);
        if (NO.has(candidate)) return accepted(false);
      }
      return refused(texts.yesNoUnclear);
    },
    toJson: (value) => value,
    fromJson: (json) => (typeof json === "boolean" ? accepted(json) : unfit),
  });
}

/** What may follow the word without changing it. */
const POLITE = new Set([
  "please",
  "thanks",
  "thank",
  "bitte",
  "danke",
  "merci",
  "gracias",
  "grazie",
  "por",
  "s'il",
  "tack",
  "dank",
]);
