import { expect, test } from "vitest";
import { inboxKey } from "../../../../src/ledger/batch/inbox.ts";

const message = { from: "alice@example.org/phone", to: "bot@help.example.org", id: "1", body: "hello" };
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/;

test("is the same for the same message, and a UUID", () => {
  expect(inboxKey(message)).toBe(inboxKey({ ...message }));
  expect(inboxKey(message)).toMatch(UUID);
});

test.for([
  { from: "bob@example.org/phone" },
  { from: "alice@example.org/desk" },
  { to: "rooms@help.example.org" },
  { id: "2" },
  { body: "Hello" },
  { id: "1\0hello", body: "" },
])("is another one for a message that differs in %j", (difference) => {
  expect(inboxKey({ ...message, ...difference })).not.toBe(inboxKey(message));
});

test("is never the same for messages without an id", () => {
  const nameless = { ...message, id: undefined };
  expect(inboxKey(nameless)).not.toBe(inboxKey(nameless));
  expect(inboxKey(nameless)).toMatch(UUID);
});
