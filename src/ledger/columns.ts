/**
 * The rows of everybody in a batch as one statement takes them: an array for each column. A table names each column once,
 * with its type and the source of its value; the text and the values are made from that.
 */

/** Its type in SQL, and its value. `ms`: a moment, given in ms since the epoch, which is cheaper to send than a date. */
type Column<Row> = readonly [type: ColumnType, value: (row: Row) => unknown];
type ColumnType = "bigint" | "boolean" | "float8" | "int" | "jsonb" | "ms" | "text" | "uuid";

export interface Columns<Row> {
  /** `id, at` */
  readonly names: string;
  /** `id, to_timestamp(at / 1000)`: the values to be stored. */
  readonly stored: string;
  /** `unnest($1::uuid[], $2::float8[]) as new(id, at)` */
  readonly rows: string;
  values(rows: readonly Row[]): readonly unknown[];
}

/** By the names of the columns. */
export type ColumnTable<Row> = Readonly<Record<string, Column<Row>>>;

/** `before`: how many parameters come before the arrays. */
export function columnsOf<Row>(table: ColumnTable<Row>, { before = 0, as = "new" } = {}): Columns<Row> {
  const columns = Object.entries(table);
  const names = columns.map(([name]) => name).join(", ");
  const arrays = columns.map(
    ([, [type]], index) => `$${before + index + 1}::${type === "ms" ? "float8" : type}[]`,
  );
  return {
    names,
    stored: columns
      .map(([name, [type]]) => (type === "ms" ? `to_timestamp(${name} / 1000)` : name))
      .join(", "),
    rows: `unnest(${arrays.join(", ")}) as ${as}(${names})`,
    values: (rows) => columns.map(([, [, value]]) => rows.map(value)),
  };
}

/** The text and the values of a statement that adds rows. */
export function insertRows<Row>(
  into: string,
  table: ColumnTable<Row>,
): { readonly text: string; values(rows: readonly Row[]): readonly unknown[] } {
  const { names, stored, rows, values } = columnsOf(table);
  return { text: `insert into ${into} (${names}) select ${stored} from ${rows}`, values };
}

/** JSON for a column that is null where there is nothing. */
export function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
