/** Entities and tokens of people from browsers, on a real database. */
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { age, certain, identityOn, signLogin } from "../../support/gateway/identity.ts";

const HOUR = 3_600_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test("the first login of a subject sets its entity, and later ones keep it", async () => {
  await using db = await createDatabase();
  await using first = identityOn(db);
  const kept = (await first.login("Mara")).entity;
  expect(kept).toMatch(/^u-[0-9a-f]{32}@help\.example\.org$/);
  expect((await first.login("Mara")).entity).toBe(kept);
  // A component that was told another issuer, and whose bot has another name, makes other ones.
  await using other = identityOn(db, {
    reserved: ["mara"],
    logins: { secret: "the secret of the web application in these tests", issuer: "x", clock: Date.now },
  });
  expect((await other.login("Mara", { iss: "x" })).entity).toBe(kept);
  expect((await other.login("mara", { iss: "x" })).entity).toMatch(/^u-/);
  expect(await db.query("select from entity")).toHaveLength(2);
});

test("no login is an address of the component, another login, or an IM user", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  await db.query("insert into person (address) values ('leo@example.org'), ('leo@help.example.org')");
  const subs = [
    "bot",
    "rooms",
    "leo",
    "Leo",
    "LEO",
    "leo@example.org",
    "é".repeat(3000),
    "leo\u202e",
    "l\0eo",
  ];
  const entities = await Promise.all(subs.map(async (sub) => (await under.login(sub)).entity));
  expect(new Set(entities).size).toBe(subs.length);
  for (const taken of ["bot@help.example.org", "rooms@help.example.org", "leo@example.org"]) {
    expect(entities).not.toContain(taken);
  }
  const kinds = await db.query("select distinct kind from entity join person on person.id = person_id");
  expect(kinds).toEqual([{ kind: "browser" }]);
});

test("an entity that is now an address of the component opens nothing, and its login gets another one", async () => {
  await using db = await createDatabase();
  await using before = identityOn(db);
  const earlier = await before.login("desk");
  await using after = identityOn(db, { reserved: ["desk"] });
  expect(await after.identity.find(earlier.token)).toBeUndefined();
  expect(await after.identity.byToken(earlier.token)).toBeUndefined();
  const { entity, token } = await after.login("desk");
  expect(entity).toMatch(/^u-/);
  expect(await after.identity.find(token)).toMatchObject({ entity });
  expect(await db.query("select from entity")).toHaveLength(1);
});

test("first logins of one subject at the same moment get one entity", async () => {
  await using db = await createDatabase();
  const many = Array.from({ length: 8 }, () => identityOn(db));
  const issued = await Promise.all(many.map((one) => one.login("Mara")));
  expect(new Set(issued.map(({ entity }) => entity)).size).toBe(1);
  expect(new Set(issued.map(({ familyId }) => familyId)).size).toBe(8);
  await Promise.all(many.map((one) => one[Symbol.asyncDispose]()));
});

test("a token is a UUID that tells who shows it and what the login said; the stream secret opens no more than itself", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db, { lifetimes: { token: 2 * HOUR, renewal: HOUR } });
  const asked = Date.now();
  const issued = await under.login("leo", {
    name: "Leo",
    role: "staff",
    queues: ["sales"],
    picture: "https://shop.example.org/l.png",
  });
  expect(issued).toMatchObject({ entity: "leo@help.example.org", renewal: null });
  expect(issued.token).toMatch(UUID);
  expect(issued.stream).not.toBe(issued.token);
  expect(Math.abs(issued.expires - asked - 2 * HOUR)).toBeLessThan(60_000);
  const [{ id } = {}] = await db.query("select id from person where kind = 'browser'");
  const bearer = {
    entity: "leo@help.example.org",
    personId: id,
    familyId: issued.familyId,
    visitor: false,
    expires: issued.expires,
    role: "staff",
    queues: ["sales"],
    name: "Leo",
    picture: "https://shop.example.org/l.png",
  };
  expect(await under.identity.find(issued.token)).toEqual({ ...bearer, shown: "token" });
  expect(await under.identity.find(issued.stream)).toEqual({ ...bearer, shown: "stream" });
  expect(await under.identity.byToken(issued.stream)).toBeUndefined();
  expect(await under.identity.byRenewal(issued.stream)).toBeUndefined();
  expect(await under.identity.revoke(issued.stream)).toBe(false);
});

test("role and queues are those of the login whose token it is", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const before = await under.login("leo", { role: "staff" });
  const after = await under.login("leo");
  expect(await under.identity.find(before.token)).toMatchObject({ role: "staff" });
  expect(await under.identity.find(after.token)).toMatchObject({ role: "client" });
});

test("unknown, expired and revoked tokens, and those of another component, have one answer from one statement", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const [expired, renewed] = [await under.login("leo"), await under.visit()];
  await age(db, "1 hour");
  const [revoked, live] = [await under.login("leo"), await under.login("leo")];
  expect(await under.identity.revoke(revoked.token)).toBe(true);
  await using other = identityOn(db, { domain: "other.example.org" });
  for (const { token, stream } of [expired, renewed, revoked]) {
    for (const shown of [token, stream]) expect(await under.identity.find(shown)).toBeUndefined();
    expect(await under.identity.byToken(token)).toBeUndefined();
    expect(await under.identity.revoke(token)).toBe(false);
  }
  for (const shown of [live.token, live.stream]) expect(await other.identity.find(shown)).toBeUndefined();
  expect(await other.identity.byToken(live.token)).toBeUndefined();
  expect(await other.identity.revoke(live.token)).toBe(false);
  for (const shown of ["", "x", "\0", "ü", live.token.toUpperCase(), `${live.token} `, "x".repeat(5000)]) {
    expect(await under.identity.find(shown)).toBeUndefined();
    expect(await under.identity.byRenewal(shown)).toBeUndefined();
  }
  expect(await under.identity.find(live.token)).toBeDefined();
});

test("a chat token renews its family for 24 hours after the login", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db, { lifetimes: { token: 13 * HOUR, renewal: HOUR } });
  const login = await under.login("leo", { role: "staff" });
  await age(db, "12 hours");
  const next = certain(await under.identity.byToken(login.token));
  expect(next).toMatchObject({ entity: login.entity, familyId: login.familyId, renewal: null });
  expect(next.token).not.toBe(login.token);
  expect(await under.identity.find(next.token)).toMatchObject({ role: "staff" });
  expect(await under.identity.find(login.token)).toBeDefined();
  await age(db, "12 hours");
  expect(await under.identity.find(next.token)).toBeDefined();
  expect(await under.identity.byToken(next.token)).toBeUndefined();
  // A new login is needed, and is enough.
  expect((await under.login("leo")).entity).toBe(login.entity);
});

test("wrong logins get nothing, and leave nothing behind; the log has the reason and not the login", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const wrong = await signLogin("leo-the-person", { exp: 1000 });
  expect(await under.identity.byLogin(wrong)).toBeUndefined();
  expect(await under.identity.byLogin("a.b.c")).toBeUndefined();
  expect(await db.query("select from entity")).toEqual([]);
  const logged = JSON.stringify(under.log.lines.all);
  for (const part of [...wrong.split("."), "leo-the-person"]) expect(logged).not.toContain(part);
  expect(logged).toContain("exp");
});

test("a visitor gets a new entity each time, and nothing where visitors are not allowed", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const [one, two] = [await under.visit(), await under.visit()];
  expect(one.entity).not.toBe(two.entity);
  expect(await under.identity.find(one.token)).toMatchObject({ visitor: true, role: "client", name: null });
  await using closed = identityOn(db, { visitors: false });
  expect(await closed.identity.byVisit()).toBeUndefined();
  // Those who are there go on.
  expect(await closed.identity.byRenewal(one.renewal)).toBeDefined();
});

test("no secret is stored, only its hash", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const login = await under.login("leo");
  const visit = await under.visit();
  const renewed = certain(await under.identity.byRenewal(visit.renewal));
  const secrets = [login, visit, renewed].flatMap(({ token, stream, renewal }) => [
    token,
    stream,
    renewal ?? "",
  ]);
  const [{ all = "" } = {}] = await db.query<{ all: string }>(
    `select string_agg(rows, ' ') as all from (
       select to_jsonb(chat_token)::text as rows from chat_token union all
       select to_jsonb(renewal_secret)::text from renewal_secret union all
       select to_jsonb(token_family)::text from token_family union all select to_jsonb(entity)::text from entity) as every`,
  );
  for (const secret of secrets.filter((text) => text !== "")) {
    for (const form of [
      secret,
      secret.replaceAll("-", ""),
      Buffer.from(secret).toString("hex"),
      Buffer.from(secret, "base64url").toString("hex"),
    ]) {
      expect(all).not.toContain(form);
    }
  }
  expect(all.match(/\\\\x[0-9a-f]{64}/g)?.length).toBeGreaterThanOrEqual(8);
});
