/**
 * How fast somebody answers, as far as it tells a person from an automatic answerer: one that answers every message of
 * ours, as we answer every one of theirs, would go on for ever.
 *
 * What counts is a *round*: our reply has left, and a message comes. Whatever comes before our reply has left answers
 * nothing and counts for a person, who may type ahead, paste, or write ten lines to a bot that is slow. A person who answers has to read
 * first; and a person at whom the same question stays does not go on for a hundred rounds without a pause. After some
 * such rounds replies are slowed down, which nobody notices who has not waited for them: whoever answers even these at
 * once is automatic, and gets no more of them until it has been quiet for a while.
 */

/** What a message led to: a conversation begun by command, an answer taken or a conversation ended, or neither. */
export type Led = "begun" | "moved" | "stayed";

export interface Pace {
  /** Grows with each round that is hardly a person's, and falls with each message that answers nothing. */
  readonly points: number;
  /** How many replies were slowed down since. */
  readonly slowed: number;
  /** When our last reply left, in ms since the epoch, and what it was the reply to; `undefined` once it is answered. */
  readonly spoke: { readonly at: number; readonly led: Led } | undefined;
  /** When the last message came that was not looked at; `undefined` where all are. */
  readonly silentSince: number | undefined;
}

/** What is to be done with a message. */
export type Reception =
  /** Handle it after `delay` ms. `last`: say that the next ones are not. */
  { readonly kind: "take"; readonly delay: number; readonly last: boolean } | { readonly kind: "leave" };

export const newPace: Pace = { points: 0, slowed: 0, spoke: undefined, silentSince: undefined };

/** For so long it has to be quiet before messages are taken again. ms */
export const QUIET_MS = 60_000;
// Nobody reads and answers within a second time after time.
const FAST_MS = 1_000;
// After a pause of that length all is forgotten.
const PAUSE_MS = 10_000;
const POINTS = 15;
// Of a fast round: forty of them are more than a person's patience with one question, and less than a second of two
// programs that answer each other.
const FAST = 3 / 8;
// Of a round in which something moved: programs that test, measure or feed a responder may well be that fast.
const MOVED = 1 / 500;
// Of a round that is not fast, but moved nothing either.
const SLUGGISH = 1 / 10;
// What a message takes away that answers nothing. Three clients of one account that all answer make two for each round.
const AHEAD = 1 / 8;
const DELAYS_MS = [1_000, 2_000, 4_000] as const;

/** A message has come at `now`. `command`: one of the commands that there are. */
export function heard(
  pace: Pace,
  now: number,
  command: boolean,
): { readonly pace: Pace; readonly reception: Reception } {
  if (pace.silentSince !== undefined) {
    return Math.abs(now - pace.silentSince) < QUIET_MS
      ? { pace: { ...pace, silentSince: now }, reception: { kind: "leave" } }
      : { pace: newPace, reception: taken() };
  }
  if (pace.spoke === undefined) return { pace: lighter(pace), reception: taken() };
  const { at, led } = pace.spoke;
  const gap = now - at;
  if (led === "begun" || gap < 0 || gap >= PAUSE_MS) return { pace: newPace, reception: taken() };
  const weight = weightOf(gap, command || led === "moved");
  const points = pace.points + weight;
  if (weight === 0 || points < POINTS) {
    return { pace: { ...pace, points, spoke: undefined }, reception: taken() };
  }
  const delay = DELAYS_MS[pace.slowed];
  return delay === undefined
    ? { pace: { ...newPace, silentSince: now }, reception: taken(0, true) }
    : { pace: { ...pace, points, slowed: pace.slowed + 1, spoke: undefined }, reception: taken(delay) };
}

/** A reply has left at `now`. */
export function spoke(pace: Pace, now: number, led: Led): Pace {
  return { ...pace, spoke: { at: now, led } };
}

/** Another message before we have replied: an answerer has nothing to answer, unless it is signed in several times. */
function lighter(pace: Pace): Pace {
  if (pace.points === 0) return pace;
  const points = Math.max(0, pace.points - AHEAD);
  return { ...pace, points, slowed: points < POINTS ? 0 : pace.slowed };
}

function taken(delay = 0, last = false): Reception {
  return { kind: "take", delay, last };
}

function weightOf(gap: number, moved: boolean): number {
  if (gap < FAST_MS) return moved ? MOVED : FAST;
  return moved ? 0 : SLUGGISH;
}
