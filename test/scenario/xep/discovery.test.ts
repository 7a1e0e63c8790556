/** XEP-0030 and XEP-0115: what the component tells of itself. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { caps, NODE } from "../../../src/xmpp/xep/discovery/caps.ts";
import { BOT, DOMAIN, errorIn, ROOMS, startComponent } from "./component.ts";

const info = (node?: string) => xml("query", { xmlns: "http://jabber.org/protocol/disco#info", node });
const items = (node?: string) => xml("query", { xmlns: "http://jabber.org/protocol/disco#items", node });

function featuresIn(answer: Element): readonly (string | undefined)[] {
  return (answer.getChild("query")?.getChildren("feature") ?? []).map((feature) => feature.attrs.var);
}

const ON_ALL = [
  "http://jabber.org/protocol/caps",
  "http://jabber.org/protocol/disco#info",
  "http://jabber.org/protocol/disco#items",
  "jabber:iq:last",
  "jabber:iq:version",
  "urn:xmpp:ping",
  "urn:xmpp:sid:0",
  "urn:xmpp:time",
  "vcard-temp",
];

const ON_CHATS = [
  ...ON_ALL,
  "http://jabber.org/protocol/chatstates",
  "urn:xmpp:chat-markers:0",
  "urn:xmpp:message-correct:0",
  "urn:xmpp:receipts",
  "urn:xmpp:reply:0",
];

describe("disco#info tells the identity and the features of an entity", () => {
  test.each([
    ["the domain", DOMAIN, { category: "component", type: "generic", name: "Help" }, ON_ALL],
    [
      "the bot",
      BOT,
      { category: "client", type: "bot", name: "Helper & friends" },
      [...ON_CHATS, "urn:example:bot"],
    ],
    [
      "the bot's full JID",
      `${BOT}/anteroom`,
      { category: "client", type: "bot", name: "Helper & friends" },
      [...ON_CHATS, "urn:example:bot"],
    ],
    ["an address that nobody writes to", ROOMS, { category: "client", type: "bot" }, ON_ALL],
  ])("%s", async (_, jid, identity, features) => {
    await using component = await startComponent();
    const answer = await component.ask(jid, info());
    expect(answer.attrs).toMatchObject({ type: "result", from: jid, to: "juliet@example.org/balcony" });
    const query = answer.getChild("query", "http://jabber.org/protocol/disco#info");
    expect(query?.getChildren("identity").map(({ attrs }) => attrs)).toEqual([identity]);
    expect(featuresIn(answer)).toEqual([...features].sort());
  });

  test("every request that is announced is answered", async () => {
    await using component = await startComponent();
    const names: Readonly<Record<string, string>> = {
      "urn:xmpp:ping": "ping",
      "urn:xmpp:time": "time",
      "vcard-temp": "vCard",
      "jabber:iq:last": "query",
      "jabber:iq:version": "query",
      "http://jabber.org/protocol/disco#info": "query",
      "http://jabber.org/protocol/disco#items": "query",
    };
    for (const jid of [DOMAIN, BOT, `${BOT}/anteroom`, ROOMS]) {
      const announced = featuresIn(await component.ask(jid, info()));
      expect(announced).toEqual(expect.arrayContaining(Object.keys(names)));
      for (const [xmlns, name] of Object.entries(names)) {
        const answer = await component.ask(jid, xml(name, { xmlns }));
        expect([jid, xmlns, answer.attrs.type]).toEqual([jid, xmlns, "result"]);
      }
    }
  });

  test.each([
    ["of a node nobody knows", BOT, "no-such-node"],
    ["of capabilities we no longer have", BOT, `${NODE}#AAAAAAAAAAAAAAAAAAAAAAAAAAA=`],
    ["of a node of the domain", DOMAIN, "http://jabber.org/protocol/commands"],
  ])("a query %s gets item-not-found", async (_, jid, node) => {
    await using component = await startComponent();
    expect(errorIn(await component.ask(jid, info(node)))).toBe("cancel/item-not-found");
  });
});

describe("disco#items of the domain lists the listed addresses, and no people", () => {
  test("it lists the bot, and neither the domain itself, nor unlisted addresses, nor those that come and go", async () => {
    await using component = await startComponent();
    const answer = await component.ask(DOMAIN, items());
    const query = answer.getChild("query", "http://jabber.org/protocol/disco#items");
    expect(query?.getChildElements().map(String)).toEqual([
      `<item jid="${BOT}" name="Helper &amp; friends"/>`,
    ]);
  });

  test.each([BOT, `${BOT}/anteroom`, ROOMS])("it lists nothing for %s", async (jid) => {
    await using component = await startComponent();
    const answer = await component.ask(jid, items());
    expect(answer.getChild("query", "http://jabber.org/protocol/disco#items")?.children).toEqual([]);
  });

  test.each([DOMAIN, BOT])("a query for a node of %s gets item-not-found", async (jid) => {
    await using component = await startComponent();
    expect(errorIn(await component.ask(jid, items("n")))).toBe("cancel/item-not-found");
  });
});

describe("the commands of an address", () => {
  const COMMANDS = "http://jabber.org/protocol/commands";

  test.each([BOT, `${BOT}/anteroom`])("are listed at %s, with the address that was asked", async (jid) => {
    await using component = await startComponent();
    const query = (await component.ask(jid, items(COMMANDS))).getChild("query");
    expect(query?.attrs.node).toBe(COMMANDS);
    expect(query?.getChildElements().map(String)).toEqual([
      `<item jid="${jid}" node="task" name="Create a &lt;task&gt;"/>`,
      `<item jid="${jid}" node="shake" name="Shake hands"/>`,
    ]);
  });

  test("are each a command-node, which has no items", async () => {
    await using component = await startComponent();
    const list = (await component.ask(BOT, info(COMMANDS))).getChild("query");
    expect(list?.getChild("identity")?.attrs).toMatchObject({ category: "automation", type: "command-list" });
    const node = await component.ask(BOT, info("task"));
    expect(node.getChild("query")?.attrs.node).toBe("task");
    expect(node.getChild("query")?.getChild("identity")?.attrs).toEqual({
      category: "automation",
      type: "command-node",
      name: "Create a <task>",
    });
    expect(featuresIn(node)).toEqual([COMMANDS, "jabber:x:data"]);
    expect((await component.ask(BOT, items("task"))).getChild("query")?.children).toEqual([]);
  });

  test.each([ROOMS, DOMAIN])("are none at %s", async (jid) => {
    await using component = await startComponent();
    expect(errorIn(await component.ask(jid, items(COMMANDS)))).toBe("cancel/item-not-found");
    const execute = xml("command", { xmlns: COMMANDS, node: "task" });
    expect(errorIn(await component.ask(jid, execute, "set"))).toBe("cancel/service-unavailable");
  });

  test("are not executed for another address of ours", async () => {
    await using component = await startComponent();
    const execute = xml("command", { xmlns: COMMANDS, node: "task" });
    for (const from of [ROOMS, DOMAIN, `${BOT}/anteroom`, `nobody@${DOMAIN}/x`]) {
      const answer = await component.peer.ask(execute, { from, to: BOT, type: "set" });
      expect(errorIn(answer)).toBe("cancel/service-unavailable");
    }
  });

  test("are executed, with the error beside the defined condition where they cannot be", async () => {
    await using component = await startComponent();
    const execute = (attrs: Readonly<Record<string, string>>) =>
      component.ask(BOT, xml("command", { xmlns: COMMANDS, ...attrs }), "set");
    const done = await execute({ node: "task", sessionid: "", "xml:lang": "de" });
    expect(String(done.getChild("command"))).toBe(
      `<command xmlns="${COMMANDS}" node="task" sessionid="s" status="completed" xml:lang="de">` +
        '<note type="info">execute undefined</note></command>',
    );
    expect(errorIn(await execute({ node: "shake" }))).toBe("cancel/item-not-found");
    expect(errorIn(await execute({}))).toBe("modify/bad-request");
    const malformed = await execute({ node: "task", action: "jump" });
    expect(errorIn(malformed)).toBe("modify/bad-request");
    expect(malformed.getChild("error")?.getChild("malformed-action", COMMANDS)).toBeDefined();
  });
});

describe("the capabilities in presence", () => {
  test("are those that a client computes from the answer to the node they name", async () => {
    await using component = await startComponent();
    const { host } = component.us;
    const bot = [...host.addresses.all()].find(({ jid }) => jid.full === BOT);
    if (bot === undefined) throw new Error("the bot has no address");
    const c = caps(host, bot);
    expect(c.attrs).toMatchObject({ xmlns: "http://jabber.org/protocol/caps", hash: "sha-1" });
    expect(() => new URL(String(c.attrs.node))).not.toThrow();

    const node = `${c.attrs.node}#${c.attrs.ver}`;
    const answer = await component.ask(`${BOT}/anteroom`, info(node));
    expect(answer.getChild("query")?.attrs.node).toBe(node);
    const features = [...featuresIn(answer)].sort().map((feature) => `${feature}<`);
    const text = `client/bot//Helper & friends<${features.join("")}`;
    expect(c.attrs.ver).toBe(createHash("sha1").update(text).digest("base64"));
  });
});
