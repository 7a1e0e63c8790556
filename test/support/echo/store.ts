/** Rows and SQL of the echo. */
import type { Queryable, Statement } from "../../../src/ledger/statement.ts";
import type { TestDatabase } from "../database/postgres.ts";

/** Counts what a queue has heard; fails where it was counted meanwhile. */
export const count: Statement<{ readonly queue: string; readonly n: number }> = {
  name: "echo_count",
  compares: true,
  text: `with changed as (
           insert into echo_count as old (queue, n) select queue, n from unnest($1::text[], $2::int[]) as new(queue, n)
           on conflict (queue) do update set n = excluded.n where old.n = excluded.n - 1 returning 1)
         select must_be_equal(count(*), cardinality($1::text[]), 'echo') from changed`,
  values: (rows) => [rows.map(({ queue }) => queue), rows.map(({ n }) => n)],
};

/** Shows somebody in a browser a line. */
export const show: Statement<{ readonly personId: string; readonly line: string }> = {
  name: "echo_show",
  text: "insert into echo_shown (person_id, line) select * from unnest($1::bigint[], $2::text[])",
  values: (rows) => [rows.map(({ personId }) => personId), rows.map(({ line }) => line)],
};

/** How often each of these queues was counted. */
export async function readCounts(db: Queryable, queues: readonly string[]): Promise<readonly number[]> {
  const rows = await db.query<{ n: number }>({
    name: "echo_read",
    text: `select coalesce(n, 0) as n from unnest($1::text[]) with ordinality as job(queue, place)
           left join echo_count using (queue) order by place`,
    values: [queues],
  });
  return rows.map(({ n }) => n);
}

/** What a migration of the feature would make. */
export async function prepareEcho({ query }: Pick<TestDatabase, "query">): Promise<void> {
  await query(
    `create table echo_count (queue text primary key, n int not null);
     create table echo_shown (place bigint generated always as identity, person_id bigint not null references person,
       line text not null)`,
  );
}

/** What people in browsers were shown, in order: "eve@help.example.org (browser): hello". */
export async function shownByEcho({ query }: Pick<TestDatabase, "query">): Promise<readonly string[]> {
  const rows = await query<{ line: string }>(
    `select address || ' (' || kind || '): ' || line as line from echo_shown join person on person.id = person_id
     order by place`,
  );
  return rows.map(({ line }) => line);
}
