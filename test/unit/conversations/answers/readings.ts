/** Tables of answers as people give them, by language: each is taken as it was meant, or asked about. */
import type { Answer } from "../../../../src/conversations/answers/index.ts";

export const now = Date.UTC(2026, 10, 25, 12);

export type Case = readonly [said: string, lang: string | null, value: unknown];

export const ASKED = "asked";

/** The same cases with what a kind of answer makes of them. */
export function readings(kind: Answer<unknown>, cases: readonly Case[]): readonly Case[] {
  return cases.map(([said, lang]) => {
    const read = kind.parse(said, { now, lang });
    return [said, lang, read.ok ? read.value : ASKED];
  });
}
