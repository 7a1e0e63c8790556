import { describe, expect, test } from "vitest";
import { fileSharing, readFileSharing } from "../../../../../src/xmpp/xep/message/file-sharing.ts";
import { outOfBand, readOutOfBand } from "../../../../../src/xmpp/xep/message/oob.ts";
import { message } from "../parse.ts";

const URL_DATA = `xmlns="http://jabber.org/protocol/url-data"`;
const sharing = (file: string, sources: string) =>
  message(`<file-sharing xmlns="urn:xmpp:sfs:0"><file xmlns="urn:xmpp:file:metadata:0">${file}</file>
    <sources>${sources}</sources></file-sharing>`).element;

describe("files (XEP-0447) are read", () => {
  test("as they were written", () => {
    const files = [
      { url: "https://a.example/?x=1&y=<2>", name: "a & b.png", mediaType: "image/png", size: 12 },
      { url: "https://a.example/b", name: undefined, mediaType: undefined, size: undefined },
    ];
    const { element } = message(files.map((file, index) => String(fileSharing(file, `f${index}`))).join(""));
    expect(readFileSharing(element)).toEqual(files);
  });

  test("at the first address, and not at all without one", () => {
    const one = `<url-data ${URL_DATA} target="https://a.example/1"/>`;
    expect(
      readFileSharing(sharing("", `${one}<url-data ${URL_DATA} target="https://a.example/2"/>`)),
    ).toMatchObject([{ url: "https://a.example/1" }]);
    expect(readFileSharing(sharing("<name>x</name>", ""))).toEqual([]);
    expect(readFileSharing(message("<body>x</body>").element)).toEqual([]);
  });

  test.each(["-1", "1.5", "many", "9".repeat(16)])("without a size that is none: %s", (size) => {
    const [file] = readFileSharing(
      sharing(`<size>${size}</size>`, `<url-data ${URL_DATA} target="https://a.example/"/>`),
    );
    expect(file?.size).toBeUndefined();
  });
});

test("addresses (XEP-0066) are read as they were written, and none that are empty", () => {
  const url = "https://a.example/?x=1&y=2";
  const { element } = message(
    `${outOfBand(url)}<x xmlns="jabber:x:oob"/><x xmlns="jabber:x:oob"><url> </url></x>`,
  );
  expect(readOutOfBand(element)).toEqual([url]);
});
