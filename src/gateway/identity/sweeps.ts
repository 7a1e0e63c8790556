/** Deletes tokens, secrets and families that are over, and visitors a day after their last renewal secret has ended. */
import type { Queryable } from "../../ledger/statement.ts";
import type { Sweep } from "../../ledger/sweeper.ts";

// A page takes some milliseconds, as a family may have some hundred tokens and secrets.
const ROWS = 200;
const FAMILIES = 50;
const VISITORS = 20;
const VISITORS_KEPT = "24 hours";

interface Over {
  readonly name: string;
  readonly table: string;
  /** Of its index. */
  readonly column: string;
  readonly rows: number;
}

export function identitySweeps(): readonly Sweep[] {
  return [
    over({ name: "expired chat tokens", table: "chat_token", column: "expires_at", rows: ROWS }),
    over({ name: "expired renewal secrets", table: "renewal_secret", column: "expires_at", rows: ROWS }),
    over({ name: "families of tokens", table: "token_family", column: "ends_at", rows: FAMILIES }),
    { name: "visitors", page: forgetVisitors },
  ];
}

/** All that is kept of them. */
async function forgetVisitors(db: Queryable): Promise<boolean> {
  const gone = await db.query({
    name: "gateway_sweep_visitors",
    text: `select forget_person(address) from (
             select address from entity join person on person.id = person_id
             where over_at < clock_timestamp() - interval '${VISITORS_KEPT}'
             order by over_at limit ${VISITORS} for update of entity skip locked) as visitor`,
    values: [],
  });
  return gone.length === VISITORS;
}

function over({ name, table, column, rows }: Over): Sweep {
  return {
    name,
    page: async (db) => {
      const gone = await db.query({
        name: `gateway_sweep_${table}`,
        // A row that somebody renews at this moment is left alone.
        text: `delete from ${table} where ctid = any (array(
                 select ctid from ${table} where ${column} < clock_timestamp()
                 order by ${column} limit ${rows} for update skip locked))
               returning 1 as gone`,
        values: [],
      });
      return gone.length === rows;
    },
  };
}
