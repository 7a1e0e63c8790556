import { describe, expect, test } from "vitest";
import { problem } from "../../../support/gateway/toy-gateway.ts";
import { FakeOrigin, FakeStorage, FakeTab, settled, type TabOptions } from "./fake-browser.ts";

const HOUR = 3_600_000;
const jwt = (sub: string) => `e30.${Buffer.from(JSON.stringify({ sub })).toString("base64url")}.s`;

async function connected(options: TabOptions = {}) {
  const origin = new FakeOrigin();
  const tab = await new FakeTab(origin, options).open();
  return { origin, gateway: origin.gateway, tab };
}

describe("renewal", () => {
  test("a visitor renews before the end, by the newest secret, and stays the same", async () => {
    const { origin, gateway, tab } = await connected();
    const { entity } = tab.chat;
    for (let hours = 0; hours < 9; hours++) {
      gateway.say("t", `${hours}`);
      await origin.pass(HOUR);
    }
    expect(gateway.visitors).toEqual([entity]);
    expect(tab.texts).toEqual(Array.from({ length: 9 }, (_, n) => `${n}`));
    expect(tab.of("state")).toEqual(["connecting", "open"]);
    expect(tab.of("problem")).toEqual([]);
    const renewals = gateway.of("POST /token").slice(1);
    expect(renewals.length).toBeGreaterThanOrEqual(9);
    for (const { body, headers } of renewals) {
      expect(body).toEqual({ renewal: expect.any(String) });
      expect(headers.get("authorization")).toBeNull();
    }
  });

  test("`event: token` renews, and the stream goes on with the new token", async () => {
    const { gateway, tab } = await connected();
    const [first] = gateway.of("GET /stream");
    gateway.write('event: token\ndata: {"reason":"expiring"}\n\n');
    gateway.say("t", "meanwhile");
    await settled();
    const streams = gateway.of("GET /stream");
    expect(streams).toHaveLength(2);
    expect(streams[1]?.headers.get("authorization")).not.toBe(first?.headers.get("authorization"));
    expect(gateway.streams).toBe(1);
    expect(tab.texts).toEqual(["meanwhile"]);
  });

  test("while it cannot be renewed, the stream is read as long as the token lives", async () => {
    const { origin, gateway, tab } = await connected();
    gateway.answer("POST /token", () => problem(429, { "retry-after": "20" }));
    gateway.write('event: token\ndata: {"reason":"expiring"}\n\n');
    await origin.pass(15_000);
    gateway.say("t", "still here");
    await settled();
    expect(tab.texts).toEqual(["still here"]);
    expect(tab.chat.state).toBe("open");
    await origin.pass(10_000);
    expect(gateway.of("POST /token")).toHaveLength(3);
    expect(gateway.of("GET /stream")).toHaveLength(2);
  });

  test("a renewal whose answer is lost is repeated with the same secret", async () => {
    const { origin, gateway, tab } = await connected();
    const lost = () => {
      throw new TypeError("Failed to fetch");
    };
    gateway.answer("POST /token", lost, lost);
    gateway.write('event: token\ndata: {"reason":"expiring"}\n\n');
    await origin.pass(10_000);
    const [, ...bodies] = gateway.of("POST /token").map(({ body }) => body);
    expect(bodies).toHaveLength(3);
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(tab.chat.state).toBe("open");
  });

  test("a request that finds the token over is repeated with another one", async () => {
    const { gateway, tab } = await connected();
    gateway.answer("GET /threads", () => problem(401));
    expect(await tab.chat.threads()).toEqual([]);
    const [before, after] = gateway.of("GET /threads").map(({ headers }) => headers.get("authorization"));
    expect(after).not.toBe(before);
    expect(tab.of("problem")).toEqual([]);
  });

  test("a proxy's error page ends no chat", async () => {
    const { origin, gateway, tab } = await connected();
    gateway.answer("POST /token", () => new Response("who are you?", { status: 401 }));
    gateway.write('event: token\ndata: {"reason":"expiring"}\n\n');
    await origin.pass(10_000);
    expect(tab.chat.state).toBe("open");
    expect(gateway.of("POST /token")).toHaveLength(3);
  });

  test("a chat whose tokens were revoked is over, and can be opened anew", async () => {
    const { origin, gateway, tab } = await connected();
    const { entity } = tab.chat;
    gateway.revokeAll();
    await origin.pass(10_000);
    expect(tab.chat.state).toBe("over");
    expect(tab.storage.kept.size).toBe(0);
    const { length } = gateway.asked;
    await origin.pass(600_000);
    expect(gateway.asked).toHaveLength(length);
    await tab.open();
    expect(tab.chat.entity).not.toBe(entity);
    expect(gateway.visitors).toEqual([tab.chat.entity]);
  });
});

describe("a login", () => {
  test("is renewed by its token, and asked for again when that no longer works", async () => {
    const logins: string[] = [];
    const login = async () => {
      logins.push("asked");
      return jwt("anna");
    };
    const { origin, gateway, tab } = await connected({ login });
    expect(tab.chat.entity).toBe("anna@example.org");
    await origin.pass(5 * HOUR);
    expect(logins).toHaveLength(1);
    const [first, second] = gateway.of("POST /token");
    expect(first?.headers.get("authorization")).toBe(`Bearer ${jwt("anna")}`);
    expect(second?.headers.get("authorization")).toMatch(/^Bearer [0-9a-f-]{36}$/);
    expect(second?.body).toBeUndefined();
    gateway.answer("POST /token", () => problem(401));
    await origin.pass(HOUR);
    expect(logins).toHaveLength(2);
    expect(tab.of("state")).toEqual(["connecting", "open"]);
  });

  test("that the application refuses ends the chat", async () => {
    let signedIn = true;
    const login = async () => {
      if (signedIn) return jwt("anna");
      throw new Error("signed out");
    };
    const { origin, gateway, tab } = await connected({ login });
    signedIn = false;
    gateway.revokeAll();
    await origin.pass(5_000);
    expect(tab.chat.state).toBe("over");
    await expect(tab.chat.open()).rejects.toThrow("signed out");
  });

  test("of somebody else never continues what is stored", async () => {
    const { origin, gateway, tab } = await connected({ login: async () => jwt("anna"), remember: "browser" });
    const other = await tab.reload({ login: async () => jwt("ben"), remember: "browser" });
    await other.open();
    expect(other.chat.entity).toBe("ben@example.org");
    const visitor = await new FakeTab(origin, { remember: "browser" }).open();
    expect(gateway.visitors).toEqual([visitor.chat.entity]);
  });

  test("that changes while the chat is open ends it", async () => {
    const people = ["anna", "ben"];
    const { origin, gateway, tab } = await connected({ login: async () => jwt(people.shift() ?? "") });
    gateway.revokeAll();
    await origin.pass(5_000);
    expect(tab.chat.state).toBe("over");
    expect(gateway.of("POST /token").map(({ headers }) => headers.get("authorization"))).not.toContain(
      `Bearer ${jwt("ben")}`,
    );
  });
});

describe("what is remembered", () => {
  test("nothing is asked or stored before `open`", async () => {
    const origin = new FakeOrigin();
    const tab = new FakeTab(origin, { remember: "browser" });
    await tab.happens("online");
    await tab.happens("pagehide");
    await origin.pass(60_000);
    expect([tab.storage.kept.size, origin.stored.kept.size, origin.gateway.asked.length]).toEqual([0, 0, 0]);
    expect(tab.chat.entity).toBeUndefined();
    await expect(tab.chat.friends()).rejects.toThrow("The chat is not open");
  });

  test.each(["tab", "browser"] as const)("a reload goes on where it was (%s)", async (remember) => {
    const { gateway, tab } = await connected({ remember });
    const { entity } = tab.chat;
    gateway.say("t", "before");
    await settled();
    const reloaded = await tab.reload({ remember });
    gateway.say("t", "meanwhile");
    await reloaded.open();
    gateway.say("t", "after");
    await settled();
    expect(reloaded.chat.entity).toBe(entity);
    expect(reloaded.texts).toEqual(["meanwhile", "after"]);
    expect(gateway.of("POST /token")).toHaveLength(1);
  });

  test("by the tab, no other tab finds it; by the browser, a later one does", async () => {
    for (const remember of ["tab", "browser"] as const) {
      const { origin, gateway, tab } = await connected({ remember });
      gateway.say("t", "before");
      await settled();
      await tab.unload();
      gateway.say("t", "meanwhile");
      const later = await new FakeTab(origin, { remember }).open();
      expect(later.chat.entity === tab.chat.entity).toBe(remember === "browser");
      expect(later.texts).toEqual(remember === "browser" ? ["meanwhile"] : []);
    }
  });

  test("`nothing` stores nothing", async () => {
    const { origin, tab } = await connected({ remember: "nothing" });
    expect([tab.storage.kept.size, origin.stored.kept.size]).toEqual([0, 0]);
  });

  test("it works where storage is blocked, and where it is full", async () => {
    const full = new FakeStorage();
    full.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    const blocked = { without: { tabStorage: undefined, browserStorage: undefined } };
    for (const options of [blocked, { storage: full }]) {
      const { gateway, tab } = await connected(options);
      gateway.say("t", "one");
      await settled();
      expect(tab.texts).toEqual(["one"]);
      await tab.chat.leave();
      expect(gateway.visitors).toEqual([]);
    }
  });

  test("what is stored and makes no sense is no obstacle", async () => {
    const storage = new FakeStorage([["anteroom https://example.org/chat", "{"]]);
    const { tab } = await connected({ storage });
    expect(tab.chat.state).toBe("open");
  });

  test("a visitor whose secret has ended is a new one after a reload, without a word", async () => {
    const { gateway, tab } = await connected();
    const reloaded = await tab.reload();
    gateway.revokeAll();
    await reloaded.open();
    expect(reloaded.chat.entity).not.toBe(tab.chat.entity);
    expect(reloaded.of("state")).toEqual(["connecting", "open"]);
    expect(reloaded.of("problem")).toEqual([]);
  });

  test("`leave` revokes the tokens and forgets everything", async () => {
    const { origin, gateway, tab } = await connected({ remember: "browser" });
    await tab.chat.leave();
    expect(gateway.of("DELETE /token")).toHaveLength(1);
    expect(gateway.visitors).toEqual([]);
    expect([tab.storage.kept.size, origin.stored.kept.size]).toEqual([0, 0]);
    expect([tab.chat.state, tab.chat.entity]).toEqual(["closed", undefined]);
  });

  test("`leave` ends a visitor's family also after the token has ended, and without `open`", async () => {
    const { origin, gateway, tab } = await connected();
    const reloaded = await tab.reload();
    await origin.pass(2 * HOUR);
    await reloaded.chat.leave();
    expect(gateway.visitors).toEqual([]);
    expect(reloaded.storage.kept.size).toBe(0);
  });

  test("`leave` forgets also if the gateway cannot be reached, and says so", async () => {
    const { origin, tab } = await connected();
    origin.offline = true;
    await expect(tab.chat.leave()).rejects.toThrow("cannot be reached");
    expect(tab.storage.kept.size).toBe(0);
  });
});
