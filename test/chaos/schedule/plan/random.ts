/** Random numbers that repeat with the same seed. */

export interface Random {
  /** From 0 up to but not including 1. */
  fraction(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  chance(of: number): boolean;
  pick<T>(things: readonly T[]): T;
}

export function seeded(seed: number): Random {
  // mulberry32: 32 bits of state are plenty for some thousand throws.
  let state = seed | 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1));
  return {
    fraction,
    between,
    chance: (of) => fraction() < of,
    pick: (things) => {
      const thing = things[between(0, things.length - 1)];
      if (thing === undefined) throw new Error("nothing to pick from");
      return thing;
    },
  };
}
