/** The kinds of faults, each with its frequency, its length, and the moment from which its recovery is measured. */

export interface KindOfFault {
  /** Its frequency relative to the others. */
  readonly weight: number;
  /** The shortest and longest length in ms, or time until an ended process is started again. */
  readonly lasts: readonly [number, number];
  /** Recovery is the time until the next receipt, counted from the beginning or the end of the fault. */
  readonly measuredFrom: "begin" | "end";
  /** It strikes one subdomain and does not affect the others. */
  readonly one?: true;
  readonly needs?: "own database" | "two subdomains" | "standby" | "replica";
}

export const KINDS = {
  "active killed": { weight: 4, lasts: [0, 3_000], measuredFrom: "begin", one: true },
  "all killed": { weight: 2, lasts: [0, 2_000], measuredFrom: "begin" },
  "active terminated": { weight: 3, lasts: [0, 1_000], measuredFrom: "begin", one: true },
  "active frozen": { weight: 3, lasts: [1_000, 7_000], measuredFrom: "end", one: true },
  // long enough for the lease to pass on
  "active frozen for long": {
    weight: 2,
    lasts: [10_000, 16_000],
    measuredFrom: "begin",
    one: true,
    needs: "standby",
  },
  "database stopped": { weight: 3, lasts: [1_000, 7_000], measuredFrom: "end", needs: "own database" },
  "database away for long": {
    weight: 1,
    lasts: [12_000, 25_000],
    measuredFrom: "end",
    needs: "own database",
  },
  "database killed": { weight: 3, lasts: [500, 7_000], measuredFrom: "end", needs: "own database" },
  "database frozen": { weight: 2, lasts: [1_000, 14_000], measuredFrom: "end", needs: "own database" },
  "database and active killed": {
    weight: 2,
    lasts: [500, 5_000],
    measuredFrom: "end",
    needs: "own database",
  },
  "standby promoted": { weight: 3, lasts: [0, 1_000], measuredFrom: "end", needs: "replica" },
  "backends terminated": { weight: 3, lasts: [500, 3_000], measuredFrom: "end" },
  "buffer cut": { weight: 3, lasts: [0, 0], measuredFrom: "end", one: true },
  "buffer half arrived": { weight: 1, lasts: [0, 0], measuredFrom: "end", one: true },
  "answer lost": { weight: 3, lasts: [0, 0], measuredFrom: "end", one: true },
  // counted from when its sender has given up waiting for the answer
  "transaction late": { weight: 2, lasts: [0, 200], measuredFrom: "end", one: true },
  "database partitioned": { weight: 3, lasts: [3_000, 7_000], measuredFrom: "end", one: true },
  "database partitioned for long": {
    weight: 1,
    lasts: [10_000, 14_000],
    measuredFrom: "begin",
    one: true,
    needs: "standby",
  },
  "table locked": { weight: 2, lasts: [1_000, 8_000], measuredFrom: "end" },
  "table locked under time-outs": { weight: 2, lasts: [3_000, 12_000], measuredFrom: "end" },
  "stream cut": { weight: 4, lasts: [0, 0], measuredFrom: "end", one: true },
  "stream stalled": { weight: 3, lasts: [1_000, 8_000], measuredFrom: "end", one: true },
  "server frozen": { weight: 2, lasts: [1_000, 6_000], measuredFrom: "end" },
  "server restarted": { weight: 2, lasts: [0, 2_000], measuredFrom: "end" },
  // while the server reads nothing for a time
  flood: { weight: 1, lasts: [4_000, 12_000], measuredFrom: "end", one: true },
  "said twice": { weight: 2, lasts: [1_000, 4_000], measuredFrom: "end" },
  contention: { weight: 2, lasts: [0, 0], measuredFrom: "end", needs: "two subdomains" },
  "lease restored": { weight: 2, lasts: [1_500, 6_000], measuredFrom: "end", one: true },
  "lease deleted": { weight: 1, lasts: [1_500, 6_000], measuredFrom: "end", one: true },
} as const satisfies Readonly<Record<string, KindOfFault>>;

export type Kind = keyof typeof KINDS;

export const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];

export function kindOf(name: Kind): KindOfFault {
  return KINDS[name];
}
