/**
 * Deletes the rows of a table that have grown old, whatever their place in it: some blocks are looked at each time, round
 * and round. An index of blocks (BRIN) does not lead to them for long. What it says of a block only ever widens. Once new
 * rows have taken the place of deleted ones, it says of each block that it may have old ones.
 */
import type { Queryable } from "./statement.ts";

/** Deletes old rows of one kind, a page at a time. */
export interface Sweep {
  /** For the log. */
  readonly name: string;
  /** Deletes some, in a few milliseconds. `true`: there may be more. */
  page(db: Queryable): Promise<boolean>;
}

export interface OldRows {
  readonly table: string;
  /** For the log. */
  readonly name: string;
  /** Tells of a row that it is old, in SQL that no index can take: `received_at + interval '7 days' < now()`. */
  readonly old: string;
  /** How many are deleted at once. */
  readonly rows: number;
}

// 8 MB, which are read in some milliseconds.
const BLOCKS = 1_024;

interface Looked {
  readonly gone: number;
  /** The place of the last row that was deleted. */
  readonly last: string | null;
  /** Of the whole table. */
  readonly blocks: number;
}

export function oldRows({ table, name, old, rows }: OldRows): Sweep {
  let block = 0;
  let after = "(0,0)";
  return {
    name,
    async page(db: Queryable) {
      const [page] = await db.query<Looked>({
        name: `ledger_forget_${table}`,
        text: `with looked as (
                 select ctid from ${table} where ctid > $1::tid and ctid < $2::tid and ${old} limit ${rows}),
               gone as (delete from ${table} where ctid = any (array(select ctid from looked)) returning 1)
               select (select count(*) from gone)::integer as gone,
                      (select ctid::text from looked order by ctid desc limit 1) as last,
                      (pg_relation_size('${table}') / current_setting('block_size')::integer)::integer as blocks`,
        values: [after, `(${block + BLOCKS},0)`],
      });
      const { gone = 0, last = null, blocks = 0 } = page ?? {};
      if (gone === rows && last !== null) after = last;
      else {
        block = block + BLOCKS < blocks ? block + BLOCKS : 0;
        after = `(${block},0)`;
      }
      return gone > 0;
    },
  };
}
