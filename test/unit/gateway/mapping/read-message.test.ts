import { describe, expect, test } from "vitest";
import { contentHash } from "../../../../src/gateway/mapping/content/content-hash.ts";
import {
  type NewMessage,
  plainText,
  readMessageForm,
  readNewMessage,
} from "../../../../src/gateway/mapping/read-message.ts";

const ID = "0f8fad5b-d9cb-469f-a165-70867728950e";

const read = (fields: object): NewMessage => {
  const { value, problems } = readNewMessage({ thread: "t1", text: "hi", ...fields });
  if (value === undefined) throw new Error(problems?.join("\n"));
  return value;
};
const content = (fields: object) => read(fields).content;
const problems = (json: unknown) => readNewMessage(json).problems;
const wrong = (fields: object) => problems({ thread: "t1", text: "hi", ...fields });

describe("a message that a browser sends", () => {
  test("is taken with every field that the server knows", () => {
    expect(
      readNewMessage({
        id: ID.toUpperCase(),
        thread: "t1",
        subject: "Delivery",
        text: "When?",
        type: "rst",
        language: "en-us",
        attachments: [
          { url: "https://up.example/a/b%20c.PDF", mediaType: "Application/PDF", size: 12 },
          { url: "https://up.example/x", name: "../../etc/notes.txt" },
        ],
      }),
    ).toEqual({
      value: {
        id: ID,
        destination: { thread: "t1" },
        content: {
          subject: "Delivery",
          text: "When?",
          type: "rst",
          language: "en-US",
          attachments: [
            {
              url: "https://up.example/a/b%20c.PDF",
              name: "b c.PDF",
              mediaType: "application/pdf",
              size: 12,
            },
            { url: "https://up.example/x", name: "notes.txt" },
          ],
          extensions: {},
        },
      },
    });
  });

  test("is plain without a type, and null is no value", () => {
    const nothing = { subject: null, type: null, language: null, attachments: null, id: null, members: null };
    expect(read(nothing)).toEqual({
      id: undefined,
      destination: { thread: "t1" },
      content: { text: "hi", type: "plain", attachments: [], extensions: {} },
    });
  });

  test("names a thread or else members, each once", () => {
    const members = ["Anna@EXAMPLE.org", "anna@example.org", "room@muc.example/Nick"];
    expect(readNewMessage({ members, thread: "", text: "hi" }).value?.destination).toEqual({
      members: ["anna@example.org", "room@muc.example/Nick"],
    });
    expect(read({ members }).destination).toEqual({ thread: "t1" });
    expect(problems({ text: "hi" })).toEqual(["thread: is missing, and so is members"]);
  });

  test("may be of attachments or a subject alone, and says something", () => {
    const url = "https://up.example/x";
    expect(readNewMessage({ thread: "t1", attachments: [{ url }] }).problems).toBeUndefined();
    expect(readNewMessage({ thread: "t1", subject: "S" }).problems).toBeUndefined();
    const silent = ["text: is missing or empty, and so are subject and attachments"];
    expect(problems({ thread: "t1" })).toEqual(silent);
    expect(problems({ thread: "t1", text: " \u0000\n" })).toEqual(silent);
    expect(problems({ thread: "t1", text: "<script>alert(1)</script>", type: "html" })).toEqual(silent);
  });

  test("has no characters that XML forbids", () => {
    expect(
      content({ text: "a\u0000b\ud800c\uffff", subject: "\u0001s", note: { "k\u0002": "v\u0000" } }),
    ).toEqual({
      text: "ab\ufffdc",
      subject: "s",
      type: "plain",
      attachments: [],
      extensions: { note: { k: "v" } },
    });
  });

  test.each([
    [{ id: "17" }, "id: must be a UUID"],
    [{ id: 17 }, "id: must be text"],
    [{ thread: 5 }, "thread: must be text"],
    [{ thread: "x".repeat(256) }, "thread: must have at most 255 characters"],
    [{ members: [] }, "members: must name somebody"],
    [{ members: ["anna@example.org", "@"] }, "members[1]: must be an address"],
    [{ text: ["hi"] }, "text: must be text"],
    [{ type: "markdown" }, "type: must be one of plain, html, rst"],
    [{ language: "the Queen's" }, "language: must be a language tag (RFC 5646), such as en-US"],
    [{ language: "de_AT" }, "language: must be a language tag (RFC 5646), such as en-US"],
    [{ replace: "m1" }, "replace: must be a UUID"],
    [{ attachments: {} }, "attachments: must be a list"],
    [{ attachments: ["x"] }, "attachments[0]: must be an object"],
    [{ attachments: Array(9).fill({ url: "https://a.example/" }) }, "attachments: must be at most 8"],
    [{ attachments: [{}] }, "attachments[0].url: must be text"],
    [
      { attachments: [{ url: "https://a.example/", size: -1 }] },
      "attachments[0].size: must be a whole number of bytes",
    ],
    [
      { attachments: [{ url: "https://a.example/", size: 1.5 }] },
      "attachments[0].size: must be a whole number of bytes",
    ],
    [
      { attachments: [{ url: "https://a.example/", mediaType: "png" }] },
      "attachments[0].mediaType: must be a media type, such as image/png",
    ],
  ])("is refused with a line that names the field: %j", (fields, line) => {
    expect(wrong(fields)).toEqual([line]);
  });

  test.each([
    "http://a.example/",
    "javascript:alert(1)",
    "//a.example/x",
    "https://user:secret@a.example/",
    "data:text/html,x",
    `https://a.example/${"x".repeat(2000)}`,
  ])("has only attachments at https addresses: not %s", (url) => {
    expect(wrong({ attachments: [{ url }] })).toEqual([
      "attachments[0].url: must be an https address without a user name, of at most 2000 characters",
    ]);
  });

  test("hides no file's kind behind a change of direction", () => {
    expect(
      content({ attachments: [{ url: "https://a.example/", name: "exe.\u202egpj" }] }).attachments,
    ).toEqual([{ url: "https://a.example/", name: "exe.gpj" }]);
  });

  test("is refused with all of its problems, at most ten lines, and none repeats what was sent", () => {
    expect(wrong({ id: "Mallory", type: "Mallory", language: "Mallory?" })).toHaveLength(3);
    const lines = wrong({ members: Array(40).fill("@Mallory@") }) ?? [];
    expect(lines).toHaveLength(10);
    expect(JSON.stringify([lines, wrong({ id: "Mallory", type: "Mallory" })])).not.toContain("Mallory");
  });

  test("has at most a thousand tags, as cleaning many takes long", () => {
    const html = (tags: number) => readNewMessage({ thread: "t1", type: "html", text: "<b>x".repeat(tags) });
    expect(html(1_000).problems).toBeUndefined();
    expect(html(1_001).problems).toEqual(["text: must have at most 1000 tags"]);
    expect(readNewMessage({ thread: "t1", text: "<".repeat(5_000) }).problems).toBeUndefined();
  });

  test.each([undefined, null, 5, "x", [], [{}]])("is an object, not %j", (json) => {
    expect(problems(json)).toEqual(["the message must be a JSON object"]);
  });
});

describe("unknown fields of a message", () => {
  test("are kept", () => {
    expect(content({ mood: "🙂", nested: { a: [1, null, { b: true }] } }).extensions).toEqual({
      mood: "🙂",
      nested: { a: [1, null, { b: true }] },
    });
  });

  test("do not pass for fields of the server's", () => {
    const forged = `{"thread":"t1","text":"hi","at":9,"sender":{"id":"bot"},"timestamp":"x","choices":[],"__proto__":{"a":1},
      "te\\u0000xt":"other","__pro\\u0001to__":1,"deep":{"__proto__":{"b":2},"at":3},"constructor":1}`;
    const { value } = readNewMessage(JSON.parse(forged));
    expect(value?.content).toEqual({
      text: "hi",
      type: "plain",
      attachments: [],
      extensions: { deep: { at: 3 }, constructor: 1 },
    });
    expect(Object.getPrototypeOf(value?.content.extensions.deep)).toBe(Object.prototype);
  });

  const nested = (levels: number): unknown => (levels === 0 ? 1 : { n: nested(levels - 1) });

  test("are at most eight levels deep", () => {
    expect(wrong({ n: nested(8) })).toBeUndefined();
    expect(wrong({ n: nested(9) })).toEqual(["unknown fields: must be at most 8 levels deep"]);
    expect(wrong({ n: JSON.parse("[".repeat(30_000) + "]".repeat(30_000)) })).toHaveLength(1);
  });

  test("take at most 16 KiB together, counted in bytes of JSON", () => {
    const frame = '{"a":"","b":""}'.length;
    const half = "é".repeat((16 * 1024 - frame - 1) / 4);
    expect(wrong({ a: half, b: half })).toBeUndefined();
    expect(wrong({ a: half, b: `${half}éé` })).toEqual(["unknown fields: must take at most 16 KiB together"]);
  });
});

describe("a message as form fields", () => {
  const form = (fields: Record<string, string>) => readMessageForm(new URLSearchParams(fields));

  test("is read like one of JSON", () => {
    expect(form({ thread_id: "t1", message: "<b>hi</b>", type: "html", id: ID }).value).toEqual({
      id: undefined,
      destination: { thread: "t1" },
      content: { text: "<b>hi</b>", type: "html", attachments: [], extensions: {} },
    });
  });

  test.each([
    [{ message: "hi" }, ["thread_id: is missing"]],
    [{ thread_id: "t1" }, ["message: is missing or empty"]],
    [{ thread_id: "t1", message: "hi", type: "x" }, ["type: must be one of plain, html, rst"]],
    [{ thread_id: "x".repeat(256), message: "hi" }, ["thread_id: must have at most 255 characters"]],
  ])("is refused in words of the form: %j", (fields, lines) => {
    expect(form(fields).problems).toEqual(lines);
  });
});

describe("a repeat of a message", () => {
  const hash = (fields: object) => contentHash(read(fields)).toString("hex");

  test("is known whatever the order of its fields", () => {
    const again = { x: { b: 2, a: 1 }, subject: "S", text: "hi", thread: "t1", id: ID };
    expect(hash({ subject: "S", x: { a: 1, b: 2 } })).toBe(hash(again));
    const to = (...members: string[]) =>
      contentHash({ ...read({}), destination: { members } }).toString("hex");
    expect(to("a@example.org", "b@example.org")).toBe(to("b@example.org", "a@example.org"));
  });

  test.each([
    { text: "ho" },
    { thread: "t2" },
    { type: "rst" },
    { language: "de" },
    { subject: "S" },
    { x: 1 },
    { attachments: [{ url: "https://a.example/" }] },
  ])("is another message with %j", (fields) => {
    expect(hash(fields)).not.toBe(hash({}));
  });
});

test("the plain text of HTML is its text, and that of reStructuredText its source", () => {
  expect(plainText(content({ type: "html", text: "<p>1 &lt; 2</p><p>yes</p>" }))).toBe("1 < 2\nyes");
  expect(plainText(content({ type: "rst", text: "**yes**" }))).toBe("**yes**");
});
