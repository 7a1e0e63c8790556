/** SIGKILL in the middle of a transaction: after the inbox row, before the commit is known. */
import { expect, test } from "vitest";
import { xml } from "../../src/xmpp/stanza.ts";
import { holdCommits } from "../support/database/held-commits.ts";
import { person } from "../support/people/people.ts";
import { stanzaId } from "../support/people/predicates.ts";
import { acknowledged, isReceipt, sayAndAsk } from "../support/people/receipts.ts";
import { BOT, expireLease, rowsOf, saidBy, startHelpDesk } from "../support/rooms/help-desk.ts";

test("after a kill between the inbox row and the commit, nothing was acknowledged and the message can be sent again", async () => {
  const { server, database, anteroom } = await startHelpDesk();
  await using alice = await person(server, "alice");
  expect(await alice.asks(BOT, "/new task")).toContain("title");

  const commits = await holdCommits(database);
  const id = await sayAndAsk(alice, BOT, "Doors");
  await commits.waiting();
  // a receipt that was sent would have come by now
  await alice.query(BOT, "get", xml("ping", { xmlns: "urn:xmpp:ping" }));
  await anteroom.kill();
  await commits.terminate();
  await commits.release();
  expect(acknowledged(alice.received).has(id)).toBe(false);
  expect(await saidBy(database, alice.bare)).toEqual(["/new task"]);

  await expireLease(database);
  await anteroom.start();
  await sayAndAsk(alice, BOT, "Doors", { id });
  expect(await alice.hears(BOT)).toContain('"Doors" due');
  await alice.next(isReceipt(id));
  expect(await alice.asks(BOT, "tomorrow")).toContain('Create "Doors"?');
  expect(await saidBy(database, alice.bare)).toEqual(["/new task", "Doors", "tomorrow"]);
});

test("after a kill during the commit, the reply is delivered and the message sent again is recognised", async () => {
  const { server, database, anteroom } = await startHelpDesk();
  await using alice = await person(server, "alice");
  expect(await alice.asks(BOT, "/new task")).toContain("title");
  // the reply above is confirmed
  await rowsOf(database, "select 1 as one where not exists (select from outbox)");

  const commits = await holdCommits(database);
  const id = await sayAndAsk(alice, BOT, "Doors");
  await commits.waiting();
  // a receipt that was sent would have come by now
  await alice.query(BOT, "get", xml("ping", { xmlns: "urn:xmpp:ping" }));
  await anteroom.kill();
  await commits.release();
  // all of the transaction had reached the server, which knows nothing of the kill
  const [row] = await rowsOf<{ stanza: string }>(database, "select stanza from outbox");
  expect(acknowledged(alice.received).has(id)).toBe(false);

  await expireLease(database);
  await anteroom.start();
  const reply = await alice.nextMessage(BOT);
  expect(reply.getChildText("body")).toContain('"Doors" due');
  expect(reply.attrs.id).toBe(stanzaId(row?.stanza ?? ""));
  expect(reply.getChild("delay", "urn:xmpp:delay")).toBeDefined();

  await sayAndAsk(alice, BOT, "Doors", { id });
  await alice.next(isReceipt(id));
  expect(await alice.asks(BOT, "tomorrow")).toContain('Create "Doors"?');
  expect(await saidBy(database, alice.bare)).toEqual(["/new task", "Doors", "tomorrow"]);
});
