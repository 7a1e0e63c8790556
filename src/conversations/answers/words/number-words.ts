import { LANGUAGES, type Language, primaryOf, wordsOf } from "./languages.ts";

/** From zero to twenty, in order; other spellings of the same number behind a stroke. */
const WORDS: Readonly<Record<Language, string>> = {
  en: `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
       seventeen eighteen nineteen twenty`,
  de: `null eins|ein|eine|einen|einer zwei|zwo drei vier fünf|fuenf sechs sieben acht neun zehn elf zwölf|zwoelf
       dreizehn vierzehn fünfzehn|fuenfzehn sechzehn siebzehn achtzehn neunzehn zwanzig`,
  fr: `zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept
       dix-huit dix-neuf vingt`,
  es: `cero uno|una|un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince
       dieciséis|dieciseis diecisiete dieciocho diecinueve veinte`,
  it: `zero uno|una|un due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici
       sedici diciassette diciotto diciannove venti`,
  pt: `zero um|uma dois|duas três|tres quatro cinco seis sete oito nove dez onze doze treze catorze|quatorze quinze
       dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove vinte`,
  nl: `nul een|één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien
       zeventien achttien negentien twintig`,
  sv: `noll en|ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton
       nitton tjugo`,
  fi: `nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen yksitoista kaksitoista
       kolmetoista neljätoista viisitoista kuusitoista seitsemäntoista kahdeksantoista yhdeksäntoista
       kaksikymmentä`,
  ru: `ноль|нуль один|одна|одно два|две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать
       тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать`,
  uk: `нуль один|одна|одне два|дві три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять
       тринадцять чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять двадцять`,
  ja: `〇|零|ゼロ 一|ひとつ|一つ 二|ふたつ|二つ 三|みっつ|三つ 四|よっつ|四つ 五|いつつ|五つ 六|むっつ|六つ
       七|ななつ|七つ 八|やっつ|八つ 九|ここのつ|九つ 十|とお 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十`,
  zh: `零|〇 一|一个|一個 二|两|兩|两个|兩個 三|三个|三個 四|四个|四個 五|五个|五個 六|六个|六個 七|七个|七個
       八|八个|八個 九|九个|九個 十|十个|十個 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十`,
};

const byLanguage = new Map<string, ReadonlyMap<string, number>>(
  LANGUAGES.map((lang) => [
    lang,
    new Map(
      wordsOf(WORDS[lang]).flatMap((words, value) => words.split("|").map((word) => [word, value] as const)),
    ),
  ]),
);

// "Once" is eleven in Spanish, and no number in English.
const inAny = new Map(
  [...byLanguage.values()].flatMap((words) => [...words]).filter(([word]) => word !== "once"),
);

/**
 * The number from 0 to 20 that a word in lower case means: in the person's language or English, and only where the
 * person's is not known, or not shipped, in any. A wrong number is worse than another question.
 */
export function numberWord(word: string, lang: string | null): number | undefined {
  const own = byLanguage.get(primaryOf(lang));
  return own === undefined ? inAny.get(word) : (own.get(word) ?? byLanguage.get("en")?.get(word));
}

/** The words of each language, for whoever wants to see that none contradicts another. */
export function numberWords(): ReadonlyMap<string, ReadonlyMap<string, number>> {
  return byLanguage;
}
