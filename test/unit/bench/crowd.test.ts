import { expect, test } from "vitest";
import { Crowd } from "../../../bench/load/crowd.ts";
import { attribute, openingTag, textOf } from "../../../bench/wire/splitter.ts";

const BOT = "bot@echo.localhost";

/** One person who has written one message; what was written, and what came of what is heard. */
function oneWaits() {
  const written: string[] = [];
  const outcomes: string[] = [];
  const crowd = new Crowd(1, "load.localhost", (xml) => written.push(xml));
  crowd.turnTo(BOT, (_, outcome) => outcomes.push(outcome));
  crowd.say(0, 0);
  const message = written[0] ?? "";
  const body = textOf(message, "body") ?? "";
  const to = attribute(openingTag(message), "from") ?? "";
  return { crowd, written, outcomes, body, to };
}

test("a chat message from the bot's address with the same text is a reply", () => {
  const { crowd, outcomes, body, to } = oneWaits();
  crowd.hear(`<message type='chat' from='${BOT}/anteroom' to='${to}'><body>${body}</body></message>`);
  expect(outcomes).toEqual(["replied"]);
  expect(crowd.oddities).toEqual({ errors: 0, wrong: 0, others: 0 });
});

test("a bounced message is not a reply, although it has the text", () => {
  const { crowd, outcomes, body, to } = oneWaits();
  crowd.hear(
    `<message type='error' from='${BOT}' to='${to}'><body>${body}</body><error type='wait'/></message>`,
  );
  expect(outcomes).toEqual(["refused"]);
  expect(crowd.oddities).toEqual({ errors: 1, wrong: 0, others: 0 });
});

test.each([
  [
    "from another address",
    (body: string, to: string) =>
      `<message type='chat' from='bot@echo.localhost.example' to='${to}'><body>${body}</body></message>`,
  ],
  [
    "with another text",
    (_: string, to: string) => `<message type='chat' from='${BOT}' to='${to}'><body>Hm?</body></message>`,
  ],
  [
    "of another type",
    (body: string, to: string) => `<message from='${BOT}' to='${to}'><body>${body}</body></message>`,
  ],
  [
    "to somebody else",
    (body: string) =>
      `<message type='chat' from='${BOT}' to='p7@load.localhost/im'><body>${body}</body></message>`,
  ],
])("a message %s is not a reply", (_, message) => {
  const { crowd, outcomes, body, to } = oneWaits();
  crowd.hear(message(body, to));
  expect(outcomes).toEqual([]);
  expect(crowd.oddities).toEqual({ errors: 0, wrong: 1, others: 0 });
});

test("a reply counts once", () => {
  const { crowd, outcomes, body, to } = oneWaits();
  const reply = `<message type='chat' from='${BOT}' to='${to}'><body>${body}</body></message>`;
  crowd.hear(reply);
  crowd.hear(reply);
  expect(outcomes).toEqual(["replied"]);
  expect(crowd.oddities.wrong).toBe(1);
});

test("presence and chat states are ignored, and requests are declined", () => {
  const { crowd, written, outcomes, to } = oneWaits();
  crowd.hear(`<presence from='${BOT}' to='${to}'/>`);
  crowd.hear(
    `<message type='chat' from='${BOT}' to='${to}'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>`,
  );
  crowd.hear(`<iq type='get' id='7' from='${BOT}' to='${to}'><query/></iq>`);
  expect(outcomes).toEqual([]);
  expect(crowd.oddities).toEqual({ errors: 0, wrong: 0, others: 3 });
  expect(written[1]).toMatch(
    /^<iq type="error" from="p0@load\.localhost\/im" to="bot@echo\.localhost" id="7">/,
  );
});
