/** Days in words that chrono does not know, or not in all of the languages shipped. */

/** Words by their distance from today, in days. No word has two in any of the languages. */
const FROM_TODAY: readonly (readonly [days: number, words: string])[] = [
  [-1, "yesterday|gestern|hier|ayer|ieri|ontem|gisteren|igår|i går|eilen|вчера|вчора|昨日|きのう|昨天"],
  [
    0,
    `today|heute|aujourd'hui|aujourdhui|hoy|oggi|hoje|vandaag|idag|i dag|tänään|сегодня|сьогодні|今日|きょう|本日|
     今天`,
  ],
  [
    1,
    `tomorrow|morgen|demain|mañana|manana|domani|amanhã|amanha|imorgon|i morgon|imorron|i morron|huomenna|завтра|
     明日|あした|あす|明天`,
  ],
  [
    2,
    `day after tomorrow|übermorgen|uebermorgen|après-demain|après demain|apres demain|pasado mañana|pasado manana|
     dopodomani|dopo domani|depois de amanhã|depois de amanha|overmorgen|övermorgon|i övermorgon|ylihuomenna|
     послезавтра|післязавтра|明後日|あさって|后天|後天`,
  ],
];

const distances = new Map(
  FROM_TODAY.flatMap(([days, words]) => words.split(/\|\s*/).map((word) => [word, days] as const)),
);

/** `in 3 days`, where chrono does not count: Portuguese, Swedish, and one of the ways of Finnish. */
const COUNTED =
  /^(?:(?:em|daqui a|om) (?<days>\d{1,3}) (?:dias?|dag|dagar)|(?<paivat>\d{1,3}) päivän kuluttua|(?:em|daqui a|om) (?<weeks>\d{1,3}) (?:semanas?|vecka|veckor)|(?<viikot>\d{1,3}) viikon kuluttua)$/u;

/** How many days after today a day in words lies. */
export function daysFromToday(said: string): number | undefined {
  const known = distances.get(said);
  if (known !== undefined) return known;
  const { days, paivat, weeks, viikot } = COUNTED.exec(said)?.groups ?? {};
  const [inDays, inWeeks] = [days ?? paivat, weeks ?? viikot];
  return inDays === undefined ? (inWeeks === undefined ? undefined : 7 * Number(inWeeks)) : Number(inDays);
}

/** What says "of next week" before or behind the name of a weekday, where chrono takes it for the coming one. */
const NEXT =
  /^(?:próxim[ao]|proxim[ao]|следующ(?:ая|ую|ий|ее|ей|его)|наступн(?:а|у|ий|ої|ого)|来週の?) ?|[ ](?:próximo|proximo|próxima|proxima)$/u;

/** The weekday that is said to be of next week, without that word. */
export function weekdayOfNextWeek(said: string): string | undefined {
  const weekday = said.replace(NEXT, "");
  return weekday === said || weekday === "" ? undefined : weekday;
}

/** Words around a day that change nothing. */
const FILLERS = `it's|its|is|due|on|by|until|till|before|the|at|this|coming|please
um|am|bis|zum|den|dem|kommenden|kommender|diesen|bitte
le|la|pour|ce|cette|avant le|d'ici|s'il te plaît|s'il vous plaît
el|para|para el|antes del|este|que viene|por favor
il|lo|per|entro|questo|questa|per favore
no|na|dia|até|até o|em|esta|neste|nesta|que vem
op|voor|de|tegen|aanstaande|komende|deze|graag|alstublieft
på|till|tack
tulevana|tänä|mennessä|kiitos
в|во|на|до|к|эту|этот|это|пожалуйста|года|г
у|цю|цей|будь ласка|року|р
です|に|まで|までに|の|今週の
在|到|本|这|這|這個|这个`
  .split(/[|\n]/)
  .sort((a, b) => b.length - a.length)
  .join("|");

// Written without spaces, Japanese and Chinese take their fillers as they come; the others end as words do.
const GAP = "[\\s,.!?。、]";
const FILLING = new RegExp(
  `^${GAP}*(?:(?:${FILLERS})(?:${GAP}+|$|(?<=[\\p{scx=Han}\\p{scx=Hira}]))){0,4}$`,
  "iu",
);
const LEADING = new RegExp(`^(?:(?:${FILLERS})(?:${GAP}+|(?<=[\\p{scx=Han}\\p{scx=Hira}]))){0,3}`, "iu");
const TRAILING = new RegExp(
  `(?:(?:${GAP}+|(?=[\\p{scx=Han}\\p{scx=Hira}]))(?:${FILLERS})){0,3}${GAP}*$`,
  "iu",
);

/** Whether a text says nothing. */
export function isFilling(text: string): boolean {
  return FILLING.test(text);
}

/** A text without what says nothing at its ends. */
export function withoutFilling(text: string): string {
  return text.replace(TRAILING, "").replace(LEADING, "");
}
