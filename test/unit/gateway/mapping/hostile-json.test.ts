import fc from "fast-check";
import { expect, test } from "vitest";
import { contentHash } from "../../../../src/gateway/mapping/content/content-hash.ts";
import { deliveredMessage } from "../../../../src/gateway/mapping/delivered.ts";
import { messageStanza } from "../../../../src/gateway/mapping/message-stanza.ts";
import { message } from "../../../../src/gateway/mapping/objects.ts";
import { readNewPresence } from "../../../../src/gateway/mapping/presence.ts";
import {
  type Content,
  readMessageForm,
  readNewMessage,
} from "../../../../src/gateway/mapping/read-message.ts";
import { serialise } from "../../../../src/xmpp/out/serialise.ts";
import { xmlSafe } from "../../../../src/xmpp/out/text.ts";
import { element } from "../../xmpp/xep/parse.ts";

const SENDING = {
  from: "v-1@chat.example/web",
  to: "room@muc.example",
  type: "groupchat",
  id: "0f8fad5b-d9cb-469f-a165-70867728950e",
  thread: "t1",
} as const;

const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(
    "",
    "\u0000",
    "\ud800",
    "<b>x",
    "html",
    "en-US",
    "https://a.example/&",
    SENDING.id,
    "a@b.example",
  ),
);
const names = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("id", "thread", "members", "text", "type", "language", "subject") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("attachments", "url", "name", "size", "mediaType", "show", "available"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "__proto__",
      "constructor",
      "toString",
      "sender",
      "at",
      "choices",
      "te\u0000xt",
    ),
  },
  { weight: 1, arbitrary: texts },
);
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    texts,
    fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308, Number.POSITIVE_INFINITY),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(names, tie("value")), { maxLength: 5 }).map(ownFields),
  ),
}));

/** Like JSON.parse: `__proto__` is a field, and no prototype. */
function ownFields(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}

const objects = fc
  .tuple(fc.array(fc.tuple(names, json), { maxLength: 6 }), fc.boolean())
  .map(([fields, valid]) => ownFields(valid ? [...fields, ["thread", "t1"], ["text", "hi"]] : fields));

/** What has to hold of everything that is taken: it can be stored, sent, and is nobody else's. */
function isSound(content: Content): void {
  const stored = JSON.stringify(content);
  expect(stored).not.toMatch(/\\u0000|\\ud[89a-f]/);
  expect(xmlSafe(stored)).toBe(stored);
  expect(Object.getPrototypeOf(content.extensions)).toBe(Object.prototype);
  for (const name of ["__proto__", "sender", "at", "choices", "members", "text"]) {
    expect(Object.hasOwn(content.extensions, name)).toBe(false);
  }
  const { id, thread } = SENDING;
  const sender = { id: "v-1@chat.example", objectType: "person", displayName: "V" } as const;
  expect(message.safeParse(deliveredMessage({ id, thread, sender }, content)).error).toBeUndefined();
  element(serialise(messageStanza(SENDING, content), "chat.example"));
}

test("whatever JSON a browser sends is taken and sound, or refused with lines of our own", () => {
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: objects }, { weight: 1, arbitrary: json }), (sent) => {
      const { value, problems } = readNewMessage(sent);
      if (value === undefined) {
        expect(problems.length).toBeGreaterThan(0);
        for (const line of problems) expect(line).toMatch(/^[ -~]{10,120}$/);
      } else {
        isSound(value.content);
        expect(contentHash(value)).toHaveLength(32);
      }
      readNewPresence(sent);
    }),
    { numRuns: 20_000, interruptAfterTimeLimit: 1500 },
  );
});

test("whatever form a browser sends is taken and sound, or refused", () => {
  const fields = fc.dictionary(fc.constantFrom("thread_id", "message", "type", "id", "__proto__"), texts);
  fc.assert(
    fc.property(fields, (sent) => {
      const { value } = readMessageForm(new URLSearchParams(Object.entries(sent)));
      if (value !== undefined) isSound(value.content);
    }),
    { numRuns: 2000 },
  );
});
