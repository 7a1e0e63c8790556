/** Slots for files, which the instance with the stream asks the XMPP server for; and what requests leave behind. */
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { answerUpload } from "../../../src/gateway/courier/errands.ts";
import { requestSweeps } from "../../../src/gateway/requests/index.ts";
import type { Json } from "../../../src/ledger/statement.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { BOT, type HttpUnderTest, type Issued, send, startHttp } from "../../support/gateway/http.ts";
import { ledgerOf } from "../../support/rooms/rooms.ts";

const FILE = { name: "plan.pdf", size: 12_345, mediaType: "application/pdf" };

/** Asks for a slot, and answers in place of the instance with the stream. */
async function asked(
  gateway: HttpUnderTest,
  database: TestDatabase,
  { token }: Pick<Issued, "token">,
  answer: Json,
  query = "",
  inForm = false,
) {
  const file = inForm ? { form: { ...FILE, size: `${FILE.size}` } } : { json: FILE };
  const asking = gateway.ask(`/upload${query}`, { token, ...file });
  for (;;) {
    const [errand] = await database.query<{ id: string; asked: unknown }>(
      "select id, asked from errand where answer is null",
    );
    if (errand === undefined) continue;
    expect(errand.asked).toEqual(FILE);
    await answerUpload(ledgerOf(database).db, errand.id, answer);
    break;
  }
  const answered = await asking;
  return [answered.status, await answered.json()];
}

test("a slot is asked for by the instance with the stream, and given to the browser", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const slot = {
    put: { url: "https://up.example/1", headers: { Authorization: "abc" } },
    url: "https://down.example/1",
  };
  expect(await asked(gateway, database, ann, slot)).toEqual([
    200,
    { ...slot, expires: expect.stringMatching(/Z$/) },
  ]);
  expect(await asked(gateway, database, ann, slot, "?compat=nereid")).toEqual([
    200,
    { ...slot, expires: expect.stringMatching(/\d$/) },
  ]);
  expect(gateway.looked.errands).toBe(2);
  expect(await database.query("select from errand")).toEqual([]);
  for (const [error, status] of [
    ["not-acceptable", 413],
    ["resource-constraint", 429],
    ["remote-server-timeout", 503],
    ["item-not-found", 403],
  ] as const) {
    expect(await asked(gateway, database, ann, { error })).toEqual([
      status,
      expect.objectContaining({ status }),
    ]);
  }
});

test("a form says what JSON does, also where that has numbers and truth values", async () => {
  await using database = await createDatabase();
  const shown: unknown[] = [];
  await using gateway = await startHttp(database, {
    people: { setPresence: async (_, availability) => void shown.push(availability) },
  });
  const { token } = await gateway.login("ann");
  for (const form of [
    { available: "true", show: "away", status: "7" },
    { available: "false", status: "true" },
  ]) {
    expect((await gateway.ask("/presence", { token, form })).status).toBe(204);
  }
  expect(shown).toEqual([
    { available: true, show: "away", status: "7" },
    { available: false, status: "true" },
  ]);
  for (const available of ["", "1", "True", "null"]) {
    const { status } = await gateway.ask("/presence", { token, form: { available } });
    expect([available, status]).toEqual([available, 400]);
  }
  expect((await asked(gateway, database, { token }, { error: "not-acceptable" }, "", true))[0]).toBe(413);
});

test("where nobody answers in ten seconds, it is passing trouble", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const asking = gateway.ask("/upload", { token: ann.token, json: FILE });
  const over = { yet: false };
  void asking.then(() => {
    over.yet = true;
  });
  while (!over.yet) {
    if (gateway.looked.errands > 0) gateway.scheduler.advance(1_000);
    await setImmediate();
  }
  expect((await asking).status).toBe(503);
});

test("only those whom http.upload allows may upload", async () => {
  await using database = await createDatabase();
  await using nobody = await startHttp(database, { config: { upload: "off" } });
  await using some = await startHttp(database, { config: { upload: "staff" } });
  const [ann, boss] = [await nobody.login("ann"), await nobody.login("boss", { role: "staff" })];
  expect((await nobody.ask("/upload", { token: boss.token, json: FILE })).status).toBe(403);
  expect((await some.ask("/upload", { token: ann.token, json: FILE })).status).toBe(403);
  // Past that: what is asked is looked at.
  expect((await some.ask("/upload", { token: boss.token, json: { ...FILE, size: 0 } })).status).toBe(400);
  expect((await some.ask("/upload", { token: boss.token, json: { ...FILE, name: "../x" } })).status).toBe(
    400,
  );
});

test("sent messages are forgotten a day later, unless they still wait; errands and passing stanzas after a minute", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  for (let n = 0; n < 4; n++) await send(gateway, ann, { members: [BOT], text: `${n}` });
  await database.query("update spoken set state = (array['done', 'failed', 'waiting', 'done'])[n]");
  await database.query("update spoken set spoken_at = spoken_at - interval '25 hours' where n < 4");
  await database.query(
    `insert into errand (id, domain, person_id, kind, asked, asked_at)
     select gen_random_uuid(), 'help.example.org', 1, 'typing', '{}', now() - n * interval '50 seconds' from generate_series(1, 2) as n`,
  );
  await database.query(
    "insert into passing (person_id, stanzas, at) select 1, '[]', now() - n * interval '50 seconds' from generate_series(1, 2) as n",
  );
  const { db } = ledgerOf(database);
  for (const { page } of requestSweeps()) while (await page(db));
  expect(await database.query("select n::integer, state from spoken order by n")).toEqual([
    { n: 3, state: "waiting" },
    { n: 4, state: "done" },
  ]);
  expect(await database.query("select count(*)::integer as left from errand")).toEqual([{ left: 1 }]);
  expect(await database.query("select count(*)::integer as left from passing")).toEqual([{ left: 1 }]);
});
