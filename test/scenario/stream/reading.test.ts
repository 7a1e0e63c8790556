/** What comes in: characters, malformed and oversized stanzas, and what is no XML. Nothing of it ends the process. */
import { describe, expect, test } from "vitest";
import type { Stanza } from "../../../src/xmpp/stanza.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { startScriptedServer } from "../../support/servers/scripted-server.ts";
import { type StreamUnderTest, streamUnderTest } from "../../support/under-test/stream-under-test.ts";

const PING = xml("ping", { xmlns: "urn:xmpp:ping" });
const message = (body: string, attrs = "from='juliet@example.org/balcony' to='bot@help.example.org'") =>
  `<message type='chat' ${attrs}><body>${body}</body></message>`;

function bodiesAt(us: StreamUnderTest): Arrivals<string | null> {
  const bodies = new Arrivals<string | null>("the handler", String);
  us.host.router.on({ stanza: "message" }, (stanza: Stanza) =>
    bodies.take(stanza.element.getChildText("body")),
  );
  return bodies;
}

async function online() {
  const server = await startScriptedServer();
  const us = streamUnderTest(server);
  const bodies = bodiesAt(us);
  us.link.start();
  const peer = await server.online();
  await us.announced.next((what) => what === "online");
  return { server, us, peer, bodies };
}

describe("characters", () => {
  test("a character split between two packets stays whole", async () => {
    const { peer, bodies } = await online();
    const bytes = Buffer.from(message("a 😀 and ü"));
    for (const at of [1, 2, 3].map((n) => bytes.indexOf(Buffer.from("😀")) + n)) {
      // The first packet has a whole stanza before the split, so that we know when it was read.
      peer.send(Buffer.concat([Buffer.from(message("mark")), bytes.subarray(0, at)]));
      await bodies.next((body) => body === "mark");
      peer.send(bytes.subarray(at));
      await bodies.next((body) => body === "a 😀 and ü");
    }
  });

  test("characters that XML forbids are taken out of what is sent, and the stream lives", async () => {
    const { server, us, peer } = await online();
    const text = "a\u0000b\u0008c\u001fd\ufffee\ud800f\udc00g😀";
    const body = xml("body", {}, text);
    us.host.writer.send(
      xml("message", { from: "bot@help.example.org", to: "juliet@example.org", id: text }, body),
    );
    const received = await peer.expect("message");
    expect(received.getChildText("body")).toBe("abcde\ufffdf\ufffdg😀");
    expect(received.attrs.id).toBe("abcde\ufffdf\ufffdg😀");
    expect(server.complaints).toEqual([]);
  });
});

describe("stanzas that are wrong", () => {
  test("malformed addresses are dropped, and the stream lives", async () => {
    const { server, us, peer, bodies } = await online();
    for (const bad of [
      "@/x",
      "a@",
      "@b",
      "a@b@c",
      "",
      "a b@example.org",
      `${"x".repeat(2000)}@example.org`,
    ]) {
      peer.send(message("bad", `from='${bad}' to='bot@help.example.org'`));
      peer.send(message("bad", `from='juliet@example.org' to='${bad}'`));
      peer.send(
        `<iq type='get' id='1' from='${bad}' to='help.example.org'><ping xmlns='urn:xmpp:ping'/></iq>`,
      );
    }
    peer.send(message("none", ""));
    peer.send(message("good"));
    expect(await bodies.next()).toBe("good");
    expect(us.link.online).toBe(true);
    expect(server.connections).toBe(1);
  });

  test("a handler that throws is answered for, and the stream lives", async () => {
    const { server, us, peer } = await online();
    us.host.router.on({ stanza: "iq", payload: { xmlns: "urn:xmpp:ping" } }, () => {
      throw new Error("a fault");
    });
    const answer = await peer.ask(PING);
    expect(answer.attrs.type).toBe("error");
    expect(answer.getChild("error")?.getChild("internal-server-error")).toBeDefined();
    const line = await us.lines.next((line) => line.level === "error");
    expect(answer.getChild("error")?.getChildText("text")).toContain(String(line.reference));
    expect(server.connections).toBe(1);
  });

  test("a stanza for another domain is not answered", async () => {
    const { server, peer, bodies } = await online();
    peer.send("<iq type='get' id='1' from='a@example.org' to='other.example.org'><x xmlns='y'/></iq>");
    peer.send(message("good"));
    await bodies.next();
    await peer.ask(PING);
    expect(peer.received.all.filter((element) => element.attrs.id === "1")).toEqual([]);
    expect(server.complaints).toEqual([]);
  });
});

describe("a stanza over a limit", () => {
  const deep = (levels: number) => `${"<x>".repeat(levels)}${"</x>".repeat(levels)}`;
  const iq = (id: string, content: string) =>
    `<iq type='get' id='${id}' from='juliet@example.org/balcony' to='help.example.org'><query xmlns='urn:x'>${content}</query></iq>`;

  test.each([
    ["nested 8000 deep", deep(8000)],
    ["of a megabyte of text", "x".repeat(1_000_000)],
    ["of a megabyte of elements", "<x/>".repeat(250_000)],
    ["of a megabyte in one attribute", `<x y='${"z".repeat(1_000_000)}'/>`],
  ])("%s is answered without its content, and the next stanza is read", async (_, content) => {
    const { server, us, peer, bodies } = await online();
    peer.send(iq("big", content) + message("good"));
    const answer = await peer.expect((element) => element.attrs.id === "big");
    expect(answer.attrs).toMatchObject({ type: "error", to: "juliet@example.org/balcony" });
    expect(answer.getChild("error")?.getChild("policy-violation")).toBeDefined();
    expect(answer.getChild("query")).toBeUndefined();
    expect(await bodies.next()).toBe("good");
    expect(us.link.online).toBe(true);
    expect(server.connections).toBe(1);
  });

  test("whose start tag is too large cannot be answered, and is passed over", async () => {
    const { peer, bodies } = await online();
    peer.send(
      `<iq type='get' id='${"x".repeat(1_000_000)}' from='a@b' to='help.example.org'/>${message("good")}`,
    );
    expect(await bodies.next()).toBe("good");
  });

  test("is not answered where it is an answer itself, or presence", async () => {
    const { peer, bodies } = await online();
    for (const name of [
      "iq type='result' id='a'",
      "iq type='error' id='a'",
      "presence",
      "message type='error'",
    ]) {
      const end = name.split(" ")[0];
      peer.send(`<${name} from='a@example.org' to='bot@help.example.org'>${deep(100)}</${end}>`);
    }
    peer.send(message("good"));
    await bodies.next();
    await peer.ask(PING);
    expect(peer.received.all.map(({ name, attrs }) => [name, attrs.type])).toEqual([
      ["handshake", undefined],
      ["iq", "error"],
    ]);
  });
});

describe("bytes that are no XML end the stream, which is opened anew at once", () => {
  test.each([
    ["an entity that XML does not have", message("a&nbsp;b")],
    ["a reference to a forbidden character", message("a&#8;b")],
    ["a reference beyond Unicode", message("a&#x110000;b")],
    ["a reference without number", message("a&#;b")],
    ["end tags that do not match", "<message><body></message></body>"],
    ["an end tag that is missing", "<message><body>hello</message>"],
    ["an attribute without quotation marks", "<message from=juliet@example.org to='bot@help.example.org'/>"],
    ["text between stanzas", "HTTP/1.1 400 Bad Request\r\n\r\n"],
    ["a less-than sign in a tag", "<message <body/></message>"],
    ["a declaration of entities", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><message/>'],
    ["an entity that was not declared", message("&b;")],
    ["a comment", "<!-- hello -->"],
    ["a processing instruction", "<?php ?>"],
    ["an empty name", "< message/>"],
    ["a value without a name's equals sign", "<message 'x'/>"],
    ["a slash in a tag", "<message / x='y'/>"],
  ])("%s", async (_, bytes) => {
    const { server, us, peer, bodies } = await online();
    peer.send(bytes);
    await peer.closed;
    await us.lines.next((line) => line.msg.includes("next attempt in a moment"));
    expect(us.announced.all.at(-1)).toMatchObject({ kind: "not xml" });
    us.time.advance(0);
    const again = await server.online();
    await us.announced.next((what) => what === "online");
    again.send(message("good"));
    expect(await bodies.next()).toBe("good");
  });

  test("a server that goes on sending no XML is not asked without pause", async () => {
    const { server, us, peer } = await online();
    peer.send("garbage");
    await us.retry();
    const again = await server.online();
    await us.announced.next((what) => what === "online");
    again.send("garbage");
    await again.closed;
    await us.lines.next((line) => line.msg.includes("garbage") || line.msg.includes("next attempt in"));
    expect(us.time.nextIn).toBeGreaterThan(0);
  });

  test("and each time it happens, however soon after the last one", async () => {
    const { server, us, peer } = await online();
    let last = peer;
    for (let times = 0; times < 20; times++) {
      us.time.now += 1_000;
      last.send(times % 2 === 0 ? "garbage" : "<message><body>hello</message>");
      await us.lines.next((line) => line.msg.includes("next attempt in a moment"));
      us.time.advance(0);
      last = await server.online();
      await us.announced.next((what) => what === "online");
    }
  });

  test("unanswered requests fail", async () => {
    const { us, peer } = await online();
    const asked = us.host.iq.request("juliet@example.org/balcony", PING);
    await peer.expect("iq");
    peer.send("garbage");
    await expect(asked).rejects.toThrow("lost");
  });

  test("bytes after the end of the stream are not looked at", async () => {
    const { server, us, peer } = await online();
    peer.send("</stream:stream>garbage<");
    await us.retry("the server closed the stream");
    await server.online();
  });
});
