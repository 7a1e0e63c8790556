import { describe, expect, test } from "vitest";
import { inboxKey } from "../../../../src/ledger/batch/inbox.ts";

const from = (resource: string, bare = "alice@example.org") => ({ bare, full: `${bare}/${resource}` });
const message = { from: from("phone"), to: "bot@help.example.org", id: "b7a0c2f1-55d3", body: "hello" };
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/;

test("the key of a message is the same for the same message, and a UUID", () => {
  expect(inboxKey(message)).toEqual(inboxKey({ ...message }));
  expect(inboxKey(message).key).toMatch(UUID);
});

test.for([
  { from: from("phone", "bob@example.org") },
  { to: "rooms@help.example.org" },
  { id: "b7a0c2f1-55d4" },
  { body: "Hello" },
  { id: "b7a0c2f1-55d3\0hello", body: "" },
])("the key is another one for a message that differs in %j", (difference) => {
  expect(inboxKey({ ...message, ...difference }).key).not.toBe(inboxKey(message).key);
});

test("a message without an id never has the key of another", () => {
  const nameless = { ...message, id: undefined };
  expect(inboxKey(nameless).key).not.toBe(inboxKey(nameless).key);
  expect(inboxKey(nameless).key).toMatch(UUID);
});

describe("the resource of the sender", () => {
  test("makes no difference where the id is random", () => {
    expect(inboxKey({ ...message, from: from("desk") })).toEqual(inboxKey(message));
    expect(inboxKey({ ...message, id: "123456789012" }).brief).toBe(false);
  });

  test("makes one where the id is a counter, which is recognised briefly", () => {
    const counted = { ...message, id: "12345678901" };
    expect(inboxKey({ ...counted, from: from("desk") }).key).not.toBe(inboxKey(counted).key);
    expect(inboxKey(counted).brief).toBe(true);
  });
});
