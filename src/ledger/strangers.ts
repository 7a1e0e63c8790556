/** Forgets people of whom nothing is kept any more: strangers who wrote once, and people who had all of it deleted. */
import type { Queryable } from "./statement.ts";

// A page takes some milliseconds. People who are looked at and kept are looked at again in the next round.
const PEOPLE = 1_000;
// Records of messages, which hang on the row, are kept as long; before that nobody is forgotten.
const AFTER = "7 days";

/** Gives a function that looks at one page of people after another, round and round; `true` where some were deleted. */
export function strangers(): (db: Queryable) => Promise<boolean> {
  let after = "0";
  return async (db) => {
    const [page] = await db.query<{ last: string | null; gone: number }>({
      name: "ledger_forget_strangers",
      text: `with looked as (select id from person where id > $1::bigint order by id limit ${PEOPLE}),
               gone as (
                 delete from person using looked
                 where person.id = looked.id and created_at < now() - interval '${AFTER}'
                   and not person_is_needed(person.id)
                 returning 1)
             select max(id)::text as last, (select count(*) from gone)::int as gone from looked`,
      values: [after],
    });
    after = page?.last ?? "0";
    return (page?.gone ?? 0) > 0;
  };
}
