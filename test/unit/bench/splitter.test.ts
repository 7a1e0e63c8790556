import { expect, test } from "vitest";
import { attribute, openingTag, StanzaSplitter, textOf } from "../../../bench/wire/splitter.ts";

const STREAM =
  "<?xml version='1.0'?><stream:stream id='s1' from='load.localhost'><handshake/>" +
  "<message type='chat' from='a@b'><body>one &lt;two&gt;</body><x xmlns='y'><z/></x></message> " +
  "<iq type='get' id='7'/><message><body>three</body></message></stream:stream>";

const STANZAS = [
  "<handshake/>",
  "<message type='chat' from='a@b'><body>one &lt;two&gt;</body><x xmlns='y'><z/></x></message>",
  "<iq type='get' id='7'/>",
  "<message><body>three</body></message>",
];

test("stanzas are found no matter where the bytes are cut", () => {
  for (let cut = 0; cut < STREAM.length; cut++) {
    const headers: string[] = [];
    const stanzas: string[] = [];
    const splitter = new StanzaSplitter(
      (tag) => headers.push(tag),
      (xml) => stanzas.push(xml),
    );
    splitter.push(STREAM.slice(0, cut));
    splitter.push(STREAM.slice(cut));
    expect(headers).toEqual(["<stream:stream id='s1' from='load.localhost'>"]);
    expect(stanzas).toEqual(STANZAS);
  }
});

test("attributes and text are read literally", () => {
  const xml = `<message to="p1@load" from='a@b'><body>one &lt;two&gt;</body></message>`;
  const tag = openingTag(xml);
  expect([attribute(tag, "to"), attribute(tag, "from"), attribute(tag, "id")]).toEqual([
    "p1@load",
    "a@b",
    undefined,
  ]);
  expect(textOf(xml, "body")).toBe("one &lt;two&gt;");
  expect(textOf(xml, "subject")).toBeUndefined();
});
