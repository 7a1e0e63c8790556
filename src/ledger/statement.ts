/** Statements: the SQL with which jobs read and write. */

/** A value that can be stored as jsonb. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Runs one named, prepared statement. `values` are positional; arrays become PostgreSQL arrays. */
export interface Queryable {
  query<Row extends object>(statement: {
    readonly name: string;
    readonly text: string;
    readonly values: readonly unknown[];
  }): Promise<readonly Row[]>;
}

/**
 * A statement that writes the rows of everybody in a batch in one round trip.
 *
 * `text` takes arrays: `… from unnest($1::bigint[], $2::text[]) as new(person_id, body)` (columns.ts makes it from a
 * table of the columns). A feature lists its statements in the order that they have in a transaction
 * (`Feature.statements`). A compare-and-set that misses must fail rather than
 * do nothing. Wrap it as
 * `with changed as (update … returning 1) select must_be_equal(count(*), cardinality($1::bigint[]), 'conversation') from changed`:
 * the ledger then reads the state again and decides anew, job by job.
 */
export interface Statement<Row> {
  /** Name of the prepared statement; unique in the program. */
  readonly name: string;
  /** A compare-and-set: it fails where the stored state is no longer the one from which its decision was made. */
  readonly compares?: true;
  readonly text: string;
  values(rows: readonly Row[]): readonly unknown[];
}

/** One row of a statement; made by `write`. */
export interface Write {
  readonly statement: Statement<never>;
  readonly row: unknown;
}

export function write<Row>(statement: Statement<Row>, row: Row): Write {
  return { statement: statement as Statement<never>, row };
}
