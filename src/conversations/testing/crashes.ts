/** Plays a transcript with the process killed at each point where that could make a difference. */

import type { Responder } from "../responders/responder.ts";
import { type Crash, Rehearsal, type RehearsalOptions } from "./rehearsal.ts";
import { play, TranscriptError } from "./transcript.ts";

/** Options of `rehearseCrashes`: how each performance begins, and what is compared beside the rehearsal. */
export interface CrashOptions extends Omit<RehearsalOptions, "crash"> {
  /** Puts the world outside into its first state. Called before each performance; a promise is awaited. */
  readonly before?: () => unknown;
  /** The world outside at the end, in a form that `JSON.stringify` shows in full; a promise is awaited. */
  readonly world?: () => unknown;
}

interface Performance {
  readonly rehearsal: Rehearsal;
  /** Everything that is left at its end. */
  readonly end: unknown;
  /** The turn after which each line of the transcript was done. */
  readonly turns: readonly (readonly [turn: number, line: number])[];
}

/**
 * Plays a transcript undisturbed, then again for each of its turns with the process killed before and after the commit,
 * and undisturbed once more. Each time the bot must say the same, and the end must be the same: conversations,
 * messages, answers, the keys of effects, and `world`. Only the values of ids may differ. Throws a `TranscriptError`
 * that names the line and the first difference. Gives the rehearsal of the last performance, which matches the world
 * outside.
 */
export async function rehearseCrashes(
  responders: Responder | readonly Responder[],
  transcript: string,
  { before, world, ...options }: CrashOptions = {},
): Promise<Rehearsal> {
  const perform = async (crash?: Crash): Promise<Performance> => {
    await before?.();
    const rehearsal = new Rehearsal([responders].flat(), { ...options, ...(crash && { crash }) });
    const turns: (readonly [number, number])[] = [];
    await play(rehearsal, transcript, (line) => turns.push([rehearsal.turns, line]));
    return { rehearsal, end: withoutIds({ kept: rehearsal, world: await world?.() }), turns };
  };
  const first = await perform();
  const again = async (where: string, crash?: Crash): Promise<Rehearsal> => {
    const { rehearsal, end } = await perform(crash).catch((cause: unknown) => {
      throw new TranscriptError(`${where}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    });
    const different = difference(first.end, end);
    if (different !== undefined) throw new TranscriptError(`${where}: in the end ${different}`);
    return rehearsal;
  };
  for (let turn = 1; turn <= first.rehearsal.turns; turn++) {
    const line = first.turns.find(([last]) => turn <= last)?.[1];
    for (const when of ["before commit", "after commit"] as const) {
      await again(`killed ${when} in turn ${turn}, which line ${line} led to`, { turn, when });
    }
  }
  return again("played once more");
}

/** Every decision makes new ids. Their values do not matter, but it matters which of them are the same. */
function withoutIds(end: unknown): unknown {
  const known = new Map<string, string>();
  const text = JSON.stringify(end).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
    const name = known.get(id) ?? `id ${known.size + 1}`;
    known.set(id, name);
    return name;
  });
  return JSON.parse(text);
}

/** The first difference between two things of JSON, in words. */
function difference(expected: unknown, actual: unknown, path = ""): string | undefined {
  if (!isObject(expected) || !isObject(actual)) {
    if (expected === actual) return undefined;
    return `${path} is ${JSON.stringify(actual)} where it was ${JSON.stringify(expected)}`;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const found = difference(expected[key], actual[key], path === "" ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
