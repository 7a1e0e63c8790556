/** SIGKILL while an effect runs, and after it has run. */
import { expect, test } from "vitest";
import { holdCommits } from "../support/database/held-commits.ts";
import { isMessage, person } from "../support/people/people.ts";
import { isReceipt, sayAndAsk } from "../support/people/receipts.ts";
import { startGate } from "../support/process/gate.ts";
import { BOT, expireLease, GATED, rowsOf, saidBy, startHelpDesk } from "../support/rooms/help-desk.ts";

test("after kills during an effect and after it, the effect runs again with the same key and the conversation completes once", async () => {
  const gate = await startGate();
  const { server, database, anteroom } = await startHelpDesk({ responders: [GATED], env: gate.env });
  await using alice = await person(server, "alice");
  expect(await alice.asks(BOT, "/new work")).toBe("Which word?");
  const id = await sayAndAsk(alice, BOT, "stone");
  await alice.next(isReceipt(id));
  const first = await gate.knocks.next();
  await anteroom.kill();
  await expireLease(database);

  // it ran to its end, of which nothing is kept
  await anteroom.start();
  const second = await gate.knocks.next();
  const commits = await holdCommits(database);
  second.open();
  await commits.waiting();
  await anteroom.kill();
  await commits.terminate();
  await commits.release();
  expect(alice.received.filter(isMessage(BOT))).toHaveLength(1);
  await expireLease(database);

  await anteroom.start();
  const third = await gate.knocks.next();
  // meanwhile the conversation is still there
  expect(await alice.asks(BOT, "well?")).toContain("still working");
  third.open();
  expect(await alice.hears(BOT)).toBe("Worked on stone.");
  expect(first.key).toMatch(/^\S{16,}$/);
  expect([second, third].map(({ word, key }) => ({ word, key }))).toEqual([
    { word: first.word, key: first.key },
    { word: first.word, key: first.key },
  ]);
  expect(await saidBy(database, alice.bare)).toEqual(["/new work", "stone", "well?"]);

  // nothing is left that would run it once more
  expect(await database.query("select kind from timer")).toEqual([]);
  await rowsOf(database, "select 1 as one where not exists (select from outbox)");
  await anteroom.kill();
  await expireLease(database);
  await anteroom.start();
  expect(await alice.asks(BOT, "/replay")).toContain("Nothing is going on");
  expect(await database.query("select status from conversations")).toEqual([{ status: "complete" }]);
  expect(gate.knocks.all).toHaveLength(3);
  const told = alice.received.filter((element) => element.getChildText("body") === "Worked on stone.");
  expect(new Set(told.map((element) => element.attrs.id)).size).toBe(1);
});
