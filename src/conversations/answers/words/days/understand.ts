/** What day the parts of a text name together. What they say must fit: nothing of it is left aside. */
import type { Atom, Numeral, Numeric, Unit, Weekday, Year } from "./atoms.ts";
import { dayOf, later, monthOf, weekdayOf } from "./calendar.ts";
import type { Circumstances, Order, Understood } from "./understood.ts";

/** What was said, each at most once. */
interface Said {
  weekday?: Weekday;
  /** A number stands behind the weekday. */
  numberLast: boolean;
  month?: number;
  /** How many numbers stand before the month. */
  leading: number;
  readonly numbers: Numeral[];
  numeric?: Numeric;
  year?: Year;
  distance?: number;
  unit?: Unit;
  count?: number;
  turn?: "last" | "this" | "next" | "coming";
  way?: -1 | 1;
  from: boolean;
  near: boolean;
}

const FAR_YEARS = 120;
const HALF_A_YEAR = 183;
const FAR = 10_000;
const LONGEST_MONTH = 31;
/** About two years: a day as near as that is meant, be it taken or not. */
const SOON = 732;

/** `undefined` where it is no day, or not a single one. */
export function understand(atoms: readonly Atom[], where: Circumstances): Understood | undefined {
  const said = gathered(atoms);
  if (said === undefined) return undefined;
  const date = dateIn(said, where);
  if (date === "unclear") return undefined;
  if (date === "ambiguous") return { kind: "ambiguous" };
  if (date !== undefined) return stated(said, date, where);
  const read = counted(said, where);
  if (said.weekday?.short === undefined || isShortClear(said, said.weekday, where)) return read;
  // "om to uger": two weeks.
  return where.own && read?.kind === "day" && said.way === undefined
    ? { kind: "doubtful", day: read.day }
    : undefined;
}

function gathered(atoms: readonly Atom[]): Said | undefined {
  const said: Said = { numberLast: false, leading: 0, numbers: [], from: false, near: false };
  for (const [at, atom] of atoms.entries()) {
    switch (atom.kind) {
      case "noise":
        if (atom.behind === true && !/^(?:weekday|distance)$/.test(atoms[at - 1]?.kind ?? ""))
          return undefined;
        said.near ||= atom.near;
        break;
      case "number":
        if (atoms[at + 1]?.kind === "unit") {
          if (said.count !== undefined || atom.form.startsWith("ordinal")) return undefined;
          said.count = atom.value;
        } else if (isOfOther(atoms, at, said)) return undefined;
        else if (atom.form === "article" || (atom.form === "word" && atom.value === 1)) return undefined;
        else {
          said.numbers.push(atom);
          said.numberLast = said.weekday !== undefined;
        }
        break;
      case "turn":
        if (said.turn !== undefined || (atom.of !== undefined && said.unit !== undefined)) return undefined;
        said.turn = atom.value;
        if (atom.of !== undefined) said.unit = atom.of;
        break;
      case "way":
        if (said.way !== undefined && said.way !== atom.value) return undefined;
        said.way = atom.value;
        break;
      case "from":
        said.from = true;
        break;
      case "weekday":
        if (said.weekday !== undefined || isCounted(atoms, at, said.month)) return undefined;
        said.weekday = atom;
        break;
      case "month":
        if (said.month !== undefined) return undefined;
        said.month = atom.value;
        said.leading = said.numbers.length;
        break;
      case "numeric":
        if (said.numeric !== undefined) return undefined;
        said.numeric = atom;
        break;
      case "year":
        if (said.year !== undefined) return undefined;
        said.year = atom.value;
        break;
      case "distance":
        if (said.distance !== undefined) return undefined;
        said.distance = atom.value;
        break;
      case "unit":
        if (said.unit !== undefined) return undefined;
        said.unit = atom.value;
    }
  }
  return said;
}

/** Whether it may be a time or a number of people: `friday by 4`, `5 May for 12`. */
function isOfOther(atoms: readonly Atom[], at: number, { weekday, month }: Said): boolean {
  const before = atoms[at - 1];
  if ((weekday ?? month) === undefined || before?.kind !== "noise" || before.links === true) return false;
  return atoms.slice(at + 1).find(({ kind }) => kind !== "noise")?.kind !== "month";
}

/** The second Wednesday of a month is not the second of that month. */
function isCounted(atoms: readonly Atom[], at: number, month: number | undefined): boolean {
  const before = atoms[at - 1];
  if (before?.kind === "noise") return isCounted(atoms, at - 1, month);
  return before?.kind === "number" && (month === undefined || before.form.startsWith("ordinal"));
}

/** In other sentences an abbreviation is a word of its own: so, do, mar. */
function isShortClear(said: Said, { short }: Weekday, { own, spoken }: Circumstances): boolean {
  const isAlone = short === "alone" || said.numbers.length > 0;
  return own && said.way === undefined && (said.near || said.turn !== undefined || (spoken && isAlone));
}

interface DayAndMonth {
  readonly dayOfMonth: number;
  readonly month: number;
  readonly year: Year | undefined;
}

/** `undefined` where no date is stated. */
function dateIn(said: Said, { order }: Circumstances): DayAndMonth | "unclear" | "ambiguous" | undefined {
  const { numeric, month, numbers, year } = said;
  if (numeric !== undefined) {
    if (month !== undefined || numbers.length > 0 || (year !== undefined && numeric.year !== undefined))
      return "unclear";
    const leads = orderOf(numeric, order);
    if (leads === "unknown") return "ambiguous";
    const [dayOfMonth, ofMonth] =
      leads === "day first" ? [numeric.first, numeric.second] : [numeric.second, numeric.first];
    return { dayOfMonth, month: ofMonth, year: numeric.year ?? year };
  }
  if (month === undefined) return undefined;
  const [dayOfMonth, second] = numbers;
  if (dayOfMonth === undefined || numbers.length > 2 || dayOfMonth.value > 99) return "unclear";
  if (second === undefined) return { dayOfMonth: dayOfMonth.value, month, year };
  // 24 Dec 26, and not 24, 26 Dec.
  const isYear = said.leading === 1 && /^d/.test(second.form) && second.value > 9 && second.value < 100;
  if (year !== undefined || !isYear) return "unclear";
  return { dayOfMonth: dayOfMonth.value, month, year: { value: second.value, short: true } };
}

function orderOf(numeric: Numeric, order: () => Order): Order {
  const { first, second, year } = numeric;
  if (numeric.order !== "unknown") return numeric.order;
  if (first === second) return "day first";
  if (second > 12) return "month first";
  if (first <= 12) return order();
  // Where the month stands before the day, the year may stand before both: 27/4/12.
  return year?.short === true && order() === "month first" ? "unknown" : "day first";
}

function stated(said: Said, date: DayAndMonth, where: Circumstances): Understood | undefined {
  const { turn, unit, way, count, from, weekday } = said;
  if (way !== undefined || count !== undefined || from || (unit !== undefined && unit !== "year"))
    return undefined;
  // In "5 grudnia 2027 roku" the year is said, and that it is one.
  const ofYear = unit === "year" && date.year === undefined;
  if (date.year === undefined ? ofYear && turn === undefined : turn !== undefined) return undefined;
  const { today, fits } = where;
  const days = yearsOf(date, turn, ofYear, today)
    .map((year) => dayOf(year, date.month, date.dayOfMonth))
    .filter((day) => day !== undefined);
  if (days.length === 0) return { kind: "impossible" };
  const inTurn = days.filter(
    (day) => ofYear || turn === undefined || turn === "this" || (turn === "last" ? day < today : day > today),
  );
  // Of a 29 February the nearest may be years back: that is hardly meant.
  const distance = (day: number): number =>
    Math.abs(day - today) + (date.year === undefined && today - day > HALF_A_YEAR ? FAR : 0);
  const nearest = inTurn.sort((a, b) => distance(a) - distance(b));
  const [first] = nearest;
  if (first === undefined) return undefined;
  const isMeant =
    date.year?.short === true
      ? isOfThisCentury(first, where)
      : weekday !== undefined && weekdayOf(first) === weekday.value;
  const day = isMeant ? first : (nearest.find((one) => fits(one, false)) ?? first);
  if (said.numeric?.yearMayLead === true && isNearerByYear(said.numeric, day, where))
    return { kind: "unsure" };
  const isWhole = date.year?.short === false && Math.abs(date.year.value - monthOf(today).year) <= FAR_YEARS;
  return agreeing({ kind: "day", day, counted: false, whole: isWhole }, weekday, said.distance, today);
}

/** Of two digits, the nearest: unless that is years away, and the question takes no day about now. */
function isOfThisCentury(nearest: number, { today, fits }: Circumstances): boolean {
  return Math.abs(nearest - today) <= SOON || [2, SOON].some((days) => fits(today + days, false));
}

/** Whether 26-12-25 is as likely to be of 2026. */
function isNearerByYear(
  { first, second, year }: Numeric,
  than: number,
  { today, fits }: Circumstances,
): boolean {
  const century = Math.floor(monthOf(today).year / 100) * 100;
  const day = dayOf(century + first, second, year?.value ?? 0);
  return day !== undefined && fits(day, false) && Math.abs(day - today) < Math.abs(than - today);
}

/** The years that may be meant; where none is said, of 29 February the nearest may be years away. */
function yearsOf(
  { year }: DayAndMonth,
  turn: Said["turn"],
  ofYear: boolean,
  today: number,
): readonly number[] {
  const present = monthOf(today).year;
  if (ofYear) return [present + (turn === "last" ? -1 : turn === "this" ? 0 : 1)];
  if (year?.short === false) return [year.value];
  const century = Math.floor(present / 100) * 100;
  return year === undefined
    ? Array.from({ length: 17 }, (_, index) => present - 8 + index)
    : [-100, 0, 100].map((hundred) => century + hundred + year.value);
}

function agreeing(
  understood: Extract<Understood, { readonly kind: "day" }>,
  weekday: Weekday | undefined,
  distance: number | undefined,
  today: number,
): Understood {
  const { day } = understood;
  const agrees =
    (weekday === undefined || weekdayOf(day) === weekday.value) &&
    (distance === undefined || today + distance === day);
  return agrees ? understood : { kind: "contradiction", day };
}

/** A day that is told by its distance from today, or by its weekday. */
function counted(said: Said, where: Circumstances): Understood | undefined {
  const { weekday, distance, numbers, unit, turn, way, from, year, count } = said;
  if (year !== undefined) return undefined;
  if (numbers.length > 0) return ofMonth(said, where);
  if (from) return fromDay(said, where);
  if (distance !== undefined) {
    // "a week today": its first words count from there.
    if (
      turn === undefined &&
      way === undefined &&
      weekday === undefined &&
      isWeeks(unit) &&
      count !== undefined
    )
      return knownOr(later(where.today + distance, count, unit));
    if (turn !== undefined || (unit === undefined) !== (way === undefined)) return undefined;
    const start = where.today + distance;
    if (unit === undefined || way === undefined)
      return agreeing(known(start), weekday, undefined, where.today);
    // "tomorrow, in three days" may be either.
    return weekday === undefined && unit !== "day"
      ? knownOr(later(start, way * (count ?? 1), unit))
      : undefined;
  }
  if (weekday !== undefined) return onWeekday(weekday.value, said, where);
  if (unit === undefined || way === undefined || turn !== undefined) return undefined;
  if (unit === "day" && where.roundDays.has(count ?? 1)) return { kind: "unsure" };
  return knownOr(later(where.today, way * (count ?? 1), unit));
}

function isWeeks(unit: Unit | undefined): unit is "week" | "fortnight" {
  return unit === "week" || unit === "fortnight";
}

function known(day: number): Extract<Understood, { readonly kind: "day" }> {
  return { kind: "day", day, counted: true, whole: false };
}

function knownOr(day: number | undefined): Understood {
  return day === undefined ? { kind: "impossible" } : known(day);
}

/** `Friday the 18th`, `the 5th of next month`, `the 20th` */
function ofMonth(said: Said, { today, fits }: Circumstances): Understood | undefined {
  const { weekday, numbers, unit, turn, way, from, distance, numberLast } = said;
  const [number] = numbers;
  if (number === undefined || numbers.length > 1 || way !== undefined || from || said.count !== undefined)
    return undefined;
  const { year, month } = monthOf(today);
  const inMonth = (offset: number): number | undefined => {
    const months = year * 12 + month - 1 + offset;
    return dayOf(Math.floor(months / 12), (months % 12) + 1, number.value);
  };
  if (unit === "month" && turn !== undefined) {
    const day = inMonth(turn === "last" ? -1 : turn === "this" ? 0 : 1);
    if (day === undefined) return { kind: "impossible" };
    return agreeing({ kind: "day", day, counted: false, whole: false }, weekday, distance, today);
  }
  if (unit !== undefined || turn !== undefined) return undefined;
  // "Thursday 1" is not that of two months ago.
  const days = [-1, 0, 1]
    .map(inMonth)
    .filter((day) => day !== undefined)
    .filter((day) => Math.abs(day - today) <= LONGEST_MONTH);
  const nearest = days.sort((a, b) => Math.abs(a - today) - Math.abs(b - today));
  const day = nearest.find(
    (one) =>
      fits(one, false) &&
      (weekday === undefined || weekdayOf(one) === weekday.value) &&
      (distance === undefined || today + distance === one),
  );
  if (day === undefined) return weekday === undefined && !said.near ? undefined : { kind: "unsure" };
  // Alone it may be the one before or after.
  const isTold =
    weekday !== undefined ? numberLast : distance !== undefined || isAlone(nearest, today, fits, said);
  if (isTold) return { kind: "day", day, counted: false, whole: false };
  return said.near && /^(?:dotted|ordinal)$/.test(number.form) ? { kind: "unsure" } : undefined;
}

/** Of a day of the month alone: the only one that the question takes, else the next one, where that is nearer than the last. */
function isAlone(
  days: readonly number[],
  today: number,
  fits: Circumstances["fits"],
  { numbers, near }: Said,
): boolean {
  if (!near || !/^(?:dotted|ordinal)$/.test(numbers[0]?.form ?? "")) return false;
  const [nearest = today] = days;
  return days.filter((day) => fits(day, false)).length < days.length || nearest >= today;
}

/** `a week from Friday`, `three days from tomorrow` */
function fromDay(said: Said, where: Circumstances): Understood | undefined {
  const { weekday, distance, unit, count, turn, way } = said;
  if (unit === undefined || count === undefined || turn !== undefined || way !== undefined) return undefined;
  if ((weekday === undefined) === (distance === undefined)) return undefined;
  const start = weekday === undefined ? where.today + (distance ?? 0) : onOrAfter(where.today, weekday.value);
  return knownOr(later(start, count, unit));
}

function onOrAfter(day: number, weekday: number): number {
  return day + ((weekday - weekdayOf(day) + 7) % 7);
}

function onWeekday(weekday: number, said: Said, where: Circumstances): Understood | undefined {
  const { unit, turn, way, count } = said;
  const { today, fits } = where;
  const ofThisWeek = today - weekdayOf(today) + weekday;
  const ahead = onOrAfter(today, weekday);
  const behind = ahead === today ? today : ahead - 7;
  if (unit !== undefined) {
    if (unit !== "week") return undefined;
    if (turn !== undefined) {
      if (way === -1 || count !== undefined) return undefined;
      return known(ofThisWeek + (turn === "last" ? -7 : turn === "this" ? 0 : 7));
    }
    if (way === undefined) return undefined;
    // Of that week, or so many weeks from the nearest: asked for, where these are two days.
    const weeks = 7 * way * (count ?? 1);
    return ofThisWeek === (way === 1 ? ahead : behind) ? known(ofThisWeek + weeks) : undefined;
  }
  if (way !== undefined || count !== undefined) return undefined;
  switch (turn) {
    case "last":
      return known(ahead === today ? today - 7 : behind);
    case "next":
      return known(ofThisWeek + 7);
    case "coming":
      return known(ahead === today ? today + 7 : ahead);
    default:
      return known(fits(ahead, true) || !fits(behind, true) ? ahead : behind);
  }
}
