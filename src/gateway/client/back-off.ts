/** How long to wait before something is tried again, and waiting. Times in ms. */
import type { Surroundings } from "./surroundings.ts";

const SHORTEST = 1_000;
const LONGEST = 30_000;

/** `attempt`: how many have failed before this one. `base`: what the stream's `retry` asks for. `random`: from 0 up to 1. */
export function backOff(attempt: number, random: number, base = SHORTEST): number {
  const longest = Math.min(LONGEST, 2 * Math.max(SHORTEST, base) * 2 ** attempt);
  return (longest / 2) * (1 + random);
}

/** Reads `Retry-After` (RFC 9110 §10.2.3): seconds, or a date. */
export function readRetryAfter(text: string | null, now: number): number | undefined {
  if (text === null || text === "") return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

export interface Pauses {
  /** Ends early at `wake()`, unless it is `fixed`: the server named the time. Ends at once where `signal` aborts. */
  pause(ms: number, signal: AbortSignal, fixed?: boolean): Promise<void>;
  wake(): void;
}

export function createPauses({ after }: Surroundings): Pauses {
  const wakeable = new Set<() => void>();
  return {
    pause: (ms, signal, fixed = false) =>
      new Promise((resolve) => {
        const end = () => {
          cancel();
          wakeable.delete(end);
          signal.removeEventListener("abort", end);
          resolve();
        };
        const cancel = after(ms, end);
        if (signal.aborted) return end();
        signal.addEventListener("abort", end);
        if (!fixed) wakeable.add(end);
      }),
    wake() {
      for (const end of [...wakeable]) end();
    },
  };
}
