/** An account with an automatic answer, on a real server. */
import { expect, test } from "vitest";
import { xml } from "../../../src/xmpp/stanza.ts";
import { BOT, newcomer, startHelpDesk } from "../../support/rooms/help-desk.ts";

test("an account that answers every message at once soon gets no answers, and others still do", async () => {
  const desk = await startHelpDesk({ accounts: [] });
  await using away = await newcomer(desk, "away");
  await using alice = await newcomer(desk, "alice");
  let rounds = 0;
  let heard = "";
  while (!heard.startsWith("Your messages come faster")) {
    await away.send(
      xml(
        "message",
        { to: BOT, type: "chat", id: `r${rounds}` },
        xml("body", {}, `I am away, and have said so ${rounds} times.`),
        xml("request", { xmlns: "urn:xmpp:receipts" }),
      ),
    );
    rounds++;
    heard = (await away.next((element) => element.getChild("body") !== undefined)).getChildText("body") ?? "";
  }
  expect(rounds).toBeLessThan(60);
  await away.say(BOT, "I am away.");
  expect(await alice.asks(BOT, "/abort")).toBe("Nothing is going on at the moment.");
  const kept = await desk.database.query(
    "select count(*)::int as messages from inbox join person on person.id = person_id where address like 'away@%'",
  );
  expect(kept).toEqual([{ messages: expect.any(Number) }]);
  expect(Number(kept[0]?.messages)).toBeLessThan(60);
});
