/** Schedules that showed an anomaly once: each is run with each change from then on. */
import type { Kind } from "./plan/kinds.ts";

export interface Kept {
  readonly seed: number;
  readonly domains: number;
  readonly instances: number;
  readonly faults: number;
  readonly kinds?: readonly Kind[];
  /** No fault lasts longer, in ms. */
  readonly longest: number;
  /** What it showed. */
  readonly showed: string;
}

export const kept: readonly Kept[] = [];
