/** Choices that are times, days and the like, and what stands before them: `at 9`, `on Monday`, `in the afternoon`. */
import { withoutAround } from "../around.ts";
import { type ClockTime, readClock } from "../clock.ts";
import { phrasesFor } from "../phrases/index.ts";
import { wordsOf } from "../spoken.ts";
import { type Asked, type Named, numbered } from "./names.ts";

/** The choices that a time may mean; `undefined` where it is no time, or times are no choices here. `exactly`: nothing else is meant. */
export function atTime(
  said: string,
  asked: Asked,
): { readonly found: readonly Named[]; readonly exactly: boolean } | undefined {
  const { choices, lang } = asked;
  if (choices.every(({ minutes }) => minutes === undefined)) return undefined;
  const time = readClock(said, lang) ?? readClock(withoutAround(wordsOf(said), lang).join(" "), lang);
  if (time === undefined) return undefined;
  const within = (most: number): readonly Named[] =>
    choices.filter(
      ({ minutes: at }) => at !== undefined && time.minutes.some((one) => Math.abs(one - at) <= most),
    );
  const exact = within(0);
  if (time.about) {
    const near = within(30);
    return { found: near, exactly: exact.length === 1 && near.length === 1 };
  }
  if (exact.length > 0) return { found: withPlace(exact, time, said, asked), exactly: true };
  // The number of a choice.
  if (time.bare) return undefined;
  const hours = time.minutes.map(hourOf);
  return {
    found: choices.filter(({ minutes: at }) => at !== undefined && hours.includes(hourOf(at))),
    exactly: false,
  };
}

function hourOf(minutes: number): number {
  return Math.floor(minutes / 60);
}

/** A number alone may be the place of another choice. */
function withPlace(
  found: readonly Named[],
  { bare }: ClockTime,
  said: string,
  asked: Asked,
): readonly Named[] {
  const place = bare ? asked.choices[numbered(said, asked) ?? -1] : undefined;
  return place === undefined || found.includes(place) ? found : [place, ...found];
}

/** The choices whose name is all that was said behind such as `on` and `in the`. */
export function behindWhen(words: readonly string[], asked: Asked): readonly Named[] {
  const { choices, lang } = asked;
  const bare = withoutAround(words, lang, (word) => phrasesFor("when", lang).has(word));
  const before = [3, 2, 1].find((length) => {
    const phrase = bare.slice(0, length).join(" ");
    return length < bare.length && phrasesFor("when", lang).has(phrase);
  });
  const rest = bare.slice(before);
  const isOwn = (word: string): boolean => choices.some((choice) => choice.words.has(word));
  if (before === undefined || bare.slice(0, before).some(isOwn)) return [];
  return choices.filter(({ phrases }) => phrases.has(rest.join(" ")));
}
