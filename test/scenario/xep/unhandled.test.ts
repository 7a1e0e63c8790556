/** RFC 6121 §8.5: what nobody takes is refused, once, without an echo; what must not be answered is not. */
import { describe, expect, test } from "vitest";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { BOT, DOMAIN, errorIn, startComponent } from "./component.ts";

const NOBODY = `nobody@${DOMAIN}`;
const SECRET = "s3cret-of-the-sender";

describe("a request that nobody takes", () => {
  const unknown = xml("query", { xmlns: "urn:example:unknown" }, SECRET);
  const roster = xml("query", { xmlns: "jabber:iq:roster" }, xml("item", { jid: SECRET }));
  const ping = xml("ping", { xmlns: "urn:xmpp:ping" }, SECRET);
  const disco = xml("query", { xmlns: "http://jabber.org/protocol/disco#info", node: SECRET });

  test.each<[string, Element, "get" | "set", string, string]>([
    ["of an unknown kind", unknown, "get", DOMAIN, "cancel/service-unavailable"],
    ["of an unknown kind", unknown, "set", BOT, "cancel/service-unavailable"],
    ["of an unknown kind", roster, "set", `${BOT}/anteroom`, "cancel/service-unavailable"],
    ["of a known kind that only can be got", ping, "set", BOT, "cancel/service-unavailable"],
    [
      "for a known name in another namespace",
      xml("ping", { xmlns: "urn:ping" }),
      "get",
      BOT,
      "cancel/service-unavailable",
    ],
    [
      "for another name in a known namespace",
      xml("pong", { xmlns: "urn:xmpp:ping" }),
      "get",
      BOT,
      "cancel/service-unavailable",
    ],
    ["for a resource that the bot does not have", ping, "get", `${BOT}/other`, "cancel/service-unavailable"],
    ["for a resource of the domain", disco, "get", `${DOMAIN}/other`, "cancel/service-unavailable"],
    ["for nobody", unknown, "get", NOBODY, "cancel/item-not-found"],
    ["for nobody", unknown, "set", `${NOBODY}/x`, "cancel/item-not-found"],
    ["for nobody, of a known kind", ping, "get", NOBODY, "cancel/item-not-found"],
    ["for nobody, of a known kind", disco, "get", NOBODY, "cancel/item-not-found"],
    [
      "for nobody, of a known kind",
      xml("vCard", { xmlns: "vcard-temp" }),
      "get",
      `${NOBODY}/x`,
      "cancel/item-not-found",
    ],
    ["for what does not exist in a node", disco, "get", BOT, "cancel/item-not-found"],
  ])("%s (%s, %s, %s) is refused without an echo", async (_, payload, type, to, error) => {
    await using component = await startComponent();
    const answer = await component.ask(to, payload, type);
    expect(errorIn(answer)).toBe(error);
    expect(answer.attrs).toMatchObject({ from: to, to: "juliet@example.org/balcony" });
    expect(answer.children).toHaveLength(1);
    expect(answer.toString()).not.toContain(SECRET);
  });

  test.each([
    ["large", xml("query", { xmlns: "urn:example:unknown" }, SECRET.repeat(10_000))],
    [
      "of many children",
      xml(
        "query",
        { xmlns: "urn:example:unknown" },
        ...Array.from({ length: 5_000 }, () => xml("x", { a: SECRET })),
      ),
    ],
    [
      "of a huge node",
      xml("query", { xmlns: "http://jabber.org/protocol/disco#info", node: SECRET.repeat(5_000) }),
    ],
  ])("%s is refused in a few bytes", async (_, payload) => {
    await using component = await startComponent();
    const answer = await component.ask(BOT, payload);
    expect(errorIn(answer)).toMatch(/^cancel\//);
    expect(answer.toString().length).toBeLessThan(500);
  });

  test.each([
    ["is refused in a malformed form", "<iq type='get' id='1' {}/>", "modify/bad-request"],
    [
      "is refused with two payloads",
      "<iq type='get' id='1' {}><ping xmlns='urn:xmpp:ping'/><ping xmlns='urn:xmpp:ping'/></iq>",
      "modify/bad-request",
    ],
    [
      "is refused with a type of its own",
      "<iq type='put' id='1' {}><ping xmlns='urn:xmpp:ping'/></iq>",
      "modify/bad-request",
    ],
  ])("%s", async (_, text, error) => {
    await using component = await startComponent();
    const answers = await component.answersTo(text.replace("{}", `from='juliet@example.org/b' to='${BOT}'`));
    expect(answers.map(errorIn)).toEqual([error]);
  });
});

describe("nothing answers", () => {
  const error = "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
  test.each([
    ["a result", `<iq type='result' id='1' {}/>`],
    ["a result with a payload", `<iq type='result' id='1' {}><ping xmlns='urn:xmpp:ping'/></iq>`],
    ["an error", `<iq type='error' id='1' {}><ping xmlns='urn:xmpp:ping'/>${error}</iq>`],
    ["an error that says nothing", `<iq type='error' id='1' {}/>`],
    ["a request without an id", `<iq type='get' {}><ping xmlns='urn:xmpp:ping'/></iq>`],
    ["a message that came back", `<message type='error' id='1' {}><body>x</body>${error}</message>`],
    ["a message of a room", `<message type='groupchat' id='1' {}><body>x</body></message>`],
    ["an announcement", `<message type='headline' id='1' {}><body>x</body></message>`],
    ["a receipt", `<message id='1' {}><received xmlns='urn:xmpp:receipts' id='2'/></message>`],
    [
      "a chat state",
      `<message type='chat' id='1' {}><gone xmlns='http://jabber.org/protocol/chatstates'/></message>`,
    ],
    [
      "a forged carbon",
      `<message type='chat' id='1' {}><body>x</body><sent xmlns='urn:xmpp:carbons:2'/></message>`,
    ],
  ])("%s, whether the address exists or not", async (_, text) => {
    await using component = await startComponent();
    for (const to of [NOBODY, BOT, DOMAIN]) {
      expect(await component.answersTo(text.replace("{}", `from='juliet@example.org/b' to='${to}'`))).toEqual(
        [],
      );
    }
  });

  test("a message from our own domain to an address that does not exist", async () => {
    await using component = await startComponent();
    const text = `<message type='chat' from='${BOT}' to='${NOBODY}' id='1'><body>x</body></message>`;
    expect(await component.answersTo(text)).toEqual([]);
  });
});

describe("a message that nobody reads comes back with its id and without its text", () => {
  test.each([
    ["to nobody", NOBODY, "chat", `<body>${SECRET}</body>`, "cancel/item-not-found"],
    ["to nobody's client", `${NOBODY}/x`, "normal", `<body>${SECRET}</body>`, "cancel/item-not-found"],
    [
      "to nobody, encrypted",
      NOBODY,
      "chat",
      `<openpgp xmlns='urn:xmpp:openpgp:0'>${SECRET}</openpgp>`,
      "cancel/item-not-found",
    ],
    ["to the domain", DOMAIN, "chat", `<body>${SECRET}</body>`, "cancel/service-unavailable"],
  ])("%s", async (_, to, type, children, error) => {
    await using component = await startComponent();
    const text = `<message type='${type}' from='juliet@example.org/b' to='${to}' id='m1'>${children}</message>`;
    const [answer, ...more] = await component.answersTo(text);
    if (answer === undefined) throw new Error("no answer");
    expect(more).toEqual([]);
    expect(answer.attrs).toMatchObject({ id: "m1", from: to, to: "juliet@example.org/b" });
    expect(errorIn(answer)).toBe(error);
    expect(answer.toString()).not.toContain(SECRET);
  });
});
