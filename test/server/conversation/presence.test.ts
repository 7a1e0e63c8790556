/** What a client on a real server finds out about the bot: presence, capabilities, discovery, simple questions. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { verification } from "../../../src/xmpp/xep/discovery/caps.ts";
import { isPresence, type Person } from "../../support/people/people.ts";
import {
  BOT,
  DOMAIN,
  EXAMPLES,
  type HelpDesk,
  newcomer,
  startHelpDesk,
} from "../../support/rooms/help-desk.ts";

let desk: HelpDesk;
beforeAll(async () => {
  desk = await startHelpDesk({ accounts: [], responders: EXAMPLES });
});
afterAll(() => desk[Symbol.asyncDispose]());

const INFO = "http://jabber.org/protocol/disco#info";
const FULL = `${BOT}/anteroom`;

async function info(person: Person, to: string, node?: string) {
  const answer = await person.query(to, "get", xml("query", { xmlns: INFO, node }));
  expect(answer.attrs).toMatchObject({ type: "result", from: to });
  const query = answer.getChild("query", INFO);
  return {
    identities: (query?.getChildren("identity") ?? []).map(({ attrs }) => attrs as Record<string, string>),
    features: (query?.getChildren("feature") ?? []).map(({ attrs }) => attrs.var ?? ""),
  };
}

/** The roster; whoever has not asked for it is not told of subscriptions (RFC 6121 §2.2). */
async function roster(person: Person): Promise<readonly Element[]> {
  const answer = await person.query(undefined, "get", xml("query", { xmlns: "jabber:iq:roster" }));
  return answer.getChild("query")?.getChildren("item") ?? [];
}

function condition(answer: Element): string | undefined {
  expect(answer.attrs.type).toBe("error");
  return answer
    .getChild("error")
    ?.children.flatMap((child) => (typeof child === "string" ? [] : [child.name]))
    .find((name) => name !== "text");
}

test("a person who subscribes gets presence with the right capabilities, and is asked back", async () => {
  await using alice = await newcomer(desk, "alice");
  expect(await roster(alice)).toEqual([]);
  await alice.subscribe(BOT);
  await alice.next(isPresence("subscribed", BOT));
  const presence = await alice.next(isPresence("available", FULL));
  const caps = presence.getChild("c", "http://jabber.org/protocol/caps");
  await alice.next(isPresence("subscribe", BOT));
  await alice.presence({ to: BOT, type: "subscribed" });

  const { node, ver } = caps?.attrs ?? {};
  const found = await info(alice, FULL, `${node}#${ver}`);
  expect(found.identities).toEqual([{ category: "client", type: "bot", name: "Anteroom" }]);
  const identities = [{ category: "client", type: "bot", name: "Anteroom" }];
  expect(verification({ identities, features: found.features })).toBe(ver);

  const item = (await roster(alice)).find(({ attrs }) => attrs.jid === BOT);
  expect(item?.attrs.subscription).toBe("both");

  // signed in anew, the client finds the bot present
  await alice.signOut();
  await using again = await newcomer(desk, "alice");
  await again.next(isPresence("available", FULL));
  await again.presence({ to: BOT, type: "unsubscribe" });
  await again.next(isPresence("unavailable", FULL));
});

test("an address that does not exist refuses a subscription", async () => {
  await using bob = await newcomer(desk, "bob");
  await roster(bob);
  await bob.subscribe(`nobody@${DOMAIN}`);
  await bob.next(isPresence("unsubscribed", `nobody@${DOMAIN}`));
});

test("discovery describes the domain, the bot and its full address, and lists only the bot", async () => {
  await using carol = await newcomer(desk, "carol");
  await carol.asks(BOT, "/new task");
  expect((await info(carol, DOMAIN)).identities).toEqual([
    { category: "component", type: "generic", name: "Anteroom" },
  ]);
  for (const address of [BOT, FULL]) {
    const { identities, features } = await info(carol, address);
    expect(identities).toEqual([{ category: "client", type: "bot", name: "Anteroom" }]);
    expect(features).toEqual(expect.arrayContaining([INFO, "urn:xmpp:receipts", "urn:xmpp:ping"]));
  }
  const items = xml("query", { xmlns: "http://jabber.org/protocol/disco#items" });
  const listed = (await carol.query(DOMAIN, "get", items)).getChild("query")?.getChildren("item");
  expect(listed?.map(({ attrs }) => attrs)).toEqual([{ jid: BOT, name: "Anteroom" }]);
  expect((await carol.query(BOT, "get", items)).getChild("query")?.children).toEqual([]);
});

test("the simple questions that clients ask are answered; any other is refused without an echo", async () => {
  await using dora = await newcomer(desk, "dora");
  for (const to of [DOMAIN, BOT, FULL]) {
    const ping = await dora.query(to, "get", xml("ping", { xmlns: "urn:xmpp:ping" }));
    expect(ping.attrs).toMatchObject({ type: "result", from: to });
    expect(ping.children).toEqual([]);
    const version = await dora.query(to, "get", xml("query", { xmlns: "jabber:iq:version" }));
    expect(version.getChild("query")?.getChildText("name")).toBe("Anteroom");
    const time = await dora.query(to, "get", xml("time", { xmlns: "urn:xmpp:time" }));
    expect(time.getChild("time")?.getChildText("utc")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const last = await dora.query(to, "get", xml("query", { xmlns: "jabber:iq:last" }));
    expect(last.getChild("query")?.attrs.seconds).toMatch(/^\d+$/);
  }
  const card = await dora.query(BOT, "get", xml("vCard", { xmlns: "vcard-temp" }));
  expect(card.getChild("vCard", "vcard-temp")?.getChildText("FN")).toBe("Anteroom");

  const secret = xml("query", { xmlns: "jabber:iq:private" }, xml("secret", {}, "hush"));
  const refused = await dora.query(BOT, "set", secret);
  expect(condition(refused)).toBe("service-unavailable");
  expect(String(refused)).not.toContain("hush");
  const nobody = await dora.query(`nobody@${DOMAIN}`, "get", xml("ping", { xmlns: "urn:xmpp:ping" }));
  expect(condition(nobody)).toBe("item-not-found");
});
