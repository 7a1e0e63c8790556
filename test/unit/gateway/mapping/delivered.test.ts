import { expect, test } from "vitest";
import { deliveredMessage } from "../../../../src/gateway/mapping/delivered.ts";
import { message } from "../../../../src/gateway/mapping/objects.ts";
import { contentOf, ID } from "./stanzas.ts";

const sender = { id: "anna@chat.example", objectType: "person", displayName: "Anna" } as const;
const posted = { id: ID, thread: "t1", sender };

test("a delivered message has what its sender wrote, unknown fields too, and the server's sender", () => {
  const forged = {
    text: "**hi**",
    type: "rst",
    mood: "🙂",
    sender: { id: "bot@chat.example" },
    choices: [1],
    at: 1,
  };
  const delivered = deliveredMessage(posted, contentOf(forged));
  expect(delivered).toEqual({
    id: ID,
    thread: "t1",
    text: "**hi**",
    type: "rst",
    mood: "🙂",
    attachments: [],
    sender,
  });
  expect(message.safeParse(delivered).success).toBe(true);
});

test("a message of the bot's has its choices", () => {
  const choices = [{ value: "y", label: "Yes" }];
  expect(deliveredMessage({ ...posted, choices }, contentOf({ text: "Sure?" })).choices).toEqual(choices);
  expect(deliveredMessage({ ...posted, choices: [] }, contentOf({ text: "So." }))).not.toHaveProperty(
    "choices",
  );
});
