import { expect, test } from "vitest";
import { z } from "zod";
import * as objects from "../../../../src/gateway/mapping/objects.ts";
import { newPresence } from "../../../../src/gateway/mapping/presence.ts";
import { newMessage } from "../../../../src/gateway/mapping/read-message.ts";

test("the schemas of what is sent and of what is delivered can be written as JSON Schema", () => {
  const sent = z.toJSONSchema(z.object({ newMessage, newPresence }), { io: "input" });
  expect(Object.keys(sent.$defs ?? {}).sort()).toEqual(["NewAttachment", "NewMessage", "NewPresence"]);
  const delivered = z.toJSONSchema(objects.envelope);
  expect(Object.keys(delivered.$defs ?? {})).toEqual(
    expect.arrayContaining([
      "Message",
      "Actor",
      "Attachment",
      "Presence",
      "Room",
      "Line",
      "Typing",
      "Receipt",
    ]),
  );
  expect(JSON.stringify(sent)).toContain(`"enum":["plain","html","rst"]`);
});
