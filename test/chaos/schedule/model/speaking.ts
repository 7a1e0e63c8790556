/** No two instances of one subdomain speak at once. */
import { grouped } from "./grouped.ts";
import type { Anomaly, History, Span, Speech } from "./history.ts";

// An instance whose number is no longer in the row notices at its next renewal. Renewals come every second, and each may
// take longer than that.
const NOTICES_AFTER = 5_000;
const TAKEN_WITHIN = 20_000;

export function* checkSpeaking({ speeches, leaseSetBack }: History): Generator<Anomaly> {
  for (const [domain, all] of grouped(speeches, (speech) => speech.domain)) {
    const inOrder = [...all].sort((a, b) => a.first - b.first);
    for (const [n, later] of inOrder.entries()) {
      const silentFrom = silenceAt(later.first, leaseSetBack);
      for (const earlier of inOrder.slice(0, n)) {
        if (earlier.last <= silentFrom) continue;
        yield { kind: "two spoke at once", what: `at ${domain}, ${told(earlier)}, ${told(later)}` };
      }
    }
  }
}

/** The time from which all others must be silent if one begins to speak at this time. */
function silenceAt(begin: number, leaseSetBack: readonly Span[]): number {
  const noticed = leaseSetBack
    .filter(({ from, to }) => from <= begin && begin < to + TAKEN_WITHIN)
    .map(({ to }) => Math.max(begin, to) + NOTICES_AFTER);
  return Math.max(begin, ...noticed);
}

function told({ instance, taking, first, last }: Speech): string {
  const at = (ms: number) => new Date(ms).toISOString().slice(11, 23);
  return `${instance} (taking ${taking}) spoke from ${at(first)} until ${at(last)}`;
}
