/** No two instances of one subdomain speak at once. */
import { grouped } from "./grouped.ts";
import type { Anomaly, History, Speech } from "./history.ts";

// Whoever holds a number of which the row knows nothing any more notices it at the next renewal, which is every two
// seconds and may take as long.
const NOTICES_AFTER = 5_000;
const SET_BACK_BEFORE = 20_000;

export function* checkSpeaking({ speeches, leaseSetBack }: History): Generator<Anomaly> {
  for (const [domain, all] of grouped(speeches, (speech) => speech.domain)) {
    const inOrder = [...all].sort((a, b) => a.first - b.first);
    for (const [n, later] of inOrder.entries()) {
      const grace = leaseSetBack.some((at) => at <= later.first && later.first - at < SET_BACK_BEFORE)
        ? NOTICES_AFTER
        : 0;
      for (const earlier of inOrder.slice(0, n)) {
        if (earlier.last <= later.first + grace) continue;
        const what = `at ${domain}, ${told(earlier)}, ${told(later)}`;
        yield { kind: "two spoke at once", what };
      }
    }
  }
}

function told({ instance, taking, first, last }: Speech): string {
  const at = (ms: number) => new Date(ms).toISOString().slice(11, 23);
  return `${instance} (taking ${taking}) spoke from ${at(first)} until ${at(last)}`;
}
