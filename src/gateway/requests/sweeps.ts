/** Deletes what requests have left, once nobody needs it. */
import { oldRows } from "../../ledger/old-rows.ts";
import type { Sweep } from "../../ledger/sweeper.ts";

const ROWS = 500;

/** What is over, and after how long it goes. A message is known again for a day. */
const OLD = [
  {
    name: "messages that browsers sent",
    table: "spoken",
    old: "spoken_at + interval '24 hours' < now() and state in ('done', 'failed')",
  },
  { name: "errands", table: "errand", old: "asked_at + interval '1 minute' < now()" },
  { name: "passing stanzas", table: "passing", old: "at + interval '1 minute' < now()" },
] as const;

export function requestSweeps(): readonly Sweep[] {
  return OLD.map((one) => oldRows({ ...one, rows: ROWS }));
}
