import { describe, expect, test } from "vitest";
import { readStamp, withDelay } from "../../../../../src/xmpp/xep/message/delay.ts";
import { element } from "../parse.ts";

describe("a stamp is read in the form of XEP-0082 and no other", () => {
  test.each([
    ["2002-09-10T23:08:25Z", Date.UTC(2002, 8, 10, 23, 8, 25)],
    ["2002-09-10T23:08:25.5Z", Date.UTC(2002, 8, 10, 23, 8, 25, 500)],
    ["2002-09-10T23:08:25.123456Z", Date.UTC(2002, 8, 10, 23, 8, 25, 123)],
    ["2002-09-11T01:08:25+02:00", Date.UTC(2002, 8, 10, 23, 8, 25)],
    ["20020910T23:08:25", undefined],
    ["2002-09-10T23:08:25", undefined],
    ["2002-09-10", undefined],
    ["2002-13-40T23:08:25Z", undefined],
    ["yesterday", undefined],
    ["", undefined],
  ])("%s", (stamp, at) => {
    expect(readStamp(element(`<delay xmlns="urn:xmpp:delay" stamp="${stamp}"/>`))).toBe(at);
  });

  test("a delay without a stamp is not read", () => {
    expect(readStamp(element(`<delay xmlns="urn:xmpp:delay"/>`))).toBeUndefined();
  });
});

describe("a stanza that waited says since when", () => {
  const since = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  const delay = `<delay xmlns="urn:xmpp:delay" from="help.example.org" stamp="2026-01-02T03:04:05.006Z"/>`;

  test.each([
    [
      "after its other children",
      `<message id="1"><body>a &lt;/b&gt;</body></message>`,
      `<message id="1"><body>a &lt;/b&gt;</body>${delay}</message>`,
    ],
    ["after text", `<message>a</message>`, `<message>a${delay}</message>`],
    [
      "in a stanza without children",
      `<presence id="1" to="a/b"/>`,
      `<presence id="1" to="a/b">${delay}</presence>`,
    ],
    ["in a stanza without anything", `<presence/>`, `<presence>${delay}</presence>`],
  ])("%s", (_, text, delayed) => {
    expect(withDelay(text, "help.example.org", since)).toBe(delayed);
  });

  test("the time of a stanza that waited is read back to the millisecond", () => {
    const back = element(withDelay(`<message><body>x</body></message>`, "a&b'\"<", since)).getChild("delay");
    expect(back && readStamp(back)).toBe(since);
    expect(back?.attrs.from).toBe("a&b'\"<");
  });
});
