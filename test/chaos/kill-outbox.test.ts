/** SIGKILL between the commit and the confirmation of the reply. */
import { expect, test } from "vitest";
import { holdCommits } from "../support/database/held-commits.ts";
import { isMessage, person } from "../support/people/people.ts";
import { stanzaId } from "../support/people/predicates.ts";
import { acknowledged, isReceipt, sayAndAsk } from "../support/people/receipts.ts";
import { BOT, expireLease, rowsOf, saidBy, startHelpDesk } from "../support/rooms/help-desk.ts";

const DELAY = "urn:xmpp:delay";

test("after a kill between commit and sending, every committed reply is delivered, late but in order", async () => {
  const { server, database, network, anteroom } = await startHelpDesk();
  await using alice = await person(server, "alice");
  expect(await alice.asks(BOT, "/new task")).toContain("title");
  await rowsOf(database, "select 1 as one where not exists (select from outbox)");

  network.hold("up");
  const ids = [await sayAndAsk(alice, BOT, "Doors"), await sayAndAsk(alice, BOT, "tomorrow")];
  const committed = await rowsOf<{ stanza: string }>(
    database,
    "select stanza from outbox where (select count(*) from outbox) = 2 order by id",
  );
  await anteroom.kill();
  // what was held never arrives
  network.cut();
  network.release();
  expect(ids.filter((id) => acknowledged(alice.received).has(id))).toEqual([]);

  await expireLease(database);
  await anteroom.start();
  const first = await alice.next(isMessage(BOT));
  const second = await alice.next(isMessage(BOT));
  expect([first, second].map((reply) => reply.attrs.id)).toEqual(
    committed.map(({ stanza }) => stanzaId(stanza)),
  );
  expect(first.getChildText("body")).toContain('"Doors" due');
  expect(second.getChildText("body")).toContain('Create "Doors"?');
  for (const reply of [first, second]) {
    expect(reply.getChild("delay", DELAY)?.attrs.from).toBe("help.localhost");
  }

  expect(await alice.asks(BOT, "yes")).toBe("Created.");
  expect(await saidBy(database, alice.bare)).toEqual(["/new task", "Doors", "tomorrow", "yes"]);
});

test("after a kill between sending and confirmation, the reply is repeated with the same id and the answer stays taken", async () => {
  const { server, database, network, anteroom } = await startHelpDesk();
  await using alice = await person(server, "alice");
  expect(await alice.asks(BOT, "/new task")).toContain("title");
  await rowsOf(database, "select 1 as one where not exists (select from outbox)");

  // the server's answers are lost from the moment when Anteroom has read the message
  const commits = await holdCommits(database);
  const id = await sayAndAsk(alice, BOT, "Doors");
  await commits.waiting();
  network.hold("down");
  await commits.release();
  await alice.next(isReceipt(id));
  const reply = await alice.next(isMessage(BOT));
  await anteroom.kill();
  // what was held never arrives
  network.cut();
  network.release();
  const kept = await database.query<{ stanza: string }>("select stanza from outbox");
  expect(kept.map(({ stanza }) => stanzaId(stanza))).toEqual([reply.attrs.id]);

  await expireLease(database);
  await anteroom.start();
  const repeat = await alice.next(isMessage(BOT));
  expect(repeat.attrs.id).toBe(reply.attrs.id);
  expect(repeat.getChildText("body")).toBe(reply.getChildText("body"));
  expect(repeat.getChild("delay", DELAY)).toBeDefined();
  expect(reply.getChild("delay", DELAY)).toBeUndefined();

  expect(await alice.asks(BOT, "tomorrow")).toContain('Create "Doors"?');
  expect(await saidBy(database, alice.bare)).toEqual(["/new task", "Doors", "tomorrow"]);
  // once confirmed, it is repeated no more
  await rowsOf(database, "select 1 as one where not exists (select from outbox)");
  await anteroom.stop();
  await anteroom.start();
  expect(await alice.asks(BOT, "/abort")).toContain('Stopped "task"');
});
