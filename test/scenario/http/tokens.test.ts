/** `POST /token` and `DELETE /token`. */
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { DOMAIN, type Issued, startHttp } from "../../support/gateway/http.ts";
import { signLogin } from "../../support/gateway/identity.ts";

test("a login, a token that lives, a renewal secret, or nothing gives a token", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const token = async (init: Parameters<typeof gateway.ask>[1]) => {
    const answer = await gateway.ask("/token", { method: "POST", ...init });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Issued;
  };
  const ann = await token({ token: await signLogin("ann") });
  expect(ann).toEqual({
    token: expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/),
    stream: expect.stringMatching(/^[\w-]{43}$/),
    expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    entity: `ann@${DOMAIN}`,
  });
  const again = await token({ token: ann.token });
  expect([again.entity, again.token === ann.token]).toEqual([ann.entity, false]);

  const visitor = await token({});
  expect(visitor.renewal).toMatch(/^[\w-]{43}$/);
  const renewed = await token({ json: { renewal: visitor.renewal } });
  expect([renewed.entity, renewed.renewal === visitor.renewal]).toEqual([visitor.entity, false]);
  // In a form as well, and an empty document is nothing.
  expect((await token({ form: { renewal: renewed.renewal ?? "" } })).entity).toBe(visitor.entity);
  expect((await token({ json: {} })).entity).not.toBe(visitor.entity);
});

test("a login with much in it is taken, as long as a header may be", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann", { groups: "x".repeat(10_000) });
  expect(ann.entity).toBe(`ann@${DOMAIN}`);
});

test("what is wrong is 401, and never a visitor", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { renewal } = await gateway.visit();
  const people = () => database.query("select from person");
  const before = (await people()).length;
  for (const init of [
    { token: await signLogin("ann", { exp: 1 }) },
    { token: "a.b.c" },
    { token: "11111111-2222-4333-8444-555555555555" },
    { json: { renewal: `${renewal}x` } },
    { headers: { authorization: "Basic YTpi" } },
  ]) {
    const answer = await gateway.ask("/token", { method: "POST", ...init });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  }
  for (const json of [{ renewal: 5 }, [], "x", null]) {
    expect((await gateway.ask("/token", { json })).status).toBe(400);
  }
  expect(await people()).toHaveLength(before);
});

test("two credentials at once are refused", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { token, renewal } = await gateway.visit();
  expect((await gateway.ask("/token", { token, json: { renewal } })).status).toBe(400);
});

test("without http.visitors nobody gets a token for nothing", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, { identity: { visitors: false } });
  expect((await gateway.ask("/token", { method: "POST" })).status).toBe(401);
  expect((await gateway.login("ann")).entity).toBe(`ann@${DOMAIN}`);
});

test("revoking ends the token, all that descends from the same login, and nothing else", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const first = await gateway.login("ann");
  const second = (await (
    await gateway.ask("/token", { method: "POST", token: first.token })
  ).json()) as Issued;
  const other = await gateway.login("ann");
  expect((await gateway.ask(`/token/${second.token}`, { method: "DELETE" })).status).toBe(204);
  const statuses = await Promise.all(
    [first, second, other].map(async ({ token }) => (await gateway.ask("/threads", { token })).status),
  );
  expect(statuses).toEqual([401, 401, 200]);
  expect((await gateway.ask(`/token/${second.token}`, { method: "DELETE" })).status).toBe(404);
  expect((await gateway.ask("/token", { method: "DELETE", token: other.token })).status).toBe(204);
  expect((await gateway.ask("/token", { method: "DELETE", token: other.token })).status).toBe(401);
});

test("an address gets ten tokens a minute, by whatever it shows", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, { config: { proxies: ["127.0.0.1"] } });
  const ask = async (address: string) => {
    const answer = await gateway.ask("/token", { method: "POST", headers: { "x-forwarded-for": address } });
    return [answer.status, answer.headers.get("retry-after")];
  };
  const answers = [];
  for (let n = 0; n < 11; n++) answers.push(await ask("2001:db8:1:2::1"));
  expect(answers).toEqual([...Array(10).fill([200, null]), [429, "6"]]);
  // The rest of the household's network counts with it, others do not.
  expect(await ask("2001:db8:1:2:ffff::1")).toEqual([429, "6"]);
  expect(await ask("2001:db8:1:3::1")).toEqual([200, null]);
  gateway.scheduler.now += 6_000;
  expect(await ask("2001:db8:1:2::1")).toEqual([200, null]);
});

test("where the keys of logins cannot be fetched, it is passing trouble and no wrong login", async () => {
  await using database = await createDatabase();
  const logins = {
    jwks: "https://keys.example.org/",
    clock: Date.now,
    fetch: () => Promise.reject(new Error("away")),
  };
  await using gateway = await startHttp(database, { identity: { logins } });
  const header = Buffer.from('{"alg":"ES256","kid":"a"}').toString("base64url");
  const answer = await gateway.ask("/token", { method: "POST", token: `${header}.e30.AAAA` });
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
});
