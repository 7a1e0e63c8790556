/** Tokens that end before their time, and what is left of those that are over; on a real database. */
import { expect, test } from "vitest";
import { Notifications } from "../../../src/ledger/database/notifications.ts";
import { strangers } from "../../../src/ledger/strangers.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { age, certain, identityOn, sweep } from "../../support/gateway/identity.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";
import { answerOf, connectCaller, ledgerOf } from "../../support/rooms/rooms.ts";

const HOUR = 3_600_000;

const revokeTokens = (db: Pick<TestDatabase, "query">, entity: string | null) =>
  answerOf<number>(db, "revoke_tokens", { entity });

const counted = async (db: TestDatabase) =>
  (
    await db.query(
      `select (select count(*)::int from chat_token) as tokens, (select count(*)::int from renewal_secret) as secrets,
              (select count(*)::int from token_family) as families, (select count(*)::int from entity) as entities`,
    )
  )[0];

test("a revoked token ends its whole family, and no other one of the same person", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const first = await under.login("leo");
  const second = certain(await under.identity.byToken(first.token));
  const elsewhere = await under.login("leo");
  expect(await under.identity.revoke(second.token)).toBe(true);
  expect(await under.identity.revoke(second.token)).toBe(false);
  for (const { token, stream } of [first, second]) {
    expect(await under.identity.find(token)).toBeUndefined();
    expect(await under.identity.find(stream)).toBeUndefined();
  }
  expect(await under.identity.find(elsewhere.token)).toMatchObject({ entity: "leo@help.example.org" });
  const families = [first.familyId, elsewhere.familyId];
  expect(await under.identity.over(families)).toEqual(new Set([first.familyId]));
  expect(await under.identity.over([])).toEqual(new Set());
});

test("revoke_tokens ends all tokens and secrets of a person, and tells how many", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const [desk, phone] = [await under.login("leo"), await under.login("leo")];
  const later = certain(await under.identity.byToken(phone.token));
  const visit = await under.visit();
  await under.identity.byRenewal(visit.renewal);
  const other = await under.login("mara");
  expect(await revokeTokens(db, "LEO@help.example.org")).toBe(3);
  for (const { token } of [desk, phone, later]) expect(await under.identity.find(token)).toBeUndefined();
  expect(await revokeTokens(db, "leo@help.example.org")).toBe(0);
  // Two tokens, and the renewal secret that is good.
  expect(await revokeTokens(db, visit.entity)).toBe(3);
  expect(await under.identity.byRenewal(visit.renewal)).toBeUndefined();
  expect(await under.identity.find(other.token)).toBeDefined();
  for (const nobody of ["nobody@help.example.org", "leo", "", null, "leo@help.example.org/phone"]) {
    expect(await revokeTokens(db, nobody)).toBe(0);
  }
  // A new login works.
  expect(await under.identity.find((await under.login("leo")).token)).toBeDefined();
});

test("revoke_tokens does not count what was over before", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  await under.login("leo");
  await age(db, "2 hours");
  await under.login("leo");
  expect(await revokeTokens(db, "leo@help.example.org")).toBe(1);
});

test("a web application may revoke tokens, and read none", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const { token } = await under.login("leo");
  await using app = await connectCaller({ url: db.url, schema: "public" });
  await app.query("set role anteroom_webapp");
  for (const table of ["entity", "token_family", "chat_token", "renewal_secret"]) {
    await expect(app.query(`select from anteroom.${table}`)).rejects.toThrow("permission denied");
  }
  await expect(app.query("select anteroom.end_families('help.example.org', '{1}')")).rejects.toThrow(
    "permission denied",
  );
  await app.query("create temporary table entity as select 1 as id");
  const rows = await app.query("select anteroom.revoke_tokens('leo@help.example.org') as n");
  expect(rows).toEqual([{ n: 1 }]);
  expect(await under.identity.find(token)).toBeUndefined();
});

test("every instance hears at once of a family that has ended, without a name or a secret", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const log = recordedLog();
  await using notifications = new Notifications({
    database: { url: db.url, schema: db.schema, applicationName: "another instance" },
    log: log.log,
  });
  const heard = new Arrivals<string>("hints");
  notifications.on("tokens", (payload = "everybody") => heard.take(payload));
  notifications.start();
  await heard.next();
  const visit = await under.visit();
  const { renewal } = certain(await under.identity.byRenewal(visit.renewal));
  await under.identity.byRenewal(certain(renewal ?? undefined));
  await under.identity.byRenewal(visit.renewal);
  await under.identity.revoke((await under.login("leo")).token);
  await under.login("leo");
  await revokeTokens(db, "leo@help.example.org");
  await heard.next(() => heard.all.length === 4);
  expect(heard.all).toEqual(["everybody", "help.example.org", "help.example.org", "help.example.org"]);
});

test("what is over is swept: tokens, secrets, and families of which nothing lives", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db, { lifetimes: { token: HOUR, renewal: 3 * HOUR } });
  const login = await under.login("leo");
  const visit = await under.visit();
  await sweep(db);
  expect(await counted(db)).toEqual({ tokens: 2, secrets: 1, families: 2, entities: 2 });
  await age(db, "1 hour");
  await sweep(db);
  expect(await counted(db)).toEqual({ tokens: 0, secrets: 1, families: 1, entities: 2 });
  const { renewal } = certain(await under.identity.byRenewal(visit.renewal));
  await age(db, "3 hours");
  await sweep(db);
  expect(await under.identity.byRenewal(certain(renewal ?? undefined))).toBeUndefined();
  expect(await counted(db)).toEqual({ tokens: 0, secrets: 0, families: 0, entities: 2 });
  // The login keeps its entity.
  expect((await under.login("leo")).entity).toBe(login.entity);
});

test("a sweep takes nothing that lives, however many there are", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const { token, familyId } = await under.login("leo");
  await db.query(
    `insert into chat_token select sha256(n::text::bytea), sha256((-n)::text::bytea), $1, now() - interval '1 second'
     from generate_series(1, 450) as n`,
    [familyId],
  );
  await sweep(db);
  expect(await counted(db)).toMatchObject({ tokens: 1 });
  expect(await under.identity.find(token)).toBeDefined();
});

test("a visitor is forgotten a day after the last renewal secret has ended, or was revoked", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db, { lifetimes: { token: HOUR, renewal: 3 * HOUR } });
  const [visit, gone] = [await under.visit(), await under.visit()];
  await under.login("leo");
  await under.identity.revoke(gone.token);
  await age(db, "24 hours");
  await sweep(db);
  const entities = async () =>
    (
      await db.query<{ address: string }>(
        "select address from entity join person on person.id = person_id order by entity.id",
      )
    ).map(({ address }) => address);
  expect(await entities()).toEqual([visit.entity, "leo@help.example.org"]);
  await age(db, "3 hours");
  await sweep(db);
  expect(await entities()).toEqual(["leo@help.example.org"]);
});

test("a person who has an entity is no stranger, whatever the age", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  await under.login("leo");
  await db.query("insert into person (address) values ('stranger@example.org')");
  await age(db, "30 days");
  await strangers()(ledgerOf(db).db);
  expect(await db.query("select address from person")).toEqual([{ address: "leo@help.example.org" }]);
});
