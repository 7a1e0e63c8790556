/** Limits of incoming stanzas, applied while the bytes arrive: a stanza over one of them is passed over, not kept. */

export interface Limits {
  /** Elements inside each other, the stanza itself being the first. */
  readonly depth: number;
  /** Of one stanza, in UTF-16 units. */
  readonly size: number;
}

/** Why a stanza was not read to its end. */
export type Refusal = "too large" | "too deep";

export const LIMITS: Limits = {
  // Real stanzas have about ten levels; a carbon of a forwarded archive message has some fifteen. Everything that
  // walks an element recurses, so that this also bounds the stack.
  depth: 64,
  // Prosody takes as much from a component; its clients may send 256 KiB.
  size: 512 * 1024,
};
