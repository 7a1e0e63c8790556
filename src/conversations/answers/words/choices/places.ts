/** When a number that was said is not that of a choice: "for two", "les deux", "this one". */
import { aroundIn } from "../around.ts";
import { numberWord, ordinalWord } from "../number-words.ts";
import { phrasesFor } from "../phrases/index.ts";
import { type Asked, type Named, numbered } from "./names.ts";
import { isQuantity } from "./quantities.ts";

/** Stand before the number of a choice, not before how many there are. */
const NUMBERING = new Set(
  `number option choice answer nr num no nummer auswahl antwort numéro numero núm choix réponse número opción opcion respuesta opzione
  scelta risposta opção opcao resposta optie keuze antwoord alternativ val svar mulighed valg nro vaihtoehto valinta vastaus numer opcja
  opcję opcje wybór odpowiedź číslo č možnost volba odpověď možnosť voľba odpoveď numara seçenek номер вариант пункт ответ варіант
  відповідь رقم الرقم خيار الخيار الاختيار شماره گزینه`.split(/\s+/u),
);

/** Whether a word may be the number one, and an article or a pronoun too. */
export function isAlsoArticle(word: string, lang: string | null): boolean {
  return numberWord(word, lang) === 1 && phrasesFor("around", lang).has(word);
}

/** The place among words where the number of a choice is said; -1 where some of its label is. */
function placeAt(choice: Named, words: readonly string[], asked: Asked): number {
  const around = aroundIn(asked.lang);
  if (words.some((word) => choice.outside.has(word) && !around.has(word))) return -1;
  return words.findIndex((word) => numbered(word, asked) === choice.index);
}

/** Whether nothing but "one" says which: "this one", "the one". "Number one" does. */
export function isVague(choice: Named, words: readonly string[], asked: Asked): boolean {
  const at = placeAt(choice, words, asked);
  return at > 0 && isAlsoArticle(words[at] ?? "", asked.lang) && !NUMBERING.has(words[at - 1] ?? "");
}

/** Whether the number of a choice may as well be how many there are, or a further one: "for two", "les deux", "a second". */
export function saysHowMany(
  choice: Named,
  { said, words, asked }: { readonly said: string; readonly words: readonly string[]; readonly asked: Asked },
): boolean {
  const { lang } = asked;
  const at = placeAt(choice, words, asked);
  if (at < 0) return false;
  const [word = "", before = ""] = [words[at], words[at - 1]];
  if (NUMBERING.has(before)) return false;
  if (!/\d/.test(word) && numberWord(word, lang) === undefined) {
    return (
      (/^an?$/.test(before) && ordinalWord(word, "en") !== undefined) ||
      isAlsoArticle(before, lang) ||
      phrasesFor("plural", lang).has(`${before} ${word}`)
    );
  }
  if (isQuantity(choice.index, asked) || /[%\p{Sc}]/u.test(said)) return true;
  if (!/\d/.test(word) && phrasesFor("plural", lang).has(before)) return true;
  return [1, 2, 3].some((length) =>
    phrasesFor("amount", lang).has(words.slice(Math.max(0, at - length), at).join(" ")),
  );
}
