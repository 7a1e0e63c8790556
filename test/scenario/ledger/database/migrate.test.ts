import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { expect, test } from "vitest";
import { migrate, pending } from "../../../../src/ledger/database/migrate.ts";
import { migrationFiles } from "../../../../src/ledger/database/migration-files.ts";
import { applyAll } from "../../../../src/ledger/database/migrator.ts";
import { createDatabase, type TestDatabase } from "../../../support/database/postgres.ts";
import { createLedger, prepare, repliesOf } from "../../../support/under-test/ledger.ts";

const CLI = fileURLToPath(new URL("../../../../dist/cli.js", import.meta.url));
const FILES = (await readdir(new URL("../../../../migrations/", import.meta.url)))
  .filter((name) => name.endsWith(".sql"))
  .map((name) => name.slice(0, -".sql".length))
  .sort();

async function schemas(database: TestDatabase): Promise<readonly string[]> {
  const rows = await database.query<{ nspname: string }>(
    "select nspname from pg_namespace where nspname !~ '^(pg_|information_schema|public)' order by nspname",
  );
  return rows.map((row) => row.nspname);
}

test("an empty database is brought to the latest version, in order, and a second time nothing is done", async () => {
  await using database = await createDatabase({ empty: true });
  const options = { url: database.url, schema: "anteroom" };
  expect(await migrate(options)).toEqual(FILES);
  expect(await migrate(options)).toEqual([]);
});

test("the SQL of all migrations is printed to its end, longer than what a pipe holds", async () => {
  await using database = await createDatabase({ empty: true });
  // A pipe of the shell: those of Node are sockets, which hold more.
  const { stdout } = spawn("sh", ["-c", '"$0" "$1" migrate --dry-run | cat', process.execPath, CLI], {
    env: { PATH: process.env.PATH, ANTEROOM_DATABASE_URL: database.url },
  });
  const printed = await text(stdout);
  expect(printed.match(/^-- \d{4}_\w+$/gm)).toEqual(FILES.map((name) => `-- ${name}`));
  expect(printed.endsWith("\ncommit;\n")).toBe(true);
});

test("what psql has applied of the printed SQL is known, and not applied again, whatever the name of the schema", async () => {
  await using database = await createDatabase({ empty: true });
  const options = { url: database.url, schema: "user" };
  const { stdout } = spawn(process.execPath, [CLI, "migrate", "--dry-run"], {
    env: { ANTEROOM_DATABASE_URL: options.url, ANTEROOM_DATABASE_SCHEMA: options.schema },
  });
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query(await text(stdout));
  await client.end();
  expect(await pending(options)).toEqual([]);
  // Kysely's migrator goes on from there, too.
  expect(await applyAll(options, await migrationFiles())).toEqual({ applied: [] });
});

test("all that was said, and is to be sent, is the same after rows were made leaner", async () => {
  await using database = await createDatabase({ empty: true });
  const options = { url: database.url, schema: "anteroom" };
  const before = (await migrationFiles()).filter(({ name }) => name < "0004");
  expect((await applyAll(options, before)).error).toBeUndefined();
  await database.query(`
    insert into person (address) values ('alice@example.org');
    insert into conversation (id, person_id, rev, responder, version, status, started_at, updated_at, asked_at,
                              next_step, props, messages)
    select gen_random_uuid(), id, 3, 'task', 1, 'ongoing', now(), now(), now(), 'due', '{"title": "Paint"}', 5 from person;
    insert into conversation_message (conversation_id, seq, at, direction, body, stanza_id, step, undo, bounced)
    select id, seq, timestamptz '2026-01-01 00:00Z' + seq * interval '1 second', direction, body, stanza_id, step, undo, bounced
    from conversation, (values
      (1, 'in', '/new task', 'a', null, null, null), (2, 'out', 'What is the title?', 'b', null, null, 'gone'),
      (3, 'in', 'Paint', 'c', 'title', '{"title": null}'::jsonb, null), (4, 'out', 'When is it due?', 'd', null, null, null),
      (5, 'out', 'Are you there?', null, null, null, null)
    ) as said (seq, direction, body, stanza_id, step, undo, bounced);
    insert into outbox (domain, recipient, stanza_id, stanza)
    select 'help.example.org', 'alice@example.org', 'b' || n, '<message id="b' || n || '"><body></body></message>'
    from generate_series(1, 3) as n`);
  const stored = `select (select json_agg(c) from conversations c) as conversations,
    (select json_agg((conversation_id, date_trunc('second', at), direction, body, stanza_id))
     from conversation_messages) as messages,
    (select json_agg((seq, direction, body, stanza_id, step, undo, bounced) order by seq) from conversation_message) as rows`;
  const was = await database.query(stored);
  expect(await migrate(options)).toEqual(FILES.filter((name) => name >= "0004"));
  expect(await database.query(stored)).toEqual(was);

  await prepare(database);
  await using under = createLedger(database);
  under.ledger.start();
  under.ledger.leaseTaken();
  await under.ledger.online();
  await under.say("alice@example.org", "next");
  expect(repliesOf(under.channel)).toEqual(["late:b1", "late:b2", "late:b3", "re:next"]);
  expect(await under.ledger.drain()).toBe(true);
});

test("the migrations that would be applied are told with their SQL, and asking changes nothing", async () => {
  await using database = await createDatabase({ empty: true });
  const options = { url: database.url, schema: "anteroom" };
  const told = await pending(options);
  expect(told.map((each) => each.name)).toEqual(FILES);
  expect(told[0]?.sql).toContain("create table person");
  expect(await schemas(database)).toEqual([]);
  await migrate(options);
  expect(await pending(options)).toEqual([]);
});

test("several processes that migrate at once all succeed, and each file is applied once", async () => {
  await using database = await createDatabase({ empty: true });
  const options = { url: database.url, schema: "anteroom" };
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(options)));
  expect(applied.flat().sort()).toEqual(FILES);
});

test("a database of a newer version is refused in one line", async () => {
  await using database = await createDatabase({ empty: true });
  const options = { url: database.url, schema: "anteroom" };
  await migrate(options);
  await database.query("insert into kysely_migration (name, timestamp) values ('9999_future', '2099')");
  const refused = await migrate(options).catch((error: Error) => error.message);
  expect(refused).toContain("newer Anteroom");
  expect(refused).not.toContain("\n");
});

test("a database that cannot be reached is told in one line", async () => {
  const options = { url: "postgres://127.0.0.1:1/nowhere", schema: "anteroom" };
  for (const attempt of [migrate, pending]) {
    const text = await attempt(options).then(
      () => "reached",
      (error: Error) => error.message,
    );
    expect(text).toMatch(/^database\.url: .*ECONNREFUSED.*$/);
  }
});

test.for(["other", "Odd name", `quo"ted; drop schema public`, "a".repeat(63), "schöne_räume"])(
  "a schema named %j holds everything, and works",
  async (schema) => {
    await using database = await createDatabase({ empty: true });
    await migrate({ url: database.url, schema });
    expect(await schemas(database)).toEqual([schema]);
    const quoted = `"${schema.replaceAll('"', '""')}"`;
    const query: TestDatabase["query"] = async (text, values) => {
      expect(values).toBeUndefined();
      return database.query(`set search_path to ${quoted}; ${text}; reset search_path`);
    };
    await prepare({ url: database.url, schema, query });
    await using under = createLedger({ url: database.url, schema });
    under.ledger.timers.on("ring", () => undefined);
    under.ledger.start();
    under.ledger.leaseTaken();
    await under.ledger.online();
    const set = under.ledger.timers.set({ kind: "ring", key: "k", person: null, dueAt: 0, payload: null });
    expect(await under.say("alice@example.org", "hello")).toBe(true);
    expect(await under.say("alice@example.org", { body: "2", does: () => ({ writes: [set] }) })).toBe(true);
  },
);

test("two schemas of one database know nothing of each other", async () => {
  await using database = await createDatabase({ empty: true });
  await migrate({ url: database.url, schema: "one" });
  await migrate({ url: database.url, schema: "two" });
  await database.query("insert into one.person (address) values ('alice@example.org')");
  expect(await database.query("select * from two.person")).toEqual([]);
  await database.query("insert into one.lease values ('d', 1, 'x', now())");
  await expect(database.query("select two.must_hold_lease('d', 1, gen_random_uuid())")).rejects.toThrow(
    "passed on",
  );
});
