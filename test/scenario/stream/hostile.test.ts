/**
 * Thousands of generated inputs from a server that has gone mad, split anywhere: the process lives, the stream is
 * alive or opened anew, every answer comes from inside the domain, and errors are never answered.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { StanzaError } from "../../../src/errors.ts";
import { parseJid } from "../../../src/xmpp/jid.ts";
import { installPlugins } from "../../../src/xmpp/plugin.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { plugins } from "../../../src/xmpp/xep/index.ts";
import { type Peer, startScriptedServer } from "../../support/servers/scripted-server.ts";
import { streamUnderTest } from "../../support/under-test/stream-under-test.ts";

const escaped = (text: string) => text.replace(/[&<>'"]/g, (c) => `&#${c.charCodeAt(0)};`);

const OURS = [
  "help.example.org",
  "bot@help.example.org",
  "bot@help.example.org/anteroom",
  "nobody@help.example.org",
];

const jid = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("juliet@example.org/balcony", "juliet@example.org", "example.org", "a@b/c"),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(...OURS),
  },
  fc.constantFrom(
    "",
    "@",
    "/",
    "@/",
    "a@",
    "@b",
    "a@b@c",
    "a b@c",
    "other.example.org",
    "help.example.org.",
    "HELP.example.org",
    "x@help.example.org@evil.org",
  ),
  fc.constant(`${"long".repeat(800)}@example.org`),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);

const NAMESPACES = [
  "urn:xmpp:ping",
  "jabber:iq:version",
  "jabber:iq:last",
  "urn:xmpp:time",
  "vcard-temp",
  "http://jabber.org/protocol/disco#info",
  "http://jabber.org/protocol/disco#items",
  "http://jabber.org/protocol/commands",
  "jabber:x:data",
  "urn:xmpp:receipts",
  "urn:xmpp:carbons:2",
  "urn:xmpp:forward:0",
  "http://jabber.org/protocol/muc#user",
  "urn:ietf:params:xml:ns:xmpp-stanzas",
  "jabber:client",
  "",
];
const NAMES = [
  "query",
  "ping",
  "vCard",
  "time",
  "error",
  "body",
  "x",
  "item",
  "received",
  "command",
  "__proto__",
  "constructor",
  "toString",
];

const value = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 10 }),
  fc.constantFrom("get", "error", "\t\n", "-1", "NaN"),
);
const payload: fc.Memo<string> = fc.memo((depth) =>
  fc
    .record({
      name: fc.constantFrom(...NAMES),
      xmlns: fc.option(fc.constantFrom(...NAMESPACES)),
      attrs: fc.dictionary(fc.constantFrom("node", "type", "id", "from", "to", "code"), value, {
        maxKeys: 3,
      }),
      children:
        depth > 1 ? fc.array(fc.oneof(payload(), value.map(escaped)), { maxLength: 3 }) : fc.constant([]),
    })
    .map(({ name, xmlns, attrs, children }) => {
      const all = Object.entries(xmlns === null ? attrs : { ...attrs, xmlns });
      return `<${name}${all.map(([key, text]) => ` ${key}='${escaped(text)}'`).join("")}>${children.join("")}</${name}>`;
    }),
);

const missing = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 12, nil: undefined });

const anyStanza = fc
  .record({
    name: fc.constantFrom("message", "presence", "iq", "iq", "iq", "features", "handshake"),
    from: missing(jid),
    to: missing(jid),
    id: missing(fc.oneof(fc.constantFrom("", "1"), value)),
    type: missing(
      fc.constantFrom(
        "get",
        "set",
        "result",
        "error",
        "chat",
        "groupchat",
        "headline",
        "normal",
        "subscribe",
        "subscribed",
        "probe",
        "unavailable",
        "",
        "nonsense",
      ),
    ),
    lang: fc.option(fc.constantFrom("de", "", "x".repeat(500)), { nil: undefined }),
    children: fc.oneof(
      { weight: 9, arbitrary: fc.array(payload(4), { maxLength: 3 }).map((all) => all.join("")) },
      fc.constantFrom("<x>".repeat(200) + "</x>".repeat(200), "y".repeat(20_000), "<z/>".repeat(5_000)),
    ),
  })
  .map(({ name, children, lang, ...attrs }) => {
    const all = Object.entries({ ...attrs, "xml:lang": lang });
    const text = all.map(([key, text]) => (text === undefined ? "" : ` ${key}='${escaped(text)}'`)).join("");
    return `<${name}${text}>${children}</${name}>`;
  });

/** Right in everything but what it asks, so that it gets past the router. */
const question = fc
  .tuple(fc.constantFrom("get", "set"), fc.constantFrom(...OURS), payload(4))
  .map(
    ([type, to, child]) => `<iq type='${type}' id='1' from='juliet@example.org/x' to='${to}'>${child}</iq>`,
  );

const stanza = fc.oneof({ weight: 3, arbitrary: anyStanza }, question);

const broken = fc.constantFrom(
  "<",
  "<message",
  "</iq>",
  "&nbsp;",
  "<iq type='get' id=1/>",
  "<!--",
  "<message>&#0;</message>",
  "]]>",
  "<a></b>",
  "\u0000",
  "\ufffd",
  "<stream:error/>",
  "<?xml version='1.0'?>",
  "<message><![CDATA[",
  "</stream:stream>",
);

const SMALL = { depth: 64, size: 16 * 1024 };

async function madServer() {
  const server = await startScriptedServer();
  const us = streamUnderTest({ url: server.url, limits: SMALL });
  us.time.chance = 0;
  for (const [text, resource] of [["help.example.org"], ["bot@help.example.org", "anteroom"]] as const) {
    const jid = parseJid(text);
    if (jid === undefined) throw new Error(text);
    const address = { jid, name: text, identities: [], features: [], listed: true };
    us.host.addresses.add(resource === undefined ? address : { ...address, resource });
  }
  installPlugins(us.host, plugins);
  let count = 0;
  // A handler of each temper.
  us.host.router.on({ stanza: "message", to: { local: "bot" } }, (stanza) => {
    count++;
    if (count % 5 === 0) throw new Error("a fault");
    if (count % 5 === 1) throw new StanzaError("not-acceptable", { text: stanza.element.getText() });
    if (count % 5 === 2) return Promise.reject(new Error("a fault, later"));
    us.host.writer.send(xml("message", { from: stanza.to.full, to: stanza.from.full, id: stanza.id }));
    return undefined;
  });
  us.host.router.on({ stanza: "presence" }, () => Promise.reject(new StanzaError("forbidden")));
  us.link.start();
  return { server, us, peer: await server.online() };
}

/** Whether the stream is alive: a question that comes after everything else is answered. */
async function isAlive(peer: Peer): Promise<boolean> {
  try {
    const answer = await peer.ask(xml("ping", { xmlns: "urn:xmpp:ping" }));
    return answer.attrs.type === "result";
  } catch {
    return false;
  }
}

function sendInPieces(peer: Peer, text: string, cuts: readonly number[]): void {
  const bytes = Buffer.from(text);
  const at = [0, ...cuts.map((cut) => cut % bytes.length).toSorted((a, b) => a - b), bytes.length];
  for (let n = 0; n + 1 < at.length; n++) peer.send(bytes.subarray(at[n], at[n + 1]));
}

test("the stream lives and stays ours under hostile stanzas of all kinds", { timeout: 120_000 }, async () => {
  const { server, us, peer } = await madServer();
  await fc.assert(
    fc.asyncProperty(
      fc.array(stanza, { minLength: 1, maxLength: 30, size: "max" }),
      fc.array(fc.nat(), { maxLength: 10 }),
      async (all, cuts) => {
        sendInPieces(peer, all.join(" \n"), cuts);
        expect(await isAlive(peer)).toBe(true);
        expect(server.complaints).toEqual([]);
      },
    ),
    { numRuns: 400, endOnFailure: true },
  );
  expect(server.connections).toBe(1);
  const sent = peer.received.all.filter((element) => element.name === "iq");
  expect(sent.length).toBeGreaterThan(500);
  expect(us.lines.all.every((line) => !line.msg.includes("would have ended the stream"))).toBe(true);
});

test("the process lives under random bytes, and opens the next stream", {
  timeout: 120_000,
}, async () => {
  const { server, us, peer } = await madServer();
  let current = peer;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 5, arbitrary: stanza }, broken, fc.string({ unit: "binary" })), {
        minLength: 1,
        maxLength: 10,
      }),
      fc.array(fc.nat(), { maxLength: 10 }),
      async (all, cuts) => {
        sendInPieces(current, `${all.join("")} `, cuts);
        // What came may have left the stream inside a stanza that never ends: only its end tells that all was read.
        current.socket.end();
        await current.closed;
        await us.retry();
        current = await server.online();
        expect(await isAlive(current)).toBe(true);
        expect(server.complaints).toEqual([]);
      },
    ),
    { numRuns: 300, endOnFailure: true },
  );
  expect(us.lines.all.some((line) => line.msg.includes("not XML"))).toBe(true);
});
