/** The SQL of the README and of the chapter on rooms, as it stands there. */
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { readDocument, section } from "../../support/readme.ts";
import { type Caller, connectCaller, DOMAIN, haveStream, makeRoom } from "../../support/rooms/rooms.ts";

type Row = Readonly<Record<string, unknown>>;

test("the desk in SQL of the chapter on rooms can be typed line by line, by a member of anteroom_webapp", async () => {
  const { blocks } = await readDocument("docs/rooms.md");
  const [grant, desk] = blocks.filter(({ language }) => language === "sql").map(({ text }) => text);
  await using db = await createDatabase();
  await haveStream(db, DOMAIN);
  await makeRoom(db);
  await makeRoom(db, { status: "staff_waiting" });
  await using app = await connectCaller({ url: db.url, schema: "public" });

  await app.query("begin; create role shop");
  await app.query(grant ?? "");
  expect(await app.query("select pg_has_role('shop', 'anteroom_webapp', 'member') as given")).toEqual([
    { given: true },
  ]);
  await app.query("rollback");

  await app.query("set role anteroom_webapp");
  expect(await psql(app, desk ?? "")).toEqual([
    { room_id: expect.any(String), seat: expect.any(String), ...entry },
    { join_uri: expect.stringMatching(/^xmpp:/), nick: expect.any(String) },
    { status: "reserved", staff_in: false, client_in: false },
    { room_id: expect.any(String), seat: expect.any(String), ...entry },
    { ticket: expect.any(String) },
    expect.objectContaining({ place: 1, seat: null }),
    { leave_line: true },
    { room_id: expect.any(String), seat: expect.any(String), ...entry },
    { release_seat: true },
    { close_room: true },
  ]);
  expect(await app.query("select status, closed_why from anteroom.rooms order by room_id")).toEqual([
    { status: "closing", closed_why: expect.any(String) },
    { status: "client_coming", closed_why: null },
  ]);
});

test("the README's statements for a staff web application run as they stand, as its role", async () => {
  const { blocks } = await section("README.md", "Build a staff web application");
  const [role, desk = ""] = blocks.filter(({ language }) => language === "sql").map(({ text }) => text);
  await using db = await createDatabase();
  await haveStream(db, DOMAIN);
  await makeRoom(db);
  await makeRoom(db, { status: "staff_waiting" });
  await using app = await connectCaller({ url: db.url, schema: "public" });

  await app.query(`begin; ${role}`);
  await app.query("set local role shop");
  expect(await psql(app, desk.replaceAll(/--.*$/gm, ""))).toEqual([
    { room_id: expect.any(String), seat: expect.any(String), ...entry },
    { room_id: expect.any(String), seat: expect.any(String), ...entry },
    { join_line: expect.any(String) },
    expect.objectContaining({ queue: "default" }),
  ]);
  await app.query("rollback");
});

test("the chapter on chat shows how a web application signs people out and forgets them", async () => {
  const { blocks } = await readDocument("docs/gateway.md");
  const [statements = ""] = blocks.filter(({ language }) => language === "sql").map(({ text }) => text);
  await using db = await createDatabase();
  await using app = await connectCaller({ url: db.url, schema: "public" });
  await app.query("set role anteroom_webapp");
  expect(await psql(app, statements.replaceAll(/--.*$/gm, ""))).toHaveLength(2);
});

const entry = {
  room_jid: expect.any(String),
  password: expect.any(String),
  nick: expect.any(String),
  join_uri: expect.any(String),
  lease_until: expect.any(Date),
};

/** Types lines as psql takes them: `\gset` keeps a row's columns as variables. Gives the row of each statement. */
async function psql(app: Caller, script: string): Promise<readonly Row[]> {
  const variables = new Map<string, unknown>();
  const rows: Row[] = [];
  for (const [, text = "", prefix] of script
    .replace(/^--.*$/gm, "")
    .matchAll(/([^;\\]+)(?:;|\\gset *(\w*))/g)) {
    const filled = text.replace(/(?<!:):('?)(\w+)\1/g, (_, quote: string, name: string) => {
      return `${quote}${variables.get(name)}${quote}`;
    });
    const [row = {}, ...more] = await app.query<Record<string, unknown>>(filled);
    expect(more).toEqual([]);
    if (prefix !== undefined)
      for (const [name, value] of Object.entries(row)) variables.set(prefix + name, value);
    rows.push(row);
  }
  return rows;
}
