import { describe, expect, it } from "vitest";
import { file } from "../../../../src/conversations/answers/index.ts";

const hearing = { now: 0, lang: null };
const read = (said: string, kind = file()) => kind.parse(said, hearing);

describe("file", () => {
  it.each([
    ["https://up.example.org/a1b2/photo.jpg", "photo.jpg", "image/jpeg"],
    [" <https://up.example.org/a1b2/photo.JPG>\n", "photo.JPG", "image/jpeg"],
    ["https://up.example.org/a/My%20CV%20%C3%A4.pdf?sig=x%2Fy#p", "My CV ä.pdf", "application/pdf"],
    ["https://up.example.org/a/%E0%A4%A.txt", "%E0%A4%A.txt", "text/plain"],
    ["https://up.example.org/a/README", "README", undefined],
    ["https://up.example.org/a/..%2F..%2Fetc%5Cpasswd", "passwd", undefined],
    ["https://up.example.org/a/%E2%80%AEgpj.exe%00", "gpj.exe", undefined],
  ])("knows of %j what its URL tells", (said, name, type) => {
    const url = said.trim().replace(/[<>]/g, "");
    const value = { url, name, ...(type === undefined ? {} : { type }) };
    expect(read(said)).toEqual({ ok: true, value });
    expect(file().toJson(value)).toEqual({ url, name });
    expect(file().fromJson({ url, name })).toEqual({ ok: true, value });
    expect(file().toForm(value)).toEqual([url]);
  });

  it.each([
    ["", "I need a file here. Send it, or a link to it that begins with https://."],
    ["my file", "I need a file here"],
    ["https://up.example.org", "I need a file here"],
    ["https://up.example.org/folder/", "I need a file here"],
    ["https://up.example.org/a/%2E%2E%2F..", "I need a file here"],
    ["https://ann:secret@up.example.org/a.png", "I need a file here"],
    ["look: https://up.example.org/a.png", "I need a file here"],
    ["file:///etc/passwd", "I need a file here"],
    ["data:text/plain,hi", "I need a file here"],
    ["geo:1,2", "I need a file here"],
    [`https://up.example.org/${"a".repeat(5_000)}`, "I need a file here"],
    [
      "aesgcm://up.example.org/a.png#00ff",
      "That file is encrypted, and I do not have the key. Please switch encryption off for this chat and send it again.",
    ],
    ["http://up.example.org/a.png", "That link is not secure. I need one that begins with https://."],
  ])("says why it refuses %.60j", (said, reason) => {
    expect(read(said)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  it("takes only the kinds of files that are wanted", () => {
    const kind = file().types("image/*", "application/pdf", ".DWG");
    for (const name of ["a.png", "a.PDF", "a.dwg"])
      expect(read(`https://up.example.org/${name}`, kind)).toMatchObject({ ok: true });
    for (const name of ["a.mp4", "a", "png", "a.png.exe"])
      expect(read(`https://up.example.org/${name}`, kind)).toEqual({
        ok: false,
        reason: "I cannot take that kind of file, only pictures, .pdf or .dwg.",
      });
    expect(() => file().types("image/x-of-no-name")).toThrow("no file name is known");
    expect(() => file().types("*/*")).toThrow("no file name is known");
  });

  it.each([
    ["song.mp3", "audio/mpeg"],
    ["memo.opus", "audio/opus"],
    ["memo.ogg", "audio/ogg"],
    ["memo.m4a", "audio/mp4"],
    ["clip.mov", "video/quicktime"],
    ["clip.mp4", "video/mp4"],
    ["letter.odt", "application/vnd.oasis.opendocument.text"],
    ["card.vcf", "text/vcard"],
    ["plan.dwg", "image/vnd.dwg"],
  ])("knows %s as %s, and asks for it by the ending that people know", (name, type) => {
    const kind = file().types(type);
    expect(read(`https://up.example.org/${name}`, kind)).toMatchObject({ ok: true, value: { type } });
    expect(read("https://up.example.org/a.exe", kind)).toMatchObject({
      reason: `I cannot take that kind of file, only ${name.replace(/^.*\./, ".")}.`,
    });
  });

  it("takes nothing for a file's kind that is only an ending, and no kind whose endings are another's", () => {
    expect(read("https://up.example.org/pdf", file())).toMatchObject({ value: { name: "pdf" } });
    expect(read("https://up.example.org/pdf", file().types("application/pdf"))).toMatchObject({ ok: false });
    expect(read("https://up.example.org/a.exe", file().types("application/*"))).toMatchObject({ ok: false });
    expect(() => file().types("text/x-vcard")).toThrow("no file name is known");
  });

  it("takes only files from the hosts that are wanted", () => {
    const kind = file().hosts("Up.example.org", "localhost:5443");
    expect(read("https://UP.example.org/a.png", kind)).toMatchObject({ ok: true });
    expect(read("https://localhost:5443/a.png", kind)).toMatchObject({ ok: true });
    for (const host of ["example.org", "up.example.org:8443", "up.example.org.evil.example"])
      expect(read(`https://${host}/a.png`, kind)).toEqual({
        ok: false,
        reason: "I can only take files from up.example.org or localhost:5443.",
      });
  });

  it("takes links without encryption where that is allowed, but never other schemes", () => {
    expect(read("http://up.example.org/a.png", file().insecure())).toMatchObject({ ok: true });
    expect(read("ftp://up.example.org/a.png", file().insecure())).toMatchObject({ ok: false });
  });

  it("keeps the name that a responder gave, but no stored name that leads elsewhere", () => {
    const url = "https://up.example.org/a1b2";
    const kind = file().types("application/pdf");
    const value = { url, name: "Invoice.pdf", type: "application/pdf" };
    expect(kind.fromJson(kind.toJson(value))).toEqual({ ok: true, value });
    for (const json of [
      { url },
      { url, name: "" },
      { url, name: "../a.pdf" },
      { url, name: "a.png" },
      { url: "http://up.example.org/a.pdf", name: "a.pdf" },
      { url: 5, name: "a.pdf" },
      [url],
      url,
      null,
    ])
      expect(kind.fromJson(json)).toMatchObject({ ok: false });
  });

  it("asks a form for a URL", () => {
    expect(file().field).toEqual({ type: "text-single", datatype: "xs:anyURI" });
  });
});
