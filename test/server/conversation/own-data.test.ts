/** What people can do with what is stored of them, with an IM client on a real server. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { BOT, type HelpDesk, newcomer, startHelpDesk } from "../../support/rooms/help-desk.ts";

let desk: HelpDesk;
beforeAll(async () => {
  desk = await startHelpDesk({ accounts: [] });
});
afterAll(() => desk[Symbol.asyncDispose]());

const stored = (person: string) =>
  desk.database.query("select status from conversations where person = $1 order by started_at", [person]);

test("/export shows people all their own conversations, in messages that their server accepts", async () => {
  await using alice = await newcomer(desk, "alice");
  await using bob = await newcomer(desk, "bob");
  await bob.asks(BOT, "/new task Bob's");
  await alice.asks(BOT, "/new task Paint");
  await alice.asks(BOT, "/abort");
  await alice.asks(BOT, "/new shake Alice");
  const short = await alice.asks(BOT, "/export");
  expect(short).toMatch(/"task", aborted \(abort\), started [\d-]+ [\d:]+, last changed .*\ntitle: Paint\n/);
  expect(short).toMatch(/"shake", ongoing.*\nname: Alice\n[\d-]+\n[\d:]+ You: \/new shake Alice\n/);
  expect(short).toMatch(/What shall it be\?\n.*\n.*\n3\. a fist bump$/);
  expect(short).not.toContain("Bob");
  await desk.database.query(
    `insert into conversation_turn (conversation_id, seq, at, heard)
     select conversations.id, 100 + n, now(), '<message ' || n || '>'
     from conversations, generate_series(1, 5000) as n where person = $1 and status = 'ongoing'`,
    [alice.bare],
  );
  let all = await alice.asks(BOT, "/export");
  const parts = Number(/\(part 1 of (\d+); \/export 2 shows the next one\)/.exec(all)?.[1]);
  expect(parts).toBeGreaterThan(2);
  for (let part = 2; part <= parts; part++) all += await alice.asks(BOT, `/export ${part}`);
  for (let n = 1; n <= 5_000; n++) expect(all).toContain(`<message ${n}>\n`);
  expect(await alice.asks(BOT, "3")).toContain("Fist bump!");
});

test("/forget deletes a person's own conversations only, and has to be sent twice if one is ongoing", async () => {
  await using carol = await newcomer(desk, "carol");
  await using dora = await newcomer(desk, "dora");
  for (const one of [carol, dora]) {
    await one.asks(BOT, "/new task Paint");
    await one.asks(BOT, "/abort");
    await one.asks(BOT, "/new task Paint");
  }
  expect(await carol.asks(BOT, "/forget")).toContain("Send /forget again within 1 minute");
  expect(await stored(carol.bare)).toHaveLength(2);
  expect(await carol.asks(BOT, "/forget")).toBe("I have deleted all our conversations.");
  expect(await stored(carol.bare)).toEqual([]);
  expect(await carol.asks(BOT, "/export")).toBe("I keep nothing of our conversations.");
  expect(await carol.asks(BOT, "hello")).toContain("Hello! I am");
  expect(await stored(dora.bare)).toEqual([{ status: "aborted" }, { status: "ongoing" }]);
  expect(await dora.asks(BOT, "2031-05-04")).toContain('Create "Paint"?');
});
