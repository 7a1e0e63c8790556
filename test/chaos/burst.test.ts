/** More messages at once than Anteroom takes in. It stops reading, which also delays the confirmations of its replies, and carries on. */
import { expect, test } from "vitest";
import { isMessage } from "../support/people/people.ts";
import { BOT, newcomer, startHelpDesk } from "../support/rooms/help-desk.ts";

const PEOPLE = ["ann", "bob", "cid", "dora", "emil", "fred"];
/** Fewer than may wait for one person, but together more than are taken in before reading stops. */
const EACH = 900;

test("5400 messages at once are all answered, each person's in order", { timeout: 120_000 }, async () => {
  const desk = await startHelpDesk({ accounts: [] });
  const people = await Promise.all(PEOPLE.map((name) => newcomer(desk, name)));
  await Promise.all(people.map((person) => person.asks(BOT, "/new task")));
  await Promise.all(
    people.map((person) =>
      person.sendRaw(
        Array.from(
          { length: EACH },
          (_, n) => `<message to="${BOT}" type="chat" id="m${n}"><body>/unknown${n}</body></message>`,
        ).join(""),
      ),
    ),
  );
  for (const person of people) {
    for (let n = 0; n < EACH; n++) {
      const answer = await person.next(isMessage(BOT));
      expect(answer.getChildText("body")).toContain(`/unknown${n}`);
    }
  }
  for (const person of people) await person[Symbol.asyncDispose]();
});
