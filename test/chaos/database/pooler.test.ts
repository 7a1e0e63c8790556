/** Anteroom reaches the database through a pooler in transaction mode, as with hosted ones, and works as without. */
import { expect, test } from "vitest";
import task from "../../../examples/responders/task.ts";
import { checkAgainst } from "../../../src/check/check.ts";
import { createRegistry } from "../../../src/conversations/index.ts";
import { startPooler } from "../../support/database/pooler.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { person } from "../../support/people/people.ts";
import { isReceipt, sayAndAsk } from "../../support/people/receipts.ts";
import { BOT, expireLease, saidBy, startHelpDesk } from "../../support/rooms/help-desk.ts";

test("a conversation through a pooler starts from an empty database and survives SIGKILL, and the log names the pooler once", async () => {
  const pooler = await startPooler(await createDatabase({ empty: true }));
  const { server, database, anteroom } = await startHelpDesk({ database: pooler.database });
  await using alice = await person(server, "alice");
  expect(await alice.asks(BOT, "/new task")).toContain("title");
  await anteroom.kill();
  await expireLease(database);
  await anteroom.start();
  const id = await sayAndAsk(alice, BOT, "Doors");
  await alice.next(isReceipt(id));
  expect(await alice.hears(BOT)).toContain('"Doors" due');
  expect(await alice.asks(BOT, "tomorrow")).toContain('Create "Doors"?');
  let report = "";
  const say = (text: string) => {
    report += text;
  };
  expect(await checkAgainst(createRegistry([task]), pooler.database, { json: false }, say)).toBe(0);
  expect(report).toContain("1 resumes");
  // the effect is a timer that is due at once, and nobody hears of it by NOTIFY
  expect(await alice.asks(BOT, "yes")).toContain("Created");
  expect(await saidBy(database, alice.bare)).toEqual(["/new task", "Doors", "tomorrow", "yes"]);
  await anteroom.stop();
  // one for each of the two processes
  expect(anteroom.log.filter(({ msg }) => msg.includes("through a pooler"))).toHaveLength(2);
  expect(anteroom.log.filter(({ level }) => String(level) !== "info")).toEqual([]);
});
