/** Choices that say how many: of "none, one, two" or "never, once, twice" a number may be the place or what is counted. */

import { numberWord, ordinalWord } from "../number-words.ts";
import { type Asked, type Named, numbered, spokenWords } from "./names.ts";

const ZERO = new Set(
  `no none nobody noone nothing never zero nil without kein keine keinen keiner keins keines keinmal niemand nichts nie niemals ohne
  null aucun aucune personne rien jamais sans zéro ninguno ninguna ningún nadie nada nunca sin cero nessuno nessuna nessun niente nulla mai
  senza nenhum nenhuma ninguém nem sem geen niets nooit zonder nul ingen inget inga aldrig utan noll intet uden aldri uten nolla żaden
  żadna żadne nikt nic nigdy bez žádný žádná žádné nikdo nikdy nula žiadny žiadna nikto никто ничего никогда ни нет без ноль ніхто нічого
  ніколи нуль жодного жодної yok hiç hiçbiri kimse sıfır بدون صفر أبدا なし ゼロ 零 〇 没有 沒有 无 無 从不 없음 semmi senki nulla soha κανένας καμία
  ποτέ niciunul niciuna`.split(/\s+/u),
);

/** How many times. */
const TIMES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    once: 1,
    twice: 2,
    thrice: 3,
    einmal: 1,
    zweimal: 2,
    dreimal: 3,
    viermal: 4,
    eenmaal: 1,
    tweemaal: 2,
    driemaal: 3,
    kerran: 1,
    kahdesti: 2,
    kolmesti: 3,
    raz: 1,
    dwukrotnie: 2,
    trzykrotnie: 3,
    jednou: 1,
    dvakrát: 2,
    třikrát: 3,
    однажды: 1,
    дважды: 2,
    трижды: 3,
    раз: 1,
    двічі: 2,
    тричі: 3,
    مرة: 1,
    مرتين: 2,
    مرتان: 2,
    egyszer: 1,
    kétszer: 2,
    háromszor: 3,
  }),
);

/** With how many a label begins. Units behind digits count, a time and a decimal do not. */
function quantityOf({ names: [name = ""] }: Named, { lang }: Asked): number | undefined {
  const digits = /^[^\p{L}\d]*(\d+)(?![.:\d])/u.exec(name)?.[1];
  if (digits !== undefined) return Number(digits);
  const [word = ""] = spokenWords(name);
  // Labels are in whatever language the author speaks.
  const counted = numberWord(word, lang) ?? TIMES.get(word) ?? numberWord(word, null);
  return counted ?? (ZERO.has(word) ? 0 : undefined);
}

// Of the years 2024 to 2026 nobody means the first one of our era.
const FAR = { least: 100, times: 20 } as const;

/**
 * Where each choice is a quantity ("1 kg", "2 kg", "5 kg"), "3" is more likely one that there is not than the third. So it is among
 * "one, two, five" in words, within what these span.
 */
export function isQuantity(index: number, asked: Asked): boolean {
  const { choices } = asked;
  const said = index + 1;
  if (choices[index]?.words.has(String(said)) === true) return false;
  const quantities = choices.map((choice) => quantityOf(choice, asked));
  const known = quantities.filter((one) => one !== undefined);
  if (known.length < quantities.length || quantities[index] === said) return false;
  const least = Math.min(...known);
  if (choices.every(({ names: [name = ""] }) => /^[^\p{L}\d]*\d/u.test(name)))
    return least < FAR.least || least <= FAR.times * said;
  return new Set(known).size > 1 && said >= least;
}

/**
 * The other choice that a number may count, where it is that of the place of `choice`: of "none, one, two" 1 is either of the first
 * two. `undefined` where nothing but the place is meant; `[]` where it may count what is not among them.
 */
export function countedInstead(
  choice: Named,
  words: readonly string[],
  asked: Asked,
): readonly number[] | undefined {
  const { choices, lang } = asked;
  const isCardinal = (word: string): boolean =>
    /^\d+$/.test(word) || (numberWord(word, lang) !== undefined && ordinalWord(word, lang) === undefined);
  const isSaid = words.some((word) => isCardinal(word) && numbered(word, asked) === choice.index);
  if (!isSaid || words.some((word) => choice.words.has(word))) return undefined;
  const said = choice.index + 1;
  const quantities = choices.map((one) => quantityOf(one, asked));
  const [first] = quantities;
  const isFromZero =
    (first === undefined || first === 0) && quantities.some((one, index) => index > 0 && one === index);
  if (quantities[choice.index] === said || !isFromZero) return undefined;
  return said < choices.length ? [said] : [];
}
