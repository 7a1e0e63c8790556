/** Schedules that once showed an anomaly. Every run of the tests plays them again. */
import type { Kind } from "./plan/kinds.ts";

export interface Kept {
  readonly seed: number;
  readonly domains: number;
  /** The number for each subdomain. */
  readonly instances: number;
  readonly faults: number;
  /** The database has a streaming standby; by default it has none. */
  readonly replicated?: boolean;
  /** Only these; all by default. */
  readonly kinds?: readonly Kind[];
  /** No fault lasts longer, in ms. */
  readonly longest: number;
  /** The anomaly. */
  readonly showed: string;
}

export const kept: readonly Kept[] = [
  {
    seed: 8,
    domains: 2,
    instances: 2,
    faults: 4,
    kinds: ["lease restored", "contention", "table locked under time-outs"],
    longest: 3_000,
    showed: "apologies for answers that were good, and two instances that threw each other off the stream",
  },
  {
    seed: 2,
    domains: 1,
    instances: 2,
    faults: 1,
    kinds: ["transaction late"],
    longest: 200,
    showed: "a reply that waited for the next stream, and was overtaken",
  },
];
