/** Times of day, as people write them: `at 9`, `9:30 am`, `um halb zehn`, `vers 17h30`, `10点半`. */
import { numberWord } from "./number-words.ts";
import { wordsOf } from "./spoken.ts";

const ABOUT =
  "around|about|approximately|roughly|ca|circa|gegen|etwa|ungefähr|vers|environ|sobre|hacia|verso|rond|omstreeks|runt|omkring|około|около|примерно|близько";
const AT =
  "at|um|alle|a las|a la|às|as|à|a|om|kl\\.?|klo|klockan|klokken|kello|saat|v|ve|o|о|об|в|у|godz\\.?|الساعة|في الساعة|στις|@";
/** What stands before the hour, and a blank. */
export const BEFORE_HOUR = `(?<!\\p{L})(?:${ABOUT}|${AT}) ?`;
/** What stands behind it. */
export const BEHIND_HOUR =
  "(?:[ap]m|[ap]\\.m\\.?|uhr|uur|h|hrs?|o'?clock|heures?|horas?|ore|ч|час\\p{L}*|годин\\p{L}*)";

const BEHIND = `(?<unit>${BEHIND_HOUR}|hodin|kor|órakor|óra|बजे|[時点點时시])`;
const HALF = "半|et demie|y media|e mezz[ao]|e meia";
const TIME = new RegExp(
  `^(?:(?<about>${ABOUT}) )?(?:(?<at>${AT}) ?)?(?<hour>\\d{1,2})` +
    `(?:[:.](?<minute>\\d\\d))?(?: ?${BEHIND})?(?: ?(?<behind>\\d\\d)分?| ?(?<half>${HALF}))?(?: [dt][ae])?$`,
  "u",
);
const AT_FIRST = new RegExp(`^(?:${AT})$`, "u");
/** By how many minutes it is later than the hour that is named. */
const PARTS: readonly (readonly [RegExp, number])[] = [
  [/^(?:at )?half past (?=\d)/u, 30],
  [/^(?:at )?(?:a )?quarter past (?=\d)/u, 15],
  [/^(?:at )?(?:a )?quarter to (?=\d)/u, -15],
  [/^(?:(?:um|om|kl|klockan|klokken) )?hal[bv] (?=\d)/u, -30],
];

export interface ClockTime {
  /** Since midnight: two where it may be before noon, or after. */
  readonly minutes: readonly number[];
  /** Only a number. */
  readonly bare: boolean;
  /** Nothing else is written like that: a length of time, a price. */
  readonly certain: boolean;
  /** Not to the minute. */
  readonly about: boolean;
}

const DAY = 1_440;

/** From one: "o dziewiątej" is at nine, and the ninth otherwise. */
const HOURS = new Map(
  `pierwszej|першій, drugiej|другій, trzeciej|третій, czwartej|четвертій, piątej|п'ятій, szóstej|шостій, siódmej|сьомій, ósmej|восьмій,
  dziewiątej|дев'ятій, dziesiątej|десятій, jedenastej|одинадцятій, dwunastej|дванадцятій`
    .split(/,\s*/u)
    .flatMap((words, at) => words.split("|").map((word) => [word, at + 1] as const)),
);

/** The time that all of a folded text names, in the words of the person's language or English. */
export function readClock(said: string, lang: string | null): ClockTime | undefined {
  const words = wordsOf(said.replace(/(?<!\p{L})([ap])\.\s?m(?:\.|$)/gu, "$1m").replaceAll("@", "at "));
  const text = words
    .map((word, at) =>
      at === 0 && AT_FIRST.test(word) ? word : (HOURS.get(word) ?? numberWord(word, lang) ?? word),
    )
    .join(" ");
  const [part, later = 0] = PARTS.find(([before]) => before.test(text)) ?? [];
  const found = TIME.exec(part === undefined ? text : text.replace(part, ""))?.groups;
  if (found === undefined) return undefined;
  const { about, at, hour = "", minute, unit, behind, half } = found;
  const [hours, past] = [Number(hour), half === undefined ? Number(minute ?? behind ?? 0) : 30];
  if (hours > 24 || past > 59 || (minute !== undefined && (behind ?? half) !== undefined)) return undefined;
  const since = (one: number): number => (one * 60 + past + later + DAY) % DAY;
  const bare = (about ?? at ?? minute ?? unit ?? behind ?? half ?? part) === undefined;
  const [morning, evening] = [since(hours % 12), since((hours % 12) + 12)];
  const isOne = bare || hours > 11 || hour.startsWith("0");
  return {
    minutes: /^a/u.test(unit ?? "")
      ? [morning]
      : /^p/u.test(unit ?? "")
        ? [evening]
        : isOne
          ? [since(hours)]
          : [morning, evening],
    bare,
    certain:
      text.includes(":") ||
      /^(?:[ap]m|uhr|uur|o'?clock|[時点點时])$/u.test(unit ?? "") ||
      (unit === "h" && behind !== undefined),
    about: about !== undefined,
  };
}
