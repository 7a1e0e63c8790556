/**
 * Stanzas of every wrong form, as text: well-formed XML, and nothing else about them can be counted on. Generated from
 * a seed, so that a failure comes again.
 */
import fc from "fast-check";
import { xmlSafe } from "../../../src/xmpp/out/text.ts";

const escaped = (text: string) => xmlSafe(text).replace(/[&<>'"\r\n\t]/g, (c) => `&#${c.charCodeAt(0)};`);

const COMMANDS = [
  "/new",
  "/new task",
  "/new task x",
  "/new shake",
  "/new nothing",
  "/abort",
  "/back",
  "/replay",
  "/help",
];
const WORDS = [
  "/replay -1",
  "/replay 99999999999999999999",
  "/list",
  "/list lists",
  "/list people",
  "more",
  "help",
];
const ODD = [
  "/",
  "\\",
  "//",
  "/ new",
  "/\u0000",
  "/me",
  "\u202e/new task",
  "yes",
  "-",
  "2",
  "9e99",
  "30 February",
  "\n\n\n",
];
const LONG = ["x".repeat(9_000), "/new task ".repeat(500), "/".repeat(3_000), "\u{1f600}".repeat(2_000)];

const anyText = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...COMMANDS, ...WORDS, ...ODD) },
  { weight: 3, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(...LONG) },
);

const NAMESPACES = [
  "",
  "jabber:client",
  "jabber:component:accept",
  "jabber:iq:version",
  "jabber:x:conference",
  "jabber:x:data",
  "jabber:x:delay",
  "eu.siacs.conversations.axolotl",
  "http://jabber.org/protocol/chatstates",
  "http://jabber.org/protocol/commands",
  "http://jabber.org/protocol/disco#info",
  "http://jabber.org/protocol/disco#items",
  "http://jabber.org/protocol/muc#user",
  "http://jabber.org/protocol/nick",
  "urn:ietf:params:xml:ns:xmpp-stanzas",
  "urn:xmpp:carbons:2",
  "urn:xmpp:chat-markers:0",
  "urn:xmpp:delay",
  "urn:xmpp:eme:0",
  "urn:xmpp:fallback:0",
  "urn:xmpp:forward:0",
  "urn:xmpp:message-correct:0",
  "urn:xmpp:message-retract:1",
  "urn:xmpp:ping",
  "urn:xmpp:reactions:0",
  "urn:xmpp:receipts",
  "urn:xmpp:reply:0",
  "urn:xmpp:sid:0",
  "urn:xmpp:time",
  "vcard-temp",
];
const NAMES = [
  "body",
  "subject",
  "thread",
  "x",
  "c",
  "query",
  "delay",
  "error",
  "item",
  "received",
  "sent",
  "forwarded",
  "message",
  "request",
  "markable",
  "displayed",
  "replace",
  "retract",
  "reactions",
  "encrypted",
  "encryption",
  "fallback",
  "reply",
  "origin-id",
  "stanza-id",
  "composing",
  "active",
  "priority",
  "show",
  "status",
  "nick",
  "ping",
  "vCard",
  "time",
  "command",
  "__proto__",
  "constructor",
];
const ATTRIBUTES = [
  "id",
  "from",
  "to",
  "type",
  "stamp",
  "start",
  "end",
  "for",
  "node",
  "code",
  "by",
  "xml:lang",
  "parent",
];
const VALUES = [
  "",
  "error",
  "0",
  "-1",
  "1e400",
  "NaN",
  "2026-13-45T99:99:99Z",
  "2024-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "urn:xmpp:reply:0",
  "de",
  "x".repeat(5_000),
  "bot@help.localhost",
];

const attributes = fc.dictionary(
  fc.constantFrom(...ATTRIBUTES),
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...VALUES) }, anyText),
  { maxKeys: 3 },
);

function element(name: string, attrs: Readonly<Record<string, string>>, children: readonly string[]): string {
  const written = Object.entries(attrs).map(([key, value]) => ` ${key}='${escaped(value)}'`);
  return `<${name}${written.join("")}>${children.join("")}</${name}>`;
}

const payload: fc.Memo<string> = fc.memo((depth) =>
  fc
    .tuple(
      fc.constantFrom(...NAMES),
      fc.option(fc.constantFrom(...NAMESPACES), { freq: 4, nil: undefined }),
      attributes,
      depth > 1 ? fc.array(fc.oneof(payload(), anyText.map(escaped)), { maxLength: 3 }) : fc.constant([]),
    )
    .map(([name, xmlns, attrs, children]) =>
      element(name, xmlns === undefined ? attrs : { ...attrs, xmlns }, children),
    ),
);

const deep = fc.constantFrom("<x>".repeat(100) + "</x>".repeat(100), "<z/>".repeat(2_000));

/** Something to read in nearly every message, since all else ends early. */
const content = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(anyText, fc.array(payload(3), { maxLength: 3 })).map(said) },
  { weight: 3, arbitrary: fc.array(payload(4), { maxLength: 4 }).map((all) => all.join("")) },
  { weight: 1, arbitrary: deep },
);

function said([text, others]: readonly [string, readonly string[]]): string {
  return element("body", {}, [escaped(text)]) + others.join("");
}

const TYPES = {
  message: ["chat", "chat", "chat", "normal", "error", "groupchat", "headline", "", "nonsense"],
  presence: [
    "subscribe",
    "subscribed",
    "unsubscribe",
    "unsubscribed",
    "probe",
    "error",
    "unavailable",
    "nonsense",
  ],
  iq: ["get", "set", "get", "set", "result", "error", "", "nonsense"],
} as const;

export interface Hostile {
  readonly seed: number;
  readonly count: number;
  /** Whom they are said to come from; without any, nobody: the server will say who sent them. */
  readonly from?: readonly string[];
  readonly to: readonly string[];
}

/** So many stanzas. */
export function hostileStanzas({ seed, count, from, to }: Hostile): readonly string[] {
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 15, nil: undefined });
  const stanza = (name: keyof typeof TYPES) =>
    fc
      .record({
        from: from === undefined ? fc.constant(undefined) : optional(fc.constantFrom(...from)),
        to: optional(fc.constantFrom(...to)),
        id: optional(fc.oneof(fc.constantFrom("", "1", "same"), fc.uuid(), anyText)),
        type: optional(fc.constantFrom(...TYPES[name])),
        "xml:lang": fc.option(fc.constantFrom("de", "", "x".repeat(500), "../../etc"), { nil: undefined }),
        content:
          name === "message" ? content : fc.array(payload(4), { maxLength: 2 }).map((all) => all.join("")),
      })
      .map(({ content, ...attrs }) => {
        const given = Object.entries(attrs).flatMap(([key, value]) =>
          value === undefined ? [] : [[key, value]],
        );
        return element(name, Object.fromEntries(given), [content]);
      });
  const any = fc.oneof(
    { weight: 5, arbitrary: stanza("message") },
    { weight: 2, arbitrary: stanza("presence") },
    { weight: 3, arbitrary: stanza("iq") },
  );
  return fc.sample(any, { seed, numRuns: count });
}

/** Addresses that are none, or not who they seem. */
export const WRONG_ADDRESSES: readonly string[] = [
  "",
  "@",
  "/",
  "@/",
  "a@",
  "@b",
  "a@b@c",
  "a b@c",
  "a@b/",
  "example.org",
  "bot@example.org",
  "\u212a@example.org",
  "..",
  "a@..",
  `${"long".repeat(500)}@example.org`,
  "x@help.localhost@example.org",
];
