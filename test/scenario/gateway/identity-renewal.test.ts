/** Renewal secrets of visitors, on a real database. */
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { age, certain, identityOn } from "../../support/gateway/identity.ts";

const HOUR = 3_600_000;

test("each use of a renewal secret gives a token of the same visitor, and a new secret of 256 bits", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const first = await under.visit();
  const seen = new Set([first.renewal]);
  let { renewal } = first;
  for (let use = 1; use <= 5; use += 1) {
    const next = certain(await under.identity.byRenewal(renewal));
    expect(next).toMatchObject({ entity: first.entity, familyId: first.familyId });
    expect(await under.identity.find(next.token)).toMatchObject({ entity: first.entity, visitor: true });
    renewal = certain(next.renewal ?? undefined);
    expect(Buffer.from(renewal, "base64url")).toHaveLength(32);
    expect(seen.has(renewal)).toBe(false);
    seen.add(renewal);
  }
});

test("a page that slept for two hours is the same visitor, as is one whose secret is a minute short of its end", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db, { lifetimes: { token: HOUR, renewal: 3 * HOUR } });
  const first = await under.visit();
  await age(db, "2 hours");
  expect(await under.identity.find(first.token)).toBeUndefined();
  const next = certain(await under.identity.byRenewal(first.renewal));
  // The time runs from the last use.
  await age(db, "2 hours 59 minutes");
  const last = certain(await under.identity.byRenewal(certain(next.renewal ?? undefined)));
  expect(last.entity).toBe(first.entity);
  await age(db, "3 hours");
  expect(await under.identity.byRenewal(certain(last.renewal ?? undefined))).toBeUndefined();
});

test("the secret before works for another minute, and gives the same next one", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const first = await under.visit();
  const lost = certain(await under.identity.byRenewal(first.renewal));
  await age(db, "59 seconds");
  const again = certain(await under.identity.byRenewal(first.renewal));
  expect(again.renewal).toBe(lost.renewal);
  expect(again.token).not.toBe(lost.token);
  const next = certain(await under.identity.byRenewal(certain(again.renewal ?? undefined)));
  expect(await under.identity.find(next.token)).toMatchObject({ entity: first.entity });
});

test("the secret before works for its minute also where it would have ended in it", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const first = await under.visit();
  await db.query("update renewal_secret set expires_at = now() + interval '30 seconds'");
  const lost = certain(await under.identity.byRenewal(first.renewal));
  await age(db, "40 seconds");
  expect(certain(await under.identity.byRenewal(first.renewal)).renewal).toBe(lost.renewal);
});

test("the secret before ends the whole family after its minute", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const first = await under.visit();
  const next = certain(await under.identity.byRenewal(first.renewal));
  const bystander = await under.visit();
  await age(db, "61 seconds");
  expect(await under.identity.byRenewal(first.renewal)).toBeUndefined();
  for (const { token, stream } of [first, next]) {
    expect(await under.identity.find(token)).toBeUndefined();
    expect(await under.identity.find(stream)).toBeUndefined();
  }
  expect(await under.identity.byRenewal(certain(next.renewal ?? undefined))).toBeUndefined();
  expect(await under.identity.find(bystander.token)).toBeDefined();
  expect(under.log.lines.all.filter(({ level }) => level === "warn")).toMatchObject([
    { msg: expect.stringContaining("renewal secret was used again") },
  ]);
});

test("an older secret ends the whole family at once", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const first = await under.visit();
  const second = certain(await under.identity.byRenewal(first.renewal));
  const third = certain(await under.identity.byRenewal(certain(second.renewal ?? undefined)));
  expect(await under.identity.byRenewal(first.renewal)).toBeUndefined();
  expect(await under.identity.find(third.token)).toBeUndefined();
  expect(await under.identity.byRenewal(certain(third.renewal ?? undefined))).toBeUndefined();
});

test("requests with one secret at the same moment all get the same next one, which works", async () => {
  await using db = await createDatabase();
  const many = Array.from({ length: 6 }, () => identityOn(db));
  const [one] = many;
  if (one === undefined) throw new Error("nobody");
  let renewal = (await one.visit()).renewal;
  for (let round = 0; round < 5; round += 1) {
    const issued = await Promise.all(many.map(({ identity }) => identity.byRenewal(renewal)));
    const renewals = new Set(issued.map((given) => certain(given).renewal));
    expect(renewals.size).toBe(1);
    expect(new Set(issued.map((given) => certain(given).token)).size).toBe(6);
    for (const given of issued) expect(await one.identity.find(certain(given).token)).toBeDefined();
    renewal = certain([...renewals][0] ?? undefined);
  }
  await Promise.all(many.map((each) => each[Symbol.asyncDispose]()));
});

test("renewals at the moment at which their family ends leave nothing that opens anything", async () => {
  await using db = await createDatabase();
  await using one = identityOn(db);
  await using two = identityOn(db);
  for (let round = 0; round < 10; round += 1) {
    const visit = await one.visit();
    const [, revoked, renewed, again] = await Promise.all([
      one.identity.find(visit.token),
      one.identity.revoke(visit.token),
      two.identity.byRenewal(visit.renewal),
      two.identity.byToken(visit.token),
    ]);
    expect(revoked).toBe(true);
    for (const issued of [visit, renewed, again]) {
      if (issued !== undefined) expect(await one.identity.find(issued.token)).toBeUndefined();
    }
  }
  expect(await db.query("select from chat_token")).toEqual([]);
});

test("the next secret cannot be computed without the one before", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const first = await under.visit();
  const other = await under.visit();
  // The same salt for both: what the database holds is not enough.
  const next = certain(await under.identity.byRenewal(first.renewal));
  const nextOther = certain(await under.identity.byRenewal(other.renewal));
  await db.query("update token_family set salt = (select salt from token_family order by id limit 1)");
  const again = certain(await under.identity.byRenewal(other.renewal));
  expect(again.renewal).not.toBe(next.renewal);
  expect(again.renewal).not.toBe(nextOther.renewal);
});

test("a renewal secret is given to visitors alone, and is no token", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  expect((await under.login("leo")).renewal).toBeNull();
  const visit = await under.visit();
  expect(await under.identity.find(visit.renewal)).toBeUndefined();
  expect(await under.identity.byToken(visit.renewal)).toBeUndefined();
  expect(await under.identity.byRenewal(visit.token)).toBeUndefined();
  // A visitor's token, renewed by itself, leaves the secret as it is.
  expect(certain(await under.identity.byToken(visit.token)).renewal).toBeNull();
  expect(await under.identity.byRenewal(visit.renewal)).toBeDefined();
});

test("a renewal secret works at its own component alone", async () => {
  await using db = await createDatabase();
  await using under = identityOn(db);
  const { renewal } = await under.visit();
  await using other = identityOn(db, { domain: "other.example.org" });
  expect(await other.identity.byRenewal(renewal)).toBeUndefined();
  expect(await under.identity.byRenewal(renewal)).toBeDefined();
});
