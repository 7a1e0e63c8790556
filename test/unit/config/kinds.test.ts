import { describe, expect, test } from "vitest";
import * as kinds from "../../../src/config/kinds.ts";

const { duration, oneOf, span, wholeNumber, ...fixed } = kinds;
const { databaseUrl } = kinds;
const all = {
  ...fixed,
  duration: duration(),
  short: duration("1h"),
  span: span("1h"),
  oneOf: oneOf(["a", "b"]),
  wholeNumber: wholeNumber(50),
};
/** Kinds that take any map. */
const maps: readonly string[] = ["queues", "staff", "fields"];
/** An object with a key that only a parser of YAML or JSON makes. */
const parsed = (text: string): unknown => JSON.parse(text);

const accepted: readonly (readonly [keyof typeof all, unknown, unknown?])[] = [
  ["componentUrl", "xmpp://127.0.0.1:5347"],
  ["componentUrl", "xmpp://prosody_1:5347"],
  ["componentUrl", "xmpp://[::1]:5347"],
  ["subdomain", "help.localhost"],
  ["subdomain", "a-b.c1.example.org"],
  ["subdomain", "hilfe.bücher.example"],
  ["sharedSecret", " !~ all of ASCII"],
  ["sharedSecret", "gehèim-ß-秘密-😀"],
  ["localpart", "bot"],
  ["localpart", "ünïcode-bot"],
  ["resourcepart", "An/y@thing & more"],
  ["name", "Anteroom ☎"],
  ["databaseUrl", "postgres://u:p@h:5432/d?sslmode=require"],
  ["databaseUrl", "postgresql:///d?host=/run/postgresql"],
  ["databaseUrl", "postgresql://db.example.org/d?user=ann@corp&application_name=a%20b"],
  ["databaseUrl", "postgres://u:s%2Fe%23c%3Fr%25e%40t@h/d"],
  // No URL is ambiguous by these.
  ["databaseUrl", "postgres://u:s@e:c[r]et@h/d"],
  ["identifier", "anteroom_2"],
  ["flag", true],
  ["modules", []],
  ["oneOf", "a"],
  ["listenAddress", "127.0.0.1:9090", { host: "127.0.0.1", port: 9090 }],
  ["listenAddress", 19_443, { host: "127.0.0.1", port: 19_443 }],
  ["listenAddress", "8081", { host: "127.0.0.1", port: 8081 }],
  ["listenAddress", "[::]:0", { host: "::", port: 0 }],
  ["listenAddress", "localhost:65535", { host: "localhost", port: 65535 }],
  ["duration", "90s", 90_000],
  ["duration", "30m", 1_800_000],
  ["duration", "12h", 43_200_000],
  ["duration", "7d", 604_800_000],
  ["duration", "1.5h", 5_400_000],
  ["duration", "0", 0],
  ["duration", 0, 0],
  ["duration", "0s", 0],
  ["short", "60m", 3_600_000],
  ["span", "1s", 1_000],
  ["wholeNumber", 0],
  ["wholeNumber", 50],
  ["wholeNumber", "007", 7],
  ["serviceOrOff", "rooms.chat.example.net"],
  ["serviceOrOff", "räume.example"],
  ["queues", { default: { ready: 3, max: 7 } }, new Map([["default", { ready: 3, max: 7 }]])],
  [
    "queues",
    { "zweite Linie": { ready: 7, max: 7 }, default: {} },
    new Map([
      ["zweite Linie", { ready: 7, max: 7 }],
      ["default", { ready: 10, max: 100 }],
    ]),
  ],
  // What is not given makes way for what is.
  [
    "queues",
    { few: { max: 4 }, many: { ready: 300 }, ["😀".repeat(200)]: { ready: 0 }, default: { max: 0 } },
    new Map([
      ["few", { ready: 4, max: 4 }],
      ["many", { ready: 300, max: 300 }],
      ["😀".repeat(200), { ready: 0, max: 100 }],
      ["default", { ready: 0, max: 0 }],
    ]),
  ],
  [
    "queues",
    parsed('{"__proto__": {"ready": 1}}'),
    new Map([
      ["__proto__", { ready: 1, max: 100 }],
      ["default", { ready: 0, max: 0 }],
    ]),
  ],
  ["queues", {}, new Map([["default", { ready: 0, max: 0 }]])],
  [
    "staff",
    {
      "Eve@Example.ORG": ["default", "zweite Linie"],
      "Ünal@example.org": ["default"],
      "Weiß@example.org": ["default"],
    },
    new Map([
      ["eve@example.org", ["default", "zweite Linie"]],
      // In the spelling of servers, under which they come.
      ["ünal@example.org", ["default"]],
      ["weiss@example.org", ["default"]],
    ]),
  ],
  ["staff", {}, new Map()],
  [
    "fields",
    { "muc#roomconfig_lang": "de", a: true, b: false, c: 7, d: "" },
    new Map([
      ["muc#roomconfig_lang", "de"],
      ["a", "1"],
      ["b", "0"],
      ["c", "7"],
      ["d", ""],
    ]),
  ],
];

const refused: readonly (readonly [keyof typeof all, unknown])[] = [
  ...[
    "",
    "127.0.0.1:5347",
    "xmpp://127.0.0.1",
    "xmpp://h:0",
    "xmpp://h:65536",
    "xmpp://h:5347/",
    "xmpps://h:1",
  ].map((text) => ["componentUrl", text] as const),
  ...["xmpp://u@h:1", "xmpp://::1:5347", "xmpp://[1]:1", "xmpp://h:1\n", "xmpp://h h:1"].map(
    (text) => ["componentUrl", text] as const,
  ),
  ...[
    "",
    "localhost",
    "Help.example.org",
    "help..org",
    ".a.b",
    "a.b.",
    "-a.b",
    "a-.b",
    "a b.c",
    "bot@help.org",
  ].map((text) => ["subdomain", text] as const),
  ...["127.0.0.1", "a_b.c", `${"a".repeat(64)}.b`, `${"a.".repeat(150)}b`, "a.b/c", "a.b\u0000"].map(
    (text) => ["subdomain", text] as const,
  ),
  ...["", "\ud800", "tab\t", "line\n", "\u007f"].map((text) => ["sharedSecret", text] as const),
  ...["", "Bot", "a b", "a@b", "a/b", "<a>", '"', "a&b", "a'b", "a:b", "a\u0000", "ä".repeat(512)].map(
    (text) => ["localpart", text] as const,
  ),
  ...["", " a", "a ", "a\nb", "\u0007", "\ud800", "\u2028"].map((text) => ["resourcepart", text] as const),
  ...["", "a\nb", "x".repeat(101)].map((text) => ["name", text] as const),
  ...["", "mysql://h/d", "localhost/d", "postgres://", "postgres://h/a b", "postgres://h:port/d"].map(
    (text) => ["databaseUrl", text] as const,
  ),
  ...["", "Anteroom", "1a", "pg_x", "a-b", 'a"b', "a;drop", "x".repeat(64)].map(
    (text) => ["identifier", text] as const,
  ),
  ...["yes", "true", 1, null].map((value) => ["flag", value] as const),
  ...["a", [""], [1], [null], {}, ["a\0"]].map((value) => ["modules", value] as const),
  ...["c", "", "A"].map((text) => ["oneOf", text] as const),
  ...[
    ":9090",
    "65536",
    "9090.5",
    65536,
    -1,
    "h:",
    "h:x",
    "::1:9090",
    "[::1]",
    "h:65536",
    "h:-1",
    "a b:1",
  ].map((text) => ["listenAddress", text] as const),
  ...[
    "",
    "90",
    "90 s",
    "1.5.5h",
    "1.2345s",
    "-1s",
    "1w",
    "1S",
    "s",
    "∞",
    "99999999999999d",
    "3651d",
    90,
    0.5,
    true,
    [],
  ].map((value) => ["duration", value] as const),
  ["short", "61m"],
  ["span", "0"],
  ["span", "0s"],
  ["span", "61m"],
  ...[-1, 51, 1.5, "", "1e1", " 1", "\n7\n", "9".repeat(10), true, [1]].map(
    (value) => ["wholeNumber", value] as const,
  ),
  ...["", "on", "conference", "Rooms.example.org", "rooms@example.org", "10.0.0.1", "a b.c", false].map(
    (value) => ["serviceOrOff", value] as const,
  ),
  ...["default", ["default"], { "": {} }, { a: null }, { a: 7 }, { a: [] }, { ["q".repeat(201)]: {} }].map(
    (value) => ["queues", value] as const,
  ),
  ...[{ "a\nb": {} }, { a: { ready: -1 } }, { a: { max: 1.5 } }, { a: { ready: "many" } }].map(
    (value) => ["queues", value] as const,
  ),
  ["queues", { a: { ready: 5, max: 4 } }],
  ["queues", { a: { max: 10_001 } }],
  ...["eve", "example.org", "@example.org", "eve@", "eve@example.org/home", "e ve@example.org"].map(
    (address) => ["staff", { [address]: ["default"] }] as const,
  ),
  ...["default", [], [7], [""], { queues: ["default"] }, null].map(
    (value) => ["staff", { "eve@example.org": value }] as const,
  ),
  ...[null, {}, [], ["x"], "a\u0000b"].map((value) => ["fields", { a: value }] as const),
  ["fields", { "": 1 }],
];

/** Passwords as they were generated, and how they are to be written. */
const unencoded: readonly (readonly [string, string])[] = [
  ["postgres://u:se/cret@h/d", "/ as %2F"],
  ["postgres://u:12/34@h/d", "/ as %2F"],
  ["postgres://u:se#cret@h/d", "# as %23"],
  ["postgres://u:77#cret@h:5432/d", "# as %23"],
  ["postgres://u:se?cret@h/d", "? as %3F"],
  ["postgres://u:9?cret@h/d", "? as %3F"],
  ["postgres://u:se%cret@h/d", "% as %25"],
  ["postgres://u:cret%@h/d", "% as %25"],
  ["postgres://u:se cret@h/d", "a space as %20"],
  ["postgresql://u:a@b/c:d#e@h/d?sslmode=require", "@ as %40, / as %2F, : as %3A, # as %23"],
];

const text = (value: unknown) => JSON.stringify(value)?.slice(0, 60);

describe("kinds of settings", () => {
  test.each(accepted.map(([name, given, value]) => [name, text(given), given, value ?? given] as const))(
    "%s takes %s",
    (name, _, given, value) => {
      expect(all[name].schema.parse(given)).toEqual(value);
    },
  );

  test.each(refused.map(([name, given]) => [name, text(given), given] as const))(
    "%s refuses %s and says what it must be",
    (name, _, given) => {
      const { error } = all[name].schema.safeParse(given);
      for (const { message } of error?.issues ?? []) expect(message).toMatch(/^must (not )?[a-z]/);
      expect(error?.issues).not.toHaveLength(0);
      expect(error).toBeDefined();
    },
  );

  test.each(unencoded)("databaseUrl tells how to write the password of %s", (given, escapes) => {
    const { error } = databaseUrl.schema.safeParse(given);
    const [message = ""] = error?.issues.map((issue) => issue.message) ?? [];
    expect(message).toMatch(/^must be a URL such as/);
    expect(message.endsWith(`; percent-encode its password: ${escapes}`)).toBe(true);
    expect(message).not.toMatch(/cret|34@|77/);
  });

  test.each(Object.keys(all) as (keyof typeof all)[])(
    "%s refuses what is of another type altogether",
    (name) => {
      const maplike = maps.includes(name) ? [] : [{}];
      for (const given of [undefined, null, ...maplike, 7n, Number.NaN, [[]], new Date(0)]) {
        expect(all[name].schema.safeParse(given).success).toBe(false);
      }
    },
  );
});
