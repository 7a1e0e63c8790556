import fc from "fast-check";
import { expect, test } from "vitest";
import { messageStanza } from "../../../../src/gateway/mapping/message-stanza.ts";
import { SHOWS } from "../../../../src/gateway/mapping/objects.ts";
import { hearPresence, presenceStanza, readNewPresence } from "../../../../src/gateway/mapping/presence.ts";
import { typingStanza } from "../../../../src/gateway/mapping/signals.ts";
import { parseJid } from "../../../../src/xmpp/jid.ts";
import type { Element, Stanza } from "../../../../src/xmpp/stanza.ts";
import { contentOf, heard, ID, ME, messageOf, ROOM, SENDING, sent } from "./stanzas.ts";

/** What the room makes of a stanza: it comes back from the sender's occupant address. */
const NICK = `${ROOM}/Wren`;
function reflected(element: Element): Stanza {
  const stanza = sent(element);
  const from = parseJid(NICK) ?? expect.fail(NICK);
  return { ...stanza, from };
}

// The parser reads line ends as XML does, and a message of white space alone says nothing.
const words = fc.string({ unit: "binary", maxLength: 30 }).filter((text) => /[^\s\p{Cc}]/u.test(text));
const url = fc.webUrl({ validSchemes: ["https"], withQueryParameters: true, withFragments: true });
const attachment = fc.record(
  {
    url,
    name: fc.string({ maxLength: 20 }),
    mediaType: fc.constantFrom("image/png", "Text/Plain", "application/x.y+json"),
    size: fc.nat(),
  },
  { requiredKeys: ["url"] },
);
const fields = fc.record(
  {
    text: words,
    subject: words,
    language: fc.constantFrom("en", "de-AT", "zh-Hant-TW", "pt-br", "x-klingon"),
    attachments: fc.uniqueArray(attachment, { maxLength: 3, selector: (one) => new URL(one.url).href }),
    replace: fc.uuid(),
  },
  { requiredKeys: ["text"] },
);

test("what a browser says in plain text comes back from the room as it was sent", () => {
  fc.assert(
    fc.property(fields, (said) => {
      const { extensions: _, ...content } = contentOf(said);
      const back = messageOf(heard(reflected(messageStanza(SENDING, contentOf(said)))));
      expect(back).toEqual({
        ...content,
        id: ID,
        thread: "t1",
        sender: { id: NICK, objectType: "person", displayName: "Wren" },
      });
    }),
    { numRuns: 1000 },
  );
});

test("files without a word come back as files without a word", () => {
  const files = fc.uniqueArray(attachment, {
    minLength: 1,
    maxLength: 3,
    selector: (one) => new URL(one.url).href,
  });
  fc.assert(
    fc.property(files, (attachments) => {
      const content = contentOf({ attachments });
      const back = messageOf(heard(reflected(messageStanza(SENDING, content))));
      expect(back.attachments).toEqual(content.attachments);
      expect(back).not.toHaveProperty("text");
    }),
    { numRuns: 300 },
  );
});

test("presence comes back as it was shown", () => {
  const presence = fc.record(
    {
      available: fc.boolean(),
      show: fc.constantFrom(...SHOWS),
      status: fc.string({ unit: "binary", maxLength: 20 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(presence, (shown) => {
      const { value } = readNewPresence(shown);
      if (value === undefined) return expect.fail("refused");
      const stanza = reflected(presenceStanza({ from: ME, to: NICK }, value));
      expect(hearPresence(stanza, ROOM)).toEqual({ entity: NICK, ...value });
    }),
    { numRuns: 500 },
  );
});

test.each(["composing", "paused"] as const)("%s comes back as it was shown", (state) => {
  const [from, to] = [parseJid(ME), parseJid(ROOM)];
  if (from === undefined || to === undefined) return expect.fail();
  const stanza = reflected(typingStanza({ from, to, type: "groupchat", thread: "t1" }, state));
  expect(heard(stanza)).toEqual({ kind: "typing", typing: { thread: "t1", entity: NICK, state } });
});
