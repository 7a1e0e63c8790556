/**
 * Tells a person from an automatic answerer by how fast they answer. An answerer answers every message of ours, as we
 * answer every message of theirs, and this would go on for ever.
 *
 * A *round* counts: our reply has left, and a message comes. A message that comes before our reply has left answers
 * nothing and speaks for a person, who may type ahead, paste, or write ten lines to a slow bot. An answerer says the same
 * again and again, however we reply. Numbers in its text are ignored, since it may tell the time. If its texts differ,
 * only its speed gives it away. A person who pastes is as fast, so that takes many rounds.
 * After these rounds our replies are slowed down. A person who does not wait for them notices nothing. A sender who
 * answers even the slow replies is automatic, and gets no more of them until it has been quiet for a while.
 */

/** Whether a message led anywhere: an answer was taken, or a conversation began or ended. */
export type Led = "moved" | "stayed";

export interface Pace {
  /** Grows with each round that is hardly a person's, and falls with each message that answers nothing. */
  readonly points: number;
  /** How many replies were slowed down since then. */
  readonly slowed: number;
  /** When our last reply left, in ms since the epoch, and where the message led; `undefined` once it is answered. */
  readonly spoke: { readonly at: number; readonly led: Led } | undefined;
  /** When the last message came that was left unread; `undefined` while all are read. */
  readonly silentSince: number | undefined;
  /** The last message, as far as it is compared. */
  readonly said: string;
}

/** A message, as far as it says something about its sender. */
export interface Sign {
  readonly text: string;
  /** It is one of the commands that there are. */
  readonly command: boolean;
}

/** How a message is received. */
export type Reception =
  /** It is handled after `delay` ms. `last`: the person is told that the next ones are not. */
  { readonly kind: "take"; readonly delay: number; readonly last: boolean } | { readonly kind: "leave" };

export const newPace: Pace = { points: 0, slowed: 0, spoke: undefined, silentSince: undefined, said: "" };

/** How long an answerer has to be quiet before its messages are taken again, in ms. */
export const QUIET_MS = 60_000;
// After a pause of this length all is forgotten.
const PAUSE_MS = 10_000;
const POINTS = 15;
// Nobody says the same twice within a second, time after time: forty rounds.
const AGAIN_MS = 1_000;
const AGAIN = 3 / 8;
// Nor for minutes without a pause, at any speed: 150 rounds.
const AGAIN_SLOWLY = 1 / 10;
// The same where each is taken for an answer: three hundred rounds, and seven hundred.
const AGAIN_TAKEN = 1 / 20;
const AGAIN_TAKEN_SLOWLY = 1 / 50;
// The texts differ, none is taken, and they come faster than anybody types: more rounds than anybody pastes lines.
const FAST_MS = 300;
const FAST = 1 / 20;
// The texts differ and are taken for answers, or are commands: programs that test or feed a responder are that fast.
const MOVED = 1 / 500;
// A message that answers nothing takes this away. If three clients of one account all answer, two such come in each round.
const AHEAD = 1 / 8;
/** How much of a text is compared, in UTF-16 units. */
export const COMPARED = 100;
const NUMBERS = /\p{Nd}+/gu;
const DELAYS_MS = [1_000, 2_000, 4_000] as const;

/** A message has come at `now`. */
export function heard(
  pace: Pace,
  now: number,
  { text, command }: Sign,
): { readonly pace: Pace; readonly reception: Reception } {
  if (pace.silentSince !== undefined) {
    return Math.abs(now - pace.silentSince) < QUIET_MS
      ? { pace: { ...pace, silentSince: now }, reception: { kind: "leave" } }
      : { pace: newPace, reception: taken() };
  }
  const said = text.slice(0, COMPARED);
  if (pace.spoke === undefined) return { pace: { ...lighter(pace), said }, reception: taken() };
  const { at, led } = pace.spoke;
  const gap = now - at;
  if (gap < 0 || gap >= PAUSE_MS) return { pace: { ...newPace, said }, reception: taken() };
  const weight = command
    ? MOVED
    : led === "moved"
      ? takenWeight(gap, said === pace.said)
      : stayedWeight(gap, alike(said, pace.said));
  const points = pace.points + weight;
  if (weight === 0 || points < POINTS) {
    return { pace: { ...pace, points, said, spoke: undefined }, reception: taken() };
  }
  const delay = DELAYS_MS[pace.slowed];
  return delay === undefined
    ? { pace: { ...newPace, silentSince: now }, reception: taken(0, true) }
    : { pace: { ...pace, points, said, slowed: pace.slowed + 1, spoke: undefined }, reception: taken(delay) };
}

/** A reply has left at `now`. */
export function spoke(pace: Pace, now: number, led: Led): Pace {
  return { ...pace, spoke: { at: now, led } };
}

/** Another message came before our reply: an answerer has nothing to answer yet, unless it is signed in several times. */
function lighter(pace: Pace): Pace {
  if (pace.points === 0) return pace;
  const points = Math.max(0, pace.points - AHEAD);
  return { ...pace, points, slowed: points < POINTS ? 0 : pace.slowed };
}

function taken(delay = 0, last = false): Reception {
  return { kind: "take", delay, last };
}

/** The weight of a round in which an answer was taken. */
function takenWeight(gap: number, again: boolean): number {
  if (gap < AGAIN_MS) return again ? AGAIN_TAKEN : MOVED;
  return again ? AGAIN_TAKEN_SLOWLY : 0;
}

/** The weight of a round in which nothing moved. */
function stayedWeight(gap: number, again: boolean): number {
  if (again) return gap < AGAIN_MS ? AGAIN : AGAIN_SLOWLY;
  return gap < FAST_MS ? FAST : 0;
}

/** Whether they are the same but for numbers: an answerer may count, or say when its owner is back. */
function alike(said: string, before: string): boolean {
  if (said === before) return true;
  const words = said.replace(NUMBERS, "");
  return /\p{L}/u.test(words) && words === before.replace(NUMBERS, "");
}
