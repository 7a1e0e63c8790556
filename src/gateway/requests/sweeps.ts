/** Deletes what requests have left, once nobody needs it. */
import type { Sweep } from "../../ledger/sweeper.ts";

const ROWS = 500;

/** What is over, and after how long it goes. A message is known again for a day. */
const OLD = [
  {
    name: "messages that browsers sent",
    table: "spoken",
    due: "spoken_at < clock_timestamp() - interval '24 hours' and state in ('done', 'failed')",
  },
  { name: "errands", table: "errand", due: "asked_at < clock_timestamp() - interval '1 minute'" },
  { name: "passing stanzas", table: "passing", due: "at < clock_timestamp() - interval '1 minute'" },
] as const;

export function requestSweeps(): readonly Sweep[] {
  return OLD.map(({ name, table, due }) => ({
    name,
    page: async (db) => {
      const gone = await db.query({
        name: `gateway_sweep_${table}`,
        text: `delete from ${table} where ctid = any (array(select ctid from ${table} where ${due} limit ${ROWS}))
               returning 1 as gone`,
        values: [],
      });
      return gone.length === ROWS;
    },
  }));
}
