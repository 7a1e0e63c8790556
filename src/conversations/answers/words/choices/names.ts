/** How a choice may be named: by its value or label, by words of these, by its number. */
import { unspacedCore } from "../around.ts";
import { readClock } from "../clock.ts";
import { numberWord, ordinalWord } from "../number-words.ts";
import { phrasesFor } from "../phrases/index.ts";
import { folded, isUnspaced, wordsOf } from "../spoken.ts";
import { plain } from "../visible.ts";

/** A choice with its value and its label as they are compared. */
export interface Named {
  readonly index: number;
  readonly names: readonly string[];
  /** Each name by its words alone, with spaces and without. */
  readonly phrases: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
  /** Those that stand outside of brackets: the numbers in these name nothing, "advice (1 hour)". */
  readonly outside: ReadonlySet<string>;
  /** Those of its words that turn round what the others say, or make it another: "not", "half". */
  readonly negations: readonly string[];
  /** Since midnight, where it is a time of day. */
  readonly minutes: number | undefined;
}

/** What is chosen from, and the language of the person who does. */
export interface Asked {
  readonly choices: readonly Named[];
  readonly lang: string | null;
}

const NEGATIONS = new Set(
  `no not none without except never neither don't doesn't won't can't cannot isn't aren't kein keine keinen keiner nicht ohne nie
  pas sans jamais aucun aucune ne sin nunca ni non senza mai não sem nem niet geen zonder nooit inte utan ingen inget aldrig ikke uden
  uten aldri ei en ilman nie bez ani не нет без ні ani değil olmadan yok без لا بدون ليس غير nem nélkül όχι χωρίς δεν`.split(
    /\s+/u,
  ),
);

/** What makes another quantity of the unit behind it: "half an hour" is none. */
const PARTS = new Set(
  `half quarter halb halbe halber halbes halben viertel demi demie quart media medio cuarto mezza mezzo quarto meia meio halve kwart halv
  halvt halva kvart puoli vartti pół kwadrans půl čtvrt pol пол половина четверть пів половина чверть yarım çeyrek نصف ربع fél negyed jumătate
  sfert`.split(/\s+/u),
);
const UNITS = new Set(
  `hour hours day days week month year portion kilo kg litre liter pound pint stunde stunden tag tage woche monat jahr heure heures
  journée jour semaine mois hora horas día dia semana mes kilogramo litro ora ore giorno giornata settimana mese uur dag dagen timme timmar
  vecka time timer uge tunti tuntia päivä viikko kiloa litraa godziny godzina dnia dzień tygodnia hodiny hodina dne týdne часа час дня недели
  года години година дня тижня saat gün hafta ساعة يوم óra nap oră zi`.split(/\s+/u),
);

/** Those of a label's words that say so. */
function partsIn(words: readonly string[]): readonly string[] {
  const isUnit = (word = ""): boolean => UNITS.has(word);
  return words.filter(
    (word, at) => PARTS.has(word) && words.slice(at + 1, at + 4).some((next) => isUnit(next)),
  );
}

export function namesOf(
  choices: readonly { readonly value: string; readonly label: string }[],
): readonly Named[] {
  return choices.map(({ value, label }, index) => {
    const whole = [folded(plain(label)), folded(plain(value))].filter((name) => name !== "");
    const names = [...new Set([...whole, ...whole.map(unaccented)])];
    const words = names.map(spokenWords);
    // "No, leave it open" says no to the question, not to the rest of itself.
    const rest = names.flatMap((name) => spokenWords(name.replace(/^\p{L}+[,.;:]\s+/u, "")));
    return {
      index,
      names,
      phrases: new Set(words.flatMap((some) => [some.join(" "), joined(some)])),
      words: new Set(words.flat()),
      outside: new Set(names.flatMap((name) => spokenWords(name.replace(/(?<=\p{L}\s*)[([].*?[)\]]/gu, "")))),
      minutes: whole.map(timeOf).find((one) => one !== undefined),
      negations: [...new Set([...rest.filter((word) => NEGATIONS.has(word)), ...words.flatMap(partsIn)])],
    };
  });
}

function timeOf(name: string): number | undefined {
  const time = readClock(name, null);
  return time?.certain === true ? time.minutes[0] : undefined;
}

/** Words without a space between them; those of digits alone would be another number. */
export function joined(words: readonly string[]): string {
  return words.every((word) => /^\d+$/.test(word)) ? words.join(" ") : words.join("");
}

const PLAINER: Readonly<Record<string, string>> = {
  ß: "ss",
  ı: "i",
  ł: "l",
  ø: "o",
  đ: "d",
  æ: "ae",
  œ: "oe",
};

/** People leave accents out. */
export function unaccented(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/gu, "")
    .normalize("NFC")
    .replace(/[ßıłøđæœ]/gu, (letter) => PLAINER[letter] ?? letter);
}

/**
 * The words of a folded text, without the articles that French and Italian write together with them. Of a time without what may
 * be left out: `09:00`, `9:00 am`.
 */
export function spokenWords(said: string): readonly string[] {
  return wordsOf(said.replace(/(?<=\d):00(?=\s?[ap]\.?m)/gu, "")).map((word) =>
    word.replace(/^(?:[ld]|un|dell|all|nell)'(?=.)|^0(?=\d[:.]\d\d$)/u, ""),
  );
}

/** Where a word is the number of a choice: its index. Digits, `2nd`, `two`, `second`, `last`. */
export function numbered(word: string, { choices, lang }: Asked): number | undefined {
  const number = phrasesFor("last", lang).has(word)
    ? choices.length
    : (digitsIn(word) ?? ordinalWord(word, lang) ?? numberWord(word, lang));
  return number !== undefined && number >= 1 && number <= choices.length ? number - 1 : undefined;
}

function digitsIn(word: string): number | undefined {
  const digits = /^(\d{1,4})(?:st|nd|rd|th|er|re|e|è?me|eme|nde|de|ste|te|й|я|е|го|번|番)?$/u.exec(word)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Whether a word is one of the choice's own: `2` also where "two" is, or "second", and the other way round. `isAlone`: nothing
 * else was said, so that a number in brackets is not meant by it.
 */
export function hasWord(choice: Named, said: string, isAlone: boolean, asked: Asked): boolean {
  const { words, outside } = choice;
  const value = spokenValue(said, asked.lang);
  const own = isAlone && value !== undefined ? outside : words;
  if (own.has(said) || own.has(unaccented(said))) return true;
  if (value === undefined) return false;
  // An article looks like the number one in many languages.
  const isCounted = value > 1 || /\D/.test(said) || asked.choices.every((one) => holdsNumber(one, 1, asked));
  return [...own].some(
    (word) =>
      leadingDigits(word) === value ||
      (isCounted && wordValue(word, asked.lang) === value && (value > 1 || isOne(choice, word, said, asked))),
  );
}

/** Whether a word that may be one says so: "one pet" does, "a firm one" does not, and neither is the first. */
function isOne({ names }: Named, word: string, said: string, { lang }: Asked): boolean {
  if (ordinalWord(word, lang) !== undefined) return true;
  return ordinalWord(said, lang) === undefined && names.some((name) => spokenWords(name)[0] === word);
}

function spokenValue(word: string, lang: string | null): number | undefined {
  return digitsIn(word) ?? wordValue(word, lang);
}

function wordValue(word: string, lang: string | null): number | undefined {
  return ordinalWord(word, lang) ?? numberWord(word, lang);
}

/** `2` of `2nd`, `2pm` and `2:00`, not of `2.5`. */
function leadingDigits(word: string): number | undefined {
  const digits = /^\d{1,4}(?!\d|[.,/]\d)/.exec(word)?.[0];
  return digits === undefined ? undefined : Number(digits);
}

function holdsNumber({ words }: Named, least: number, { lang }: Asked): boolean {
  return [...words].some(
    (word) =>
      leadingDigits(word) !== undefined ||
      ordinalWord(word, lang) !== undefined ||
      (numberWord(isUnspaced(word) ? unspacedCore(word) : word, lang) ?? -1) >= least,
  );
}

/** Whether a label holds a number, so that one that was said may be that. */
export function holdNumbers(asked: Asked): boolean {
  return asked.choices.some((choice) => holdsNumber(choice, 2, asked));
}
