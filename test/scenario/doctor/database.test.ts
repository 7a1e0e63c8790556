/** What is wrong with the database is found, and the statements that are printed mend it. The server is out of reach. */
import { describe, expect, test } from "vitest";
import { startPooler } from "../../support/database/pooler.ts";
import { createDatabase, startPostgres, type TestDatabase } from "../../support/database/postgres.ts";
import { diagnose, type Patient } from "../../support/under-test/doctor.ts";

const check = async (patient: Patient, name: string) => (await diagnose(patient)).check(name);

async function found(patient: Patient, name: string) {
  const { outcome, cure } = await check(patient, name);
  return { outcome, sql: cure?.sql ?? [] };
}

/** The database as another role reaches it. */
function as(database: TestDatabase, role: string): Pick<TestDatabase, "url" | "schema"> {
  return { url: Object.assign(new URL(database.url), { username: role }).href, schema: database.schema };
}

describe("the database", () => {
  test("a database that is as it has to be has no failure and no warning", async () => {
    await using database = await createDatabase();
    const { names } = await diagnose({ database });
    expect(names("failure")).toEqual(["handshake"]);
    expect(names("ok")).toEqual(
      expect.arrayContaining(["database", "schema", "durability", "listening", "clock", "webapp-role"]),
    );
  });

  test("a database that cannot be reached is told, and everything else is checked all the same", async () => {
    const { status, check, names } = await diagnose({});
    expect(status).toBe(1);
    expect(check("database").text).toContain("is PostgreSQL running there?");
    expect(names("failure")).toEqual(["database", "handshake"]);
    expect(names("skipped")).toEqual(expect.arrayContaining(["schema", "clock", "webapp-role"]));
  });

  test("an empty database is well where serve prepares it, else the command that prepares it is printed", async () => {
    await using database = await createDatabase({ empty: true });
    expect(await check({ database }, "schema")).toMatchObject({ outcome: "ok" });
    const { outcome, cure } = await check(
      { database, env: { ANTEROOM_DATABASE_MIGRATE: "false" } },
      "schema",
    );
    expect([outcome, cure?.shell]).toEqual(["failure", ["anteroom migrate"]]);
  });

  test("a schema of an older version is told where serve may not bring it to this one", async () => {
    await using database = await createDatabase();
    const newest = "select max(name) from kysely_migration";
    await database.query(`delete from kysely_migration where name = (${newest})`);
    expect(await check({ database }, "schema")).toMatchObject({ outcome: "ok" });
    const { outcome, text } = await check(
      { database, env: { ANTEROOM_DATABASE_MIGRATE: "false" } },
      "schema",
    );
    expect(outcome).toBe("failure");
    expect(text).toContain("run anteroom migrate");
  });

  test("a schema of a newer version is told", async () => {
    await using database = await createDatabase();
    await database.query("insert into kysely_migration values ('9999_from_the_future', now()::text)");
    const { outcome, text } = await check({ database }, "schema");
    expect(outcome).toBe("failure");
    expect(text).toContain("9999_from_the_future");
  });

  test("a role that may not create the schema is told, and the printed grants mend that", async () => {
    await using database = await createDatabase({ empty: true });
    await using role = await temporaryRole(database);
    const patient = { database: as(database, role.name) };
    const { outcome, sql } = await found(patient, "schema");
    expect(outcome).toBe("failure");
    for (const statement of sql) await database.query(statement);
    expect(await found(patient, "schema")).toMatchObject({ outcome: "ok" });
  });

  test("a role that may not use the tables is told, and the printed grants mend that", async () => {
    await using database = await createDatabase();
    await using role = await temporaryRole(database);
    await database.query(`grant usage on schema ${database.schema} to ${role.name}`);
    await database.query(`grant select on ${database.schema}.kysely_migration to ${role.name}`);
    const patient = { database: as(database, role.name) };
    const { outcome, sql } = await found(patient, "schema");
    expect(outcome).toBe("failure");
    for (const statement of sql) await database.query(statement);
    expect(await found(patient, "schema")).toMatchObject({ outcome: "ok" });
  });

  test.each([
    ["the database", (name: string) => `alter database ${name} set synchronous_commit = off`],
    [
      "the role in the database",
      (name: string, role: string) => `alter role ${role} in database ${name} set synchronous_commit = off`,
    ],
    ["the role", (_: string, role: string) => `alter role ${role} set synchronous_commit = off`],
  ])(
    "synchronous_commit that is off for %s is a failure, and the printed statement mends it",
    async (_, off) => {
      await using database = await createDatabase();
      await using role = await temporaryRole(database);
      const name = new URL(database.url).pathname.slice(1);
      const patient = { database: as(database, role.name) };
      await database.query(off(name, role.name));
      const { outcome, sql } = await found(patient, "durability");
      expect(outcome).toBe("failure");
      for (const statement of sql) await database.query(statement);
      expect(await found(patient, "durability")).toMatchObject({ outcome: "ok" });
    },
  );

  test("synchronous_commit that the server has off is a failure, and the printed statements mend it", async () => {
    await using database = await startPostgres({ settings: { synchronous_commit: "off" } });
    const { outcome, sql } = await found({ database }, "durability");
    expect([outcome, sql]).toEqual([
      "failure",
      ["alter system set synchronous_commit = on;", "select pg_reload_conf();"],
    ]);
  });

  test("a missing role anteroom_webapp is warned of, with the two lines that make it", async () => {
    await using database = await startPostgres();
    await database.query("drop owned by anteroom_webapp");
    await database.query("drop role anteroom_webapp");
    const { outcome, sql } = await found({ database }, "webapp-role");
    expect([outcome, sql]).toEqual([
      "warning",
      [
        "create role anteroom_webapp nologin;",
        "grant anteroom_webapp to your_role;   -- the role of the web application",
      ],
    ]);
  });
});

describe("poolers", () => {
  test.each([1, 2, 5])("a pooler in transaction mode with %d connections is a failure", async (size) => {
    await using database = await createDatabase();
    await using pooler = await startPooler(database, { size });
    const { outcome, cure } = await check({ database: pooler.database }, "listening");
    expect(outcome).toBe("failure");
    expect(cure?.anteroom?.join("\n")).toContain("url: postgresql://");
  });

  test("a pooler in session mode is not", async () => {
    await using database = await createDatabase();
    await using pooler = await startPooler(database, { size: 10, mode: "session" });
    expect(await check({ database: pooler.database }, "listening")).toMatchObject({ outcome: "ok" });
  });
});

/** A role that may log in, and nothing else; dropped afterwards. */
async function temporaryRole(database: TestDatabase): Promise<AsyncDisposable & { readonly name: string }> {
  const name = new URL(database.url).pathname.slice(1).replace("anteroom_test", "doctor");
  await database.query(`create role ${name} login`);
  return {
    name,
    async [Symbol.asyncDispose]() {
      await database.query(`drop owned by ${name}`);
      await database.query(`drop role ${name}`);
    },
  };
}
