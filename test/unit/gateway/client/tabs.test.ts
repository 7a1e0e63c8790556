import { describe, expect, test } from "vitest";
import { FakeOrigin, FakeStorage, FakeTab, settled, type TabOptions } from "./fake-browser.ts";

const HOUR = 3_600_000;

/** A leader, and tabs that follow. */
async function tabsOf(count: number, options: TabOptions = {}) {
  const origin = new FakeOrigin();
  const tabs: FakeTab[] = [];
  for (let n = 0; n < count; n++) tabs.push(await new FakeTab(origin, options).open());
  const [leader, follower, third] = tabs;
  if (leader === undefined || follower === undefined) throw new Error("there are two tabs at least");
  return { origin, gateway: origin.gateway, tabs, leader, follower, third: third ?? follower };
}

describe("several tabs", () => {
  test("share one visitor and one connection, and each gets each event once", async () => {
    const { origin, gateway, tabs } = await tabsOf(3);
    gateway.say("t", "one");
    gateway.write('data: {"stanzas":[{"type":"typing","typing":{"thread":"t"}}]}\n\n');
    gateway.say("t", "two");
    await origin.pass(60_000);
    expect(gateway.of("GET /stream")).toHaveLength(1);
    expect(gateway.of("POST /token")).toHaveLength(1);
    for (const tab of tabs) {
      expect(tab.texts).toEqual(["one", "two"]);
      expect(tab.of("typing")).toHaveLength(1);
      expect(tab.of("state")).toEqual(["connecting", "open"]);
      expect(tab.chat.entity).toBe(tabs[0]?.chat.entity);
    }
  });

  test("that open at the same moment are one visitor", async () => {
    const origin = new FakeOrigin();
    const tabs = Array.from({ length: 4 }, () => new FakeTab(origin));
    const opened = tabs.map((tab) => tab.chat.open());
    await origin.pass(1_000);
    await Promise.all(opened);
    expect(origin.gateway.visitors).toHaveLength(1);
    expect(origin.gateway.of("GET /stream")).toHaveLength(1);
  });

  test("send from any of them, and all see it", async () => {
    const { tabs } = await tabsOf(3);
    for (const [n, tab] of tabs.entries()) await tab.chat.send({ thread: "t", text: `from ${n}` });
    await settled();
    for (const tab of tabs) expect(tab.texts).toEqual(["from 0", "from 1", "from 2"]);
  });

  test("of different visitors have a connection each, and hear nothing of one another", async () => {
    const origin = new FakeOrigin();
    const first = await new FakeTab(origin).open();
    const away = await first.reload();
    const other = await new FakeTab(origin).open();
    await away.open();
    expect(away.chat.entity).not.toBe(other.chat.entity);
    expect(origin.gateway.streams).toBe(2);
    origin.gateway.say("t", "to both, as this gateway has one stream");
    await settled();
    expect([away.texts.length, other.texts.length]).toEqual([1, 1]);
    await other.chat.leave();
    // This gateway cuts all streams where one family ends.
    await origin.pass(5_000);
    expect(away.chat.state).toBe("open");
  });

  test("of different gateways are strangers", async () => {
    const origin = new FakeOrigin();
    await new FakeTab(origin).open();
    const other = await new FakeTab(origin, { base: "/chat/" }).open();
    expect(origin.gateway.visitors).toHaveLength(2);
    expect(other.chat.state).toBe("open");
  });

  test("follow the leader's state", async () => {
    const { origin, gateway, follower } = await tabsOf(2);
    origin.offline = true;
    gateway.cut();
    await settled();
    expect(follower.chat.state).toBe("waiting");
    origin.offline = false;
    await origin.pass(5_000);
    expect(follower.chat.state).toBe("open");
    gateway.revokeAll();
    await origin.pass(5_000);
    expect(follower.chat.state).toBe("over");
    expect(gateway.visitors).toEqual([]);
  });

  test("look at once if any of them comes into view", async () => {
    const { origin, gateway, follower } = await tabsOf(2);
    origin.offline = true;
    gateway.cut();
    await origin.pass(100_000);
    origin.offline = false;
    await follower.happens("visibilitychange");
    expect(follower.chat.state).toBe("open");
  });

  test("all leave if one leaves", async () => {
    const { origin, gateway, tabs, follower } = await tabsOf(3);
    await follower.chat.leave();
    await origin.pass(60_000);
    expect(gateway.visitors).toEqual([]);
    for (const tab of tabs) {
      expect(tab.chat.state).toBe("closed");
      expect(tab.storage.kept.size).toBe(0);
    }
    expect(gateway.of("POST /token")).toHaveLength(1);
  });
});

describe("a leader", () => {
  test.each<[string, (leader: FakeTab) => unknown, number]>([
    ["that closes", (leader) => leader.unload(), 1_000],
    ["that is frozen", (leader) => leader.happens("freeze"), 1_000],
    ["that goes into the back-forward cache", (leader) => leader.happens("pagehide"), 1_000],
    ["whose process dies", (leader) => leader.kill(), 1_000],
    ["whose page closes the chat", (leader) => leader.chat.close(), 1_000],
    [
      "that says nothing for 10 s",
      (leader) => {
        leader.hung = true;
      },
      12_600,
    ],
  ])("%s is replaced, and nothing is lost or doubled", async (_, end, within) => {
    const { origin, gateway, leader, follower, third } = await tabsOf(3);
    gateway.say("t", "one");
    await settled();
    await end(leader);
    gateway.say("t", "two");
    await origin.pass(within);
    gateway.say("t", "three");
    await origin.pass(1_000);
    for (const tab of [follower, third]) expect(tab.texts).toEqual(["one", "two", "three"]);
    expect(gateway.of("GET /stream")).toHaveLength(2);
    expect(gateway.of("POST /token")).toHaveLength(1);
  });

  test("that was silent follows when it is there again, and has missed nothing", async () => {
    const { origin, gateway, leader, follower } = await tabsOf(2);
    leader.hung = true;
    await origin.pass(30_000);
    gateway.say("t", "one");
    await settled();
    leader.hung = false;
    gateway.say("t", "two");
    await origin.pass(30_000);
    expect(leader.texts).toEqual(["one", "two"]);
    expect(follower.texts).toEqual(["one", "two"]);
    expect(gateway.streams).toBe(1);
  });

  test("that is frozen and thaws goes on, and has missed nothing", async () => {
    const { origin, gateway, leader, follower } = await tabsOf(2);
    await leader.happens("freeze");
    gateway.say("t", "one");
    await origin.pass(60_000);
    await leader.happens("resume");
    gateway.say("t", "two");
    await settled();
    expect(leader.texts).toEqual(["one", "two"]);
    expect(follower.texts).toEqual(["one", "two"]);
    expect(leader.chat.state).toBe("open");
    expect(gateway.streams).toBe(1);
  });

  test("that is behind the others when it takes over tells them nothing twice", async () => {
    const { origin, gateway, leader, follower, third } = await tabsOf(3);
    follower.hung = true;
    gateway.tell({ type: "line", line: { queue: "q", state: "called" } });
    await settled();
    follower.hung = false;
    await leader.unload();
    await origin.pass(1_000);
    expect([follower.of("line").length, third.of("line").length]).toEqual([1, 1]);
    expect(gateway.of("GET /stream").at(-1)?.headers.get("last-event-id")).toBe("7f.0");
  });

  test("is not replaced after all tabs have slept together", async () => {
    const { origin, gateway, tabs } = await tabsOf(3);
    origin.slept += 2 * HOUR;
    gateway.lose();
    gateway.say("t", "meanwhile");
    await origin.pass(20_000);
    for (const tab of tabs) expect(tab.texts).toEqual(["meanwhile"]);
    expect(gateway.streams).toBe(1);
    expect(gateway.visitors).toHaveLength(1);
  });
});

describe("a tab that follows", () => {
  test("and was held back reads by itself what it missed", async () => {
    const { origin, gateway, follower } = await tabsOf(2);
    gateway.say("t", "one");
    await settled();
    follower.hung = true;
    for (const text of ["two", "three", "four"]) gateway.say("t", text);
    await settled();
    follower.hung = false;
    gateway.say("t", "five");
    await origin.pass(1_000);
    expect(follower.texts).toEqual(["one", "two", "three", "four", "five"]);
    expect(gateway.of("GET /poll").map(({ query }) => query.get("timeout"))).toEqual(["0", "0"]);
  });

  test("and was held back reads what it missed though nothing more comes", async () => {
    const { origin, gateway, follower } = await tabsOf(3);
    gateway.say("t", "one");
    await settled();
    follower.hung = true;
    gateway.say("t", "two");
    await settled();
    follower.hung = false;
    // The third tab asks the leader for a sign of life, and all hear where it stands.
    await origin.pass(10_000);
    expect(follower.texts).toEqual(["one", "two"]);
  });

  test("and finds the token over asks the leader for another one", async () => {
    const { origin, gateway, leader, follower } = await tabsOf(2);
    const refusal = { status: 401, headers: { "content-type": "application/problem+json" } };
    gateway.answer("GET /threads", () => Response.json({ title: "over", status: 401 }, refusal));
    const threads = follower.chat.threads();
    await origin.pass(2_000);
    expect(await threads).toEqual([]);
    expect(gateway.of("POST /token")).toHaveLength(2);
    expect(follower.storage.kept.get("anteroom https://example.org/chat")).toBe(
      leader.storage.kept.get("anteroom https://example.org/chat"),
    );
  });

  test("and is reloaded alone goes on with the newest secret", async () => {
    const { origin, gateway, leader, follower } = await tabsOf(2);
    await origin.pass(3 * HOUR);
    await leader.unload();
    const reloaded = await follower.reload();
    await origin.pass(2 * HOUR);
    await reloaded.open();
    expect(reloaded.chat.entity).toBe(leader.chat.entity);
    expect(gateway.visitors).toEqual([leader.chat.entity]);
  });
});

describe("an old renewal secret", () => {
  test("of a tab that was away is not used while another tab has the newest", async () => {
    const { origin, gateway, leader, follower } = await tabsOf(2);
    // The page of another site was in the tab for a while, or the tab is a duplicate.
    const away = new FakeStorage(leader.storage.kept);
    await leader.unload();
    await origin.pass(5 * HOUR);
    const back = await new FakeTab(origin, { storage: away }).open();
    await origin.pass(2 * HOUR);
    expect(back.chat.entity).toBe(follower.chat.entity);
    expect([back.chat.state, follower.chat.state]).toEqual(["open", "open"]);
    expect(gateway.visitors).toHaveLength(1);
  });

  test("is not used by a tab that takes over without having heard of the newest", async () => {
    const { origin, gateway, leader, follower, third } = await tabsOf(3);
    follower.hung = true;
    await origin.pass(3 * HOUR);
    // First in line for the lock, and it has slept through three renewals.
    follower.hung = false;
    await leader.unload();
    await origin.pass(HOUR);
    expect(gateway.visitors).toEqual([third.chat.entity]);
    expect([third.chat.state, follower.chat.state]).toEqual(["open", "open"]);
  });

  test("that a tab still has is not taken from it", async () => {
    const { origin, gateway, leader, follower } = await tabsOf(3);
    follower.hung = true;
    await origin.pass(3 * HOUR);
    follower.hung = false;
    await origin.pass(2 * HOUR);
    expect(gateway.visitors).toEqual([leader.chat.entity]);
    expect(leader.chat.state).toBe("open");
  });

  test("is not used by a tab that has slept where another one has stored the newest", async () => {
    const without = { locks: undefined, channel: undefined };
    const { origin, gateway, follower } = await tabsOf(2, { remember: "browser", without });
    follower.hung = true;
    await origin.pass(3 * HOUR);
    follower.hung = false;
    await follower.happens("online");
    await origin.pass(5_000);
    expect(gateway.visitors).toHaveLength(1);
    expect(follower.chat.state).toBe("open");
  });

  test("is not used where tabs have no locks and share localStorage", async () => {
    const without = { locks: undefined, channel: undefined };
    const { origin, gateway, tabs } = await tabsOf(3, { remember: "browser", without });
    await origin.pass(5 * HOUR);
    expect(gateway.visitors).toHaveLength(1);
    for (const tab of tabs) expect(tab.of("state")).toEqual(["connecting", "open"]);
  });
});

describe("without Web Locks or BroadcastChannel", () => {
  test.each<[string, NonNullable<TabOptions["without"]>]>([
    ["no locks", { locks: undefined }],
    ["no channel", { channel: undefined }],
    ["locks that the browser forbids", { locks: forbidden() }],
  ])("each tab has its own connection: %s", async (_, without) => {
    const origin = new FakeOrigin();
    const tabs = [new FakeTab(origin, { without }), new FakeTab(origin, { without })];
    for (const tab of tabs) {
      const opened = tab.chat.open();
      await origin.pass(1_000);
      await opened;
    }
    origin.gateway.say("t", "one");
    await settled();
    expect(tabs.map(({ texts }) => texts)).toEqual([["one"], ["one"]]);
    expect(origin.gateway.streams).toBe(2);
    await origin.pass(3 * HOUR);
    origin.gateway.say("t", "two");
    await settled();
    expect(tabs.map(({ texts }) => texts)).toEqual([
      ["one", "two"],
      ["one", "two"],
    ]);
  });

  function forbidden() {
    const refuse = () => Promise.reject(new DOMException("denied", "SecurityError"));
    return { request: refuse, query: refuse };
  }
});

describe("leaving at `pagehide`", () => {
  const said = (origin: FakeOrigin) => origin.gateway.of("POST /presence").map(({ body }) => body);

  test("is said only if the page asks for it, by the last tab", async () => {
    const quiet = await tabsOf(2);
    for (const tab of quiet.tabs) await tab.unload();
    expect(said(quiet.origin)).toEqual([]);
    const { origin, tabs } = await tabsOf(3, { leaveAtPageHide: true });
    await tabs[0]?.unload();
    await tabs[2]?.unload();
    expect(said(origin)).toEqual([]);
    await tabs[1]?.unload();
    expect(said(origin)).toEqual([{ available: false }]);
  });
});
