/** What commands say of the database that they are given, and what `serve` waits for. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../../../src/commands.ts";
import { EmbeddedPostgres } from "../../../../src/demo/postgres-embedded.ts";
import { DatabaseAway } from "../../../../src/errors.ts";
import { migrate, prepare } from "../../../../src/ledger/database/migrate.ts";
import { migrationFiles } from "../../../../src/ledger/database/migration-files.ts";
import { connectTrouble, queryTrouble } from "../../../../src/ledger/database/trouble.ts";
import { ConfigError } from "../../../../src/ops/problem.ts";
import { createDatabase, startPostgres } from "../../../support/database/postgres.ts";
import { execute } from "../../../support/database/shared-database.ts";
import { launchAnteroom } from "../../../support/process/anteroom-process.ts";
import { recordChild } from "../../../support/process/children.ts";

const OWNER = "ada:right%2F1";

describe("a PostgreSQL that asks for passwords", () => {
  let folder = "";
  let server: EmbeddedPostgres;
  /** A URL of it. */
  const at = (login: string, rest: string) => `postgres://${login}@${new URL(server.url("x")).host}/${rest}`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "anteroom-postgres-"));
    server = await EmbeddedPostgres.start({ folder, password: "super", settings: { fsync: "off" } });
    if (server.child !== undefined) recordChild(server.child);
    for (const statement of [
      "create role ada login password 'right/1'",
      "create role guest login password 'right/1'",
      "create role crowd login password 'right/1' connection limit 0",
      "create role sleeper password 'right/1'",
      "create database desk owner ada",
      "create database private",
      "revoke connect on database private from public",
      "create database closed allow_connections false",
      "create database ancient owner ada encoding 'LATIN1' locale 'C' template template0",
      "create database bytes owner ada encoding 'SQL_ASCII' locale 'C' template template0",
    ]) {
      await execute(server.url("postgres"), statement);
    }
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function anteroom(command: string, url: string) {
    let err = "";
    const status = await run([command], {
      env: { ANTEROOM_DATABASE_URL: url },
      cwd: "/",
      out: () => {},
      err: (text) => {
        err += text;
      },
    });
    return { status, err };
  }

  test.each([
    ["a wrong password", "ada:mine", "desk", ["refuses the password", "percent-encode"]],
    ["no password", "ada", "desk", ["asks for a password", "postgresql://ada:PASSWORD@"]],
    ["an unknown role", "eve:right%2F1", "desk", ["refuses the password", "check role and password"]],
    ["a role without login", "sleeper:right%2F1", "desk", ["does not let the role in", "create role"]],
    ["a missing database", OWNER, "desks", ['create database "desks" owner "ada"']],
    [
      "a database that is not for everybody",
      OWNER,
      "private",
      ['grant connect on database "private" to "ada"'],
    ],
    ["a database that takes nobody", OWNER, "closed", ["not currently accepting connections"]],
    ["no right to make a schema", "guest:right%2F1", "desk", ['alter database "desk" owner to "guest"']],
    ["no TLS there", OWNER, "desk?sslmode=require", ["does not support SSL", "ssl = on", "sslmode"]],
    [
      "a certificate that is not there",
      OWNER,
      "desk?sslrootcert=/no/ca.pem",
      ["/no/ca.pem", "file that it names"],
    ],
    ["another encoding", OWNER, "ancient", ["LATIN1", "encoding 'UTF8' locale 'C' template template0"]],
    ["no encoding", OWNER, "bytes", ["SQL_ASCII", "encoding 'UTF8'"]],
  ])("%s is a problem of the configuration, told with what to do", async (_, login, rest, words) => {
    for (const command of ["migrate", "check"]) {
      // What may be read needs no right to make anything.
      if (command === "check" && login.startsWith("guest")) continue;
      const { status, err } = await anteroom(command, at(login, rest));
      expect(err).toMatch(/^database\.url: [^\n]+\n$/);
      for (const word of words) expect(err).toContain(word);
      expect(err).not.toMatch(/right[/%]|mine/);
      expect(status).toBe(2);
    }
  });

  test.each([
    [
      "a refused connection",
      () => "postgres://ada:right@127.0.0.1:1/desk",
      ["ECONNREFUSED", "127.0.0.1:1", "running"],
    ],
    [
      "an unknown host",
      () => "postgres://ada:right@nowhere.invalid/desk",
      ["nowhere.invalid", "name of the host"],
    ],
    ["a socket that is not there", () => "postgres:///desk?host=/no/socket", ["/no/socket", "running"]],
    ["too many connections", () => at("crowd:right%2F1", "desk"), ["connection limit", "max_connections"]],
  ])("%s may pass, and names the setting all the same", async (_, url, words) => {
    const { status, err } = await anteroom("migrate", url());
    expect(err).toMatch(/^anteroom: database\.url: [^\n]+\n$/);
    for (const word of words) expect(err).toContain(word);
    expect(status).toBe(1);
  });

  test("a role that may not write all tables, or execute all functions, is told, before anything is served", async () => {
    const database = { url: at(OWNER, "desk"), schema: "shared" };
    await migrate(database);
    await execute(
      database.url,
      "grant usage on schema shared to guest; grant select on all tables in schema shared to guest",
    );
    const guest = { url: at("guest:right%2F1", "desk"), schema: "shared", migrate: false };
    await expect(prepare(guest)).rejects.toThrow(
      /^database\.url: the role "guest" lacks a right \(permission denied for (function|table) \w+\): .*"shared", its tables and its functions/,
    );
    await execute(database.url, "grant all on all tables in schema shared to guest");
    await expect(prepare(guest)).rejects.toThrow("permission denied for function ");
    await execute(database.url, "grant execute on all functions in schema shared to guest");
    expect(await prepare(guest)).toEqual([]);
    // As `serve` does at its start.
    await execute(guest.url, "select shared.set_rights()");
  });
});

test.each([
  "CERT_HAS_EXPIRED",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
])("a certificate with %s is a problem of the configuration", (code) => {
  const place = { host: "db", port: 5432, user: "u", database: "d", schema: "s" };
  const trouble = connectTrouble(Object.assign(new Error("certificate"), { code }), place);
  expect(trouble.name).toBe("ConfigError");
  expect(trouble.message).toContain("sslrootcert");
});

test.each([
  ["SASL authentication failed", "ConfigError", "refuses the password"],
  ["no such database: d", "ConfigError", "create database"],
  ['database "e" does not exist', "ConfigError", "create database"],
  ["query_wait_timeout", "DatabaseAway", "at the moment"],
])("what PgBouncer says of itself with one code for all is told apart: %s", (said, name, words) => {
  const place = { host: "db", port: 6432, user: "u", database: "d", schema: "s" };
  const trouble = connectTrouble(Object.assign(new Error(said), { code: "08P01" }), place);
  expect([trouble.name, trouble.message]).toEqual([name, expect.stringContaining(words)]);
});

test.each([
  [new Error("Connection terminated unexpectedly"), DatabaseAway],
  [new Error("Query read timeout"), DatabaseAway],
  [Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", errno: -104 }), DatabaseAway],
  [Object.assign(new Error("terminating connection"), { code: "57P01" }), DatabaseAway],
  [Object.assign(new Error("must be owner of table person"), { code: "42501" }), ConfigError],
])("a database that goes away in the middle of a migration is waited for: %s", (error, kind) => {
  const place = { host: "db", port: 5432, user: "u", database: "d", schema: "s" };
  expect(queryTrouble(error, place, "migration 0001_ledger")).toBeInstanceOf(kind);
});

test("a migration that fails by itself is told with its name, and is not tried again", () => {
  const place = { host: "db", port: 5432, user: "u", database: "d", schema: "s" };
  for (const error of [
    new Error("corrupted migrations"),
    Object.assign(new Error("bad"), { code: "42601" }),
  ]) {
    const trouble = queryTrouble(error, place, "migration 0001_ledger");
    expect([trouble.name, trouble instanceof DatabaseAway]).toEqual(["Error", false]);
    expect(trouble.message).toBe(`migration 0001_ledger: ${error.message}`);
  }
});

describe("where serve does not migrate", () => {
  test("a schema that lacks migrations is told with their names and what to type", async () => {
    await using database = await createDatabase();
    const options = { url: database.url, schema: database.schema, migrate: false };
    expect(await prepare(options)).toEqual([]);
    const names = (await migrationFiles()).map(({ name }) => name);
    await database.query("delete from kysely_migration where name >= '0003'");
    await expect(prepare(options)).rejects.toThrow(
      `the schema "anteroom" lacks ${names.filter((name) => name >= "0003").join(", ")}; run anteroom migrate (database.migrate is false)`,
    );
  });

  test("a schema that has nothing of Anteroom is not said to be missing", async () => {
    await using database = await createDatabase({ empty: true });
    await database.query("create table public.tasks (title text)");
    await expect(prepare({ url: database.url, schema: "public", migrate: false })).rejects.toThrow(
      'the database has nothing of Anteroom in the schema "public" yet; run anteroom migrate (database.migrate is false)',
    );
  });

  test("an empty database is told so, and serve ends with status 1", async () => {
    await using database = await createDatabase({ empty: true });
    await using anteroom = await launchAnteroom({
      server: { componentUrl: "xmpp://127.0.0.1:1" },
      database: { url: database.url, schema: "desk" },
      env: { ANTEROOM_DATABASE_MIGRATE: "false" },
    });
    const line = await anteroom.logs("no schema");
    expect(line.msg).toBe(
      'anteroom: the database has no schema "desk" yet; run anteroom migrate (database.migrate is false)',
    );
    expect(await anteroom.exited).toEqual({ code: 1, signal: null });
  });
});

describe("serve", () => {
  test("says which port it has where ops.listen leaves the choice to the system", async () => {
    await using database = await createDatabase();
    const server = { componentUrl: "xmpp://127.0.0.1:1" };
    const env = { ANTEROOM_OPS_LISTEN: "127.0.0.1:0" };
    await using anteroom = await launchAnteroom({ server, database, env });
    const { listen } = await anteroom.logs("health and metrics");
    const { host, port } = listen as { readonly host: string; readonly port: number };
    expect((await fetch(`http://${host}:${port}/healthz`)).status).toBe(200);
  });

  test("waits for a database that is not up yet, says so, and can be told to stop", async () => {
    await using database = await startPostgres();
    await database.stop();
    const server = { componentUrl: "xmpp://127.0.0.1:1" };
    await using anteroom = await launchAnteroom({ server, database });
    const { level, msg } = await anteroom.logs("trying again until it is up");
    expect([level, msg]).toEqual(["warn", expect.stringContaining("database.url: no connection to")]);
    const ready = await fetch(`${anteroom.opsUrl}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { ready: false, waitingFor: ["database"] },
    ]);
    expect(await anteroom.stop()).toEqual({ code: 0, signal: null });
    await anteroom.launch();
    await anteroom.logs("trying again until it is up");
    await database.start();
    await anteroom.logs("lease taken");
  });

  test("does not wait for a database that nobody made", async () => {
    await using database = await createDatabase();
    const url = `${database.url}_of_nobody`;
    const server = { componentUrl: "xmpp://127.0.0.1:1" };
    await using anteroom = await launchAnteroom({ server, database: { url, schema: "anteroom" } });
    await anteroom.logs("create database");
    expect(await anteroom.exited).toEqual({ code: 2, signal: null });
  });

  test("says which setting a second one on the same machine needs", async () => {
    await using database = await createDatabase();
    const server = { componentUrl: "xmpp://127.0.0.1:1" };
    await using first = await launchAnteroom({ server, database });
    await first.logs("lease taken");
    const env = { ANTEROOM_OPS_LISTEN: new URL(first.opsUrl).host };
    await using second = await launchAnteroom({ server, database, env });
    await second.logs(
      "Anteroom already runs here: stop that instance first, or give one that stands by ops: {listen: ",
    );
    expect(await second.exited).toEqual({ code: 2, signal: null });
  });

  test("warns where there is no responder, and speaks of unsent replies only where there are any", async () => {
    await using database = await createDatabase();
    const server = { componentUrl: "xmpp://127.0.0.1:1" };
    await using anteroom = await launchAnteroom({ server, database, responders: [] });
    expect((await anteroom.logs("names no responder")).level).toBe("warn");
    await anteroom.logs("lease taken");
    await anteroom.stop();
    const unsent = (line: { readonly msg: string }) => line.msg.includes("stay in the outbox");
    expect(anteroom.log.filter(unsent)).toEqual([]);
    await database.query(
      "insert into outbox (domain, id, stanza) values ('help.localhost', 1, '<message/>')",
    );
    await anteroom.launch();
    await anteroom.logs("lease taken");
    await anteroom.stop();
    expect(anteroom.log.filter(unsent)).toHaveLength(1);
  });
});
