import { randomUUID } from "node:crypto";
import { jwtVerify } from "jose";
import { expect, test } from "vitest";
import { createApp } from "../../../examples/webapp/server/app.ts";
import type { Settings } from "../../../examples/webapp/server/settings.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";
import { DOMAIN, haveStream, makeRoom } from "../../support/rooms/rooms.ts";

const ORIGIN = "https://line.example.org";
const VISITOR = `v-abcdefghijklmnopqrstuvwxyz@${DOMAIN}`;
const SECRET = "a secret of at least thirty-two bytes";

/** The sample application on a database where it may do what `anteroom_webapp` may, and nothing else. */
async function startApp(db: TestDatabase) {
  const settings: Settings = {
    host: "127.0.0.1",
    port: 0,
    origins: [ORIGIN],
    database: `${db.url}?options=${encodeURIComponent("-c role=anteroom_webapp")}`,
    gateway: "https://help.example.org/nereid-chat",
    uploads: [],
    bot: `bot@${DOMAIN}`,
    queue: "default",
    jwt: { secret: SECRET, issuer: "webapp", audience: "anteroom" },
    sessionSecret: "another secret of thirty-two bytes or so",
    proxies: [],
  };
  const app = await createApp(settings);
  disposeWithTest({ [Symbol.asyncDispose]: () => app.close() });
  const headers = { origin: ORIGIN };
  const post = async (url: string, payload: object, cookie = "") => {
    const answer = await app.inject({ method: "POST", url, payload, headers: { ...headers, cookie } });
    return { status: answer.statusCode, body: answer.json() };
  };
  const get = async (url: string, cookie = "") => {
    const answer = await app.inject({ method: "GET", url, headers: { cookie } });
    return { status: answer.statusCode, body: answer.json() };
  };
  const signIn = async (staff: string) => {
    const answer = await app.inject({
      method: "POST",
      url: "/staff/sign-in",
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      payload: `staff=${staff}`,
    });
    return String(answer.headers["set-cookie"]).split(";")[0] ?? "";
  };
  return { app, post, get, signIn };
}

test("a visitor stands in line, is told the place, and gets a seat that only this visitor can take", async () => {
  await using db = await createDatabase();
  await haveStream(db, DOMAIN);
  const { post } = await startApp(db);
  const { body } = await post("/api/line", { entity: VISITOR, name: " Noor ", request: randomUUID() });
  const { ticket } = body;
  expect((await post("/api/line/place", { ticket })).body).toMatchObject({
    over: false,
    place: 1,
    seat: null,
  });

  await makeRoom(db, { status: "staff_waiting" });
  const called = (await post("/api/line/place", { ticket })).body;
  expect(called).toMatchObject({ over: false, place: null });
  expect(await db.query("select person, jid from seat where id = $1", [called.seat])).toEqual([
    { person: "Noor", jid: VISITOR },
  ]);
});

test("a visitor who leaves the line has no ticket any more", async () => {
  await using db = await createDatabase();
  const { post } = await startApp(db);
  const { ticket } = (await post("/api/line", { entity: VISITOR, request: randomUUID() })).body;
  expect((await post("/api/line/leave", { ticket })).status).toBe(200);
  expect((await post("/api/line/place", { ticket })).body).toEqual({ over: true });
});

test("nobody is put into the line but a visitor of this gateway", async () => {
  await using db = await createDatabase();
  const { post } = await startApp(db);
  for (const entity of [
    "mallory@example.org",
    `ann@${DOMAIN}`,
    `v-abcdefghijklmnopqrstuvwxyz@elsewhere.example`,
  ]) {
    expect((await post("/api/line", { entity, request: randomUUID() })).status).toBe(400);
  }
});

test("one address joins the line five times a minute at most", async () => {
  await using db = await createDatabase();
  const { post } = await startApp(db);
  const statuses: number[] = [];
  for (let count = 0; count < 6; count++)
    statuses.push((await post("/api/line", { entity: VISITOR, request: randomUUID() })).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
});

test("staff take a room, see it among their own alone, and close it", async () => {
  await using db = await createDatabase();
  await haveStream(db, DOMAIN);
  const made = await makeRoom(db);
  const { post, get, signIn } = await startApp(db);
  const [ann, ben] = [await signIn("ann"), await signIn("ben")];
  const request = randomUUID();
  const taken = await post("/api/staff/take", { queue: "default", request }, ann);
  expect(taken).toMatchObject({ status: 200, body: { room_id: made.id } });
  expect((await post("/api/staff/take", { queue: "default", request }, ann)).body).toEqual(taken.body);
  expect((await post("/api/staff/take", { queue: "default", request: randomUUID() }, ben)).status).toBe(409);

  expect((await get("/api/staff/desk", ann)).body.rooms).toMatchObject([
    { room_id: made.id, status: "reserved" },
  ]);
  expect((await get("/api/staff/desk", ben)).body.rooms).toEqual([]);

  const closing = { room: made.id, reason: "We close at six." };
  const now = () => db.query("select status, closed_why from room where id = $1", [made.id]);
  await post("/api/staff/close", closing, ben);
  expect(await now()).toEqual([{ status: "reserved", closed_why: null }]);
  await post("/api/staff/close", closing, ann);
  expect(await now()).toEqual([{ status: "closing", closed_why: "We close at six." }]);
});

test("staff read what their own client told the bot, and nobody else's", async () => {
  await using db = await createDatabase();
  const { id } = await makeRoom(db, { status: "chatting", staff: "ann" });
  await db.query(
    `with who as (insert into person (address) values ('v-x@help.example.org') returning id),
          talk as (insert into conversation (id, person_id, rev, responder, version, status, started_at, updated_at,
                                             asked_at, next_step, props, messages)
                   select gen_random_uuid(), id, 1, 'intake', 1, 'complete', now(), now(), now(), 'confirm', '{}', 2 from who
                   returning id),
          said as (insert into conversation_turn (conversation_id, seq, at, heard, said)
                   select id, 1, now(), 'The rent', 'How urgent is it?' from talk)
     update room set conversation_id = talk.id from talk where room.id = $1`,
    [id],
  );
  const { get, signIn } = await startApp(db);
  const path = `/api/staff/rooms/${id}/before`;
  expect((await get(path, await signIn("ann"))).body.said).toMatchObject([
    { direction: "in", body: "The rent" },
    { direction: "out", body: "How urgent is it?" },
  ]);
  expect((await get(path, await signIn("ben"))).body.said).toEqual([]);
});

test("a request without the cookie, with a made-up one, or from another site does nothing", async () => {
  await using db = await createDatabase();
  await makeRoom(db);
  const { app, post, get, signIn } = await startApp(db);
  const take = { queue: "default", request: randomUUID() };
  expect((await get("/api/staff/desk")).status).toBe(401);
  expect((await post("/api/staff/take", take)).status).toBe(401);
  expect(
    (await post("/api/staff/take", take, "__Host-staff=eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.")).status,
  ).toBe(401);
  const cookie = await signIn("ann");
  for (const origin of [
    undefined,
    "null",
    "https://line.example.org.evil.example",
    "http://line.example.org",
  ]) {
    const answer = await app.inject({
      method: "POST",
      url: "/api/staff/take",
      payload: take,
      headers: { cookie, ...(origin !== undefined && { origin }) },
    });
    expect(answer.statusCode).toBe(403);
  }
  expect(await db.query("select status from room")).toEqual([{ status: "available" }]);
});

test("the login names the member of staff and the role, and is short", async () => {
  await using db = await createDatabase();
  const { post, signIn } = await startApp(db);
  const { login } = (await post("/api/staff/login", {}, await signIn("chloe"))).body;
  const { payload } = await jwtVerify(login, new TextEncoder().encode(SECRET), {
    issuer: "webapp",
    audience: "anteroom",
    algorithms: ["HS256"],
  });
  expect(payload).toMatchObject({ sub: "chloe", name: "Chloe", role: "staff" });
  expect((payload.exp ?? 0) - Date.now() / 1000).toBeLessThanOrEqual(121);
});

test("pages allow no script and no style but their own, and may be framed by nobody", async () => {
  await using db = await createDatabase();
  const { app } = await startApp(db);
  for (const url of ["/", "/staff", "/nothing"]) {
    const { headers } = await app.inject({ url });
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("connect-src 'self' https://help.example.org;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
  }
});

test("a file that is none of the pages' does not exist", async () => {
  await using db = await createDatabase();
  const { app } = await startApp(db);
  for (const url of [
    "/assets/../server/sql.js",
    "/assets/%2e%2e/server/sql.js",
    "/assets/staff/console.html",
    "/assets/",
  ])
    expect((await app.inject({ url })).statusCode).toBe(404);
});
