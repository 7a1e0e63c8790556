/** The writer of transactions beside `pg`, which does the same one statement after another. */
import fc from "fast-check";
import pg from "pg";
import { expect, test } from "vitest";
import { close, connect } from "../../../../src/ledger/database/connection.ts";
import { type NamedQuery, sqlState } from "../../../../src/ledger/database/database.ts";
import { runTransaction } from "../../../../src/ledger/database/wire/transaction.ts";
import { createDatabase } from "../../../support/database/postgres.ts";

const INSERT = `insert into probe (a_text, a_bool, a_big, a_int, a_float, a_time, a_uuid, a_json)
  select * from unnest($1::text[], $2::boolean[], $3::bigint[], $4::int[], $5::float8[], $6::timestamptz[],
    $7::uuid[], $8::jsonb[]) returning *`;

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 });
const text = fc.oneof(
  { weight: 20, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  // what an array in text form would have to quote
  {
    weight: 8,
    arbitrary: fc.string({ unit: fc.constantFrom(...'{}",\\ \n\tNULü😀\u{10ffff}\ud800'), maxLength: 20 }),
  },
  { weight: 1, arbitrary: fc.constant("ü😀".repeat(60_000)) },
);
const row = fc.tuple(
  orNull(text),
  orNull(fc.boolean()),
  orNull(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).chain((value) => fc.constantFrom(value, String(value)))),
  orNull(fc.integer()),
  // As text, which is how pg sends it, -0 is 0.
  orNull(fc.double().map((value) => (value === 0 ? 0 : value))),
  orNull(fc.date({ min: new Date("1900-01-01Z"), max: new Date("9999-01-01Z"), noInvalidDate: true })),
  orNull(fc.uuid().chain((id) => fc.constantFrom(id, id.toUpperCase(), id.replaceAll("-", "")))),
  orNull(fc.json()),
);
const columns = (rows: readonly (readonly unknown[])[]) =>
  Array.from({ length: 8 }, (_, column) => rows.map((values) => values[column]));

const statement: fc.Arbitrary<NamedQuery> = fc.oneof(
  fc.array(row, { maxLength: 40 }).map((rows) => ({ name: "insert", text: INSERT, values: columns(rows) })),
  fc
    .tuple(orNull(text), orNull(fc.integer()), orNull(fc.uint8Array({ maxLength: 300 })))
    .map(([a, b, bytes]) => ({
      text: "select $1::text as a, $2::int as b, $3::bytea as c",
      values: [a, b, bytes && Buffer.from(bytes)],
    })),
  fc
    .integer({ min: -1, max: 1 })
    .map((by) => ({ name: "divide", text: "select 1 / $1::int as d", values: [by] })),
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }).map((ids) => ({
    name: "unique",
    text: "insert into once (id) select unnest($1::int[])",
    values: [ids],
  })),
  fc.constantFrom<NamedQuery>(
    { name: "all", text: "select * from probe order by id desc limit 100" },
    { text: "select count(*) from probe" },
    { name: "clear", text: "delete from once" },
    { text: "select nothing" },
    { name: "wrong", text: "selec 1" },
  ),
);

test("a transaction gives, stores and fails as with pg, for random statements and values", async () => {
  await using database = await createDatabase({ empty: true });
  for (const schema of ["ours", "plain"]) {
    await database.query(`create schema ${schema}`);
    await database.query(
      `create table ${schema}.probe (id int generated always as identity, a_text text, a_bool boolean, a_big bigint,
         a_int int, a_float float8, a_time timestamptz, a_uuid uuid, a_json jsonb)`,
    );
    await database.query(`create table ${schema}.once (id int primary key)`);
  }
  const { url } = database;
  const ours = await connect({ url, schema: "ours", applicationName: "wire" });
  const plain = new pg.Client(url);
  await plain.connect();
  try {
    await plain.query("set search_path to plain");
    const seen = { succeeded: 0, failed: 0 };
    const both = async (queries: readonly NamedQuery[]) => {
      const expected = await told(() => onPg(plain, queries));
      seen[Array.isArray(expected) ? "succeeded" : "failed"]++;
      expect(await told(() => runTransaction(ours, queries))).toEqual(expected);
    };
    await fc.assert(fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 6 }), both), {
      numRuns: 300,
    });
    expect(Math.min(seen.succeeded, seen.failed)).toBeGreaterThan(50);
    await both([{ text: "select * from probe order by id" }, { text: "select * from once order by id" }]);
  } finally {
    await Promise.all([close(ours.client), close(plain)]);
  }
});

/** What a transaction gave, or the error that ended it. */
async function told(run: () => Promise<readonly pg.QueryResult[]>): Promise<unknown> {
  try {
    const results = await run();
    return results.map(({ command, rowCount, rows, fields }) => ({
      command,
      rowCount,
      rows,
      fields: fields.map(({ name, dataTypeID }) => [name, dataTypeID]),
    }));
  } catch (error) {
    // Identities that a failed transaction used up are used up on both sides.
    return { state: sqlState(error), message: (error as Error).message };
  }
}

async function onPg(client: pg.Client, queries: readonly NamedQuery[]): Promise<readonly pg.QueryResult[]> {
  await client.query("begin");
  try {
    const results: pg.QueryResult[] = [];
    for (const { name, text, values = [] } of queries)
      results.push(await client.query({ ...(name && { name }), text, values: [...values] }));
    await client.query("commit");
    return results;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

test("a transaction is carried out whatever becomes of those that were sent before it", async () => {
  await using database = await createDatabase();
  const { url, schema } = database;
  const connection = await connect({ url, schema, applicationName: "wire" });
  const all = { name: "all", text: "select 1 as one" };
  const divide = (by: number): NamedQuery => ({
    name: "divide",
    text: "select 1 / $1::int as d",
    values: [by],
  });
  const wrong = { name: "wrong", text: "selec 1" };
  // Each of them prepares what it needs, as nothing is known yet of those before.
  const outcomes = await Promise.allSettled(
    [
      [divide(0), all],
      [all, divide(1)],
      [all, wrong, divide(1)],
      [divide(1), all],
      [all, divide(0)],
      [divide(1)],
      [all],
    ].map((queries) => runTransaction(connection, queries)),
  );
  const told = outcomes.map((one) => (one.status === "fulfilled" ? one.value.length : sqlState(one.reason)));
  expect(told).toEqual(["22012", 2, "42601", 2, "22012", 1, 1]);
  await expect(runTransaction(connection, [all, divide(1)])).resolves.toHaveLength(2);
  await close(connection.client);
});
