import { describe, expect, test } from "vitest";
import { problem } from "../../../support/gateway/toy-gateway.ts";
import { FakeOrigin, FakeTab, settled } from "./fake-browser.ts";

const unavailable = () => new Response("<h1>Bad gateway</h1>", { status: 502 });

async function connected() {
  const origin = new FakeOrigin();
  const tab = await new FakeTab(origin).open();
  return { origin, gateway: origin.gateway, tab };
}

describe("the stream", () => {
  test("a visitor connects, and gets each event once", async () => {
    const { gateway, tab } = await connected();
    expect(tab.chat.entity).toBe(gateway.visitors[0]);
    gateway.say("t", "one");
    gateway.tell(
      { type: "unheard-of", "unheard-of": {} },
      { type: "line", line: { queue: "q", state: "waiting" } },
    );
    gateway.write('data: {"stanzas":[{"type":"typing","typing":{"thread":"t"}}]}\n\n');
    gateway.say("t", "two");
    await settled();
    expect(tab.told.map(({ type }) => type)).toEqual([
      "state",
      "state",
      "message",
      "line",
      "typing",
      "message",
    ]);
    expect(tab.of("state")).toEqual(["connecting", "open"]);
  });

  test("neither token nor secret stands in an address", async () => {
    const { origin, gateway, tab } = await connected();
    gateway.answer("GET /stream", () => undefined);
    gateway.cut();
    await origin.pass(60_000);
    await tab.chat.leave();
    expect(gateway.of("GET /poll")).not.toEqual([]);
    for (const { path, query } of gateway.asked)
      expect(`${path}?${query}`).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
  });

  test("it is read on where it broke", async () => {
    const { origin, gateway, tab } = await connected();
    gateway.say("t", "one");
    gateway.cut();
    gateway.say("t", "two");
    await origin.pass(2_000);
    gateway.say("t", "three");
    await settled();
    expect(tab.texts).toEqual(["one", "two", "three"]);
    expect(gateway.of("GET /stream").at(-1)?.headers.get("last-event-id")).toBe("7f.1");
    expect(tab.of("state")).toEqual(["connecting", "open", "waiting", "open"]);
  });

  test("an error of a listener keeps nothing from the others", async () => {
    const { gateway, tab } = await connected();
    const errors: unknown[] = [];
    const stop = (error: unknown) => void errors.push(error);
    const listeners = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException").on("uncaughtException", stop);
    tab.chat.on("message", () => {
      throw new Error("of the page");
    });
    const heard: unknown[] = [];
    tab.chat.on("message", ({ text }) => heard.push(text));
    gateway.say("t", "one");
    gateway.say("t", "two");
    await settled();
    process.off("uncaughtException", stop);
    for (const listener of listeners) process.on("uncaughtException", listener);
    expect(heard).toEqual(["one", "two"]);
    expect(errors).toHaveLength(2);
  });

  test("a listener that has ended hears nothing more", async () => {
    const { gateway, tab } = await connected();
    const heard: unknown[] = [];
    const end = tab.chat.on("message", ({ text }) => heard.push(text));
    gateway.say("t", "one");
    await settled();
    end();
    gateway.say("t", "two");
    await settled();
    expect(heard).toEqual(["one"]);
  });
});

describe("a connection that fails", () => {
  test("is tried again after 1 to 30 s, until it is there", async () => {
    const { origin, gateway, tab } = await connected();
    gateway.answer("GET /stream", ...Array.from({ length: 8 }, () => unavailable));
    const at: number[] = [];
    gateway.cut();
    for (let n = 2; n <= 10; n++) {
      while (gateway.of("GET /stream").length < n) await origin.pass(500);
      at.push(origin.now());
    }
    const pauses = at.slice(1).map((time, n) => time - (at[n] ?? 0));
    expect(pauses.map((ms) => ms >= 1_000 && ms <= 30_500)).not.toContain(false);
    expect(pauses[0]).toBeLessThanOrEqual(2_500);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(15_000);
    await origin.pass(1_000);
    expect(tab.chat.state).toBe("open");
    expect(tab.of("problem")).toHaveLength(8);
  });

  test("is not over because a proxy knows no such page", async () => {
    const { origin, gateway, tab } = await connected();
    gateway.answer("GET /stream", () => new Response("not found", { status: 404 }));
    gateway.cut();
    await origin.pass(10_000);
    expect(tab.chat.state).toBe("open");
    expect(gateway.of("POST /token")).toHaveLength(1);
  });

  test("waits as long as Retry-After, `bye` and `event: problem` say", async () => {
    const { origin, gateway } = await connected();
    const streams = () => gateway.of("GET /stream").length;
    gateway.answer("GET /stream", () => problem(429, { "retry-after": "40" }));
    gateway.write('event: bye\ndata: {"retry":7200}\n\n');
    gateway.cut();
    await origin.pass(7_100);
    expect(streams()).toBe(1);
    await origin.pass(200);
    expect(streams()).toBe(2);
    await origin.pass(39_000);
    expect(streams()).toBe(2);
    await origin.pass(2_000);
    expect(streams()).toBe(3);
    gateway.write('retry: 40000\n\nevent: problem\ndata: {"title":"Too many streams","status":429}\n\n');
    gateway.cut();
    await origin.pass(39_000);
    expect(streams()).toBe(3);
    await origin.pass(2_000);
    expect(streams()).toBe(4);
  });

  test("tells the page the problems that stand in the stream", async () => {
    const { gateway, tab } = await connected();
    gateway.write('event: problem\ndata: {"title":"Too many streams","status":429}\n\n');
    await settled();
    expect(tab.of("problem")).toEqual([{ title: "Too many streams", status: 429 }]);
  });

  test("is over where the page's origin is foreign, and `open` says so", async () => {
    const origin = new FakeOrigin();
    const tab = new FakeTab(origin);
    origin.gateway.answer("GET /stream", () => problem(403));
    await expect(tab.chat.open()).rejects.toMatchObject({ problem: { status: 403 } });
    expect(tab.chat.state).toBe("over");
    await origin.pass(60_000);
    expect(origin.gateway.of("GET /stream")).toHaveLength(1);
  });

  test("waits for the first token as long as it takes", async () => {
    const origin = new FakeOrigin();
    origin.offline = true;
    const tab = new FakeTab(origin);
    const opened = tab.chat.open();
    await origin.pass(100_000);
    expect(tab.chat.state).toBe("waiting");
    origin.offline = false;
    await origin.pass(31_000);
    await opened;
    expect(tab.chat.state).toBe("open");
    expect(origin.gateway.visitors).toHaveLength(1);
  });
});

test("a chat that is closed before there is a token does not ask for one again", async () => {
  const origin = new FakeOrigin();
  origin.gateway.answer("POST /token", unavailable);
  const tab = new FakeTab(origin);
  const refused = expect(tab.chat.open()).rejects.toThrow("The chat is not open");
  await settled();
  tab.chat.close();
  await refused;
  await origin.pass(60_000);
  expect(origin.gateway.of("POST /token")).toHaveLength(1);
});

describe("where no stream comes through", () => {
  test("it polls after 5 s, and tries the stream again every 10 min", async () => {
    const origin = new FakeOrigin();
    const { gateway } = origin;
    const held = () => undefined;
    gateway.answer("GET /stream", held, held);
    const tab = new FakeTab(origin);
    const opened = tab.chat.open();
    await origin.pass(4_900);
    expect(gateway.of("GET /poll")).toEqual([]);
    await origin.pass(200);
    await opened;
    for (const text of ["one", "two", "three"]) {
      gateway.say("t", text);
      await settled();
    }
    expect(tab.texts).toEqual(["one", "two", "three"]);
    await origin.pass(590_000);
    expect(gateway.of("GET /stream")).toHaveLength(1);
    // The second attempt is held back as well; the third one is not.
    for (const text of ["four", "five", "six", "seven"]) {
      gateway.say("t", text);
      await origin.pass(310_000);
    }
    expect(gateway.of("GET /stream")).toHaveLength(3);
    expect(gateway.streams).toBe(1);
    expect(tab.texts.slice(3)).toEqual(["four", "five", "six", "seven"]);
    expect(tab.of("state")).toEqual(["connecting", "open"]);
  });

  test("a stream whose first event is held back is ended", async () => {
    const origin = new FakeOrigin();
    let ended = false;
    const cancel = () => {
      ended = true;
    };
    const body = new ReadableStream({ cancel });
    origin.gateway.answer(
      "GET /stream",
      () => new Response(body, { headers: { "content-type": "text/event-stream" } }),
    );
    const tab = new FakeTab(origin);
    const opened = tab.chat.open();
    await origin.pass(6_000);
    await opened;
    expect(ended).toBe(true);
    expect(tab.chat.state).toBe("open");
  });

  test("after a poll that fails it tries the stream", async () => {
    const origin = new FakeOrigin();
    origin.gateway.answer("GET /stream", () => undefined);
    origin.gateway.answer("GET /poll", unavailable);
    const tab = new FakeTab(origin);
    const opened = tab.chat.open();
    await origin.pass(8_000);
    await opened;
    expect(origin.gateway.streams).toBe(1);
  });
});

describe("the page's life", () => {
  test("`online` and a tab that comes into view try at once", async () => {
    const { origin, gateway, tab } = await connected();
    for (const type of ["online", "visibilitychange"] as const) {
      origin.offline = true;
      gateway.cut();
      await origin.pass(100_000);
      expect(tab.chat.state).toBe("waiting");
      origin.offline = false;
      await tab.happens(type);
      expect(tab.chat.state).toBe("open");
    }
  });

  test("a tab that goes out of view tries nothing", async () => {
    const { origin, gateway, tab } = await connected();
    origin.offline = true;
    gateway.cut();
    await origin.pass(100_000);
    origin.offline = false;
    tab.visible = false;
    await tab.happens("visibilitychange");
    expect(tab.chat.state).toBe("waiting");
  });

  test("another network means another stream, though the old one seems to be there", async () => {
    const { gateway, tab } = await connected();
    await tab.happens("online");
    expect(gateway.of("GET /stream")).toHaveLength(2);
    expect(gateway.streams).toBe(1);
    expect(tab.of("state")).toEqual(["connecting", "open"]);
  });

  test("a stream that says nothing for 45 s is given up", async () => {
    const { origin, gateway } = await connected();
    await origin.pass(120_000);
    expect(gateway.of("GET /stream")).toHaveLength(1);
    gateway.lose();
    await origin.pass(50_000);
    expect(gateway.of("GET /stream")).toHaveLength(2);
  });

  test("a machine that has slept for two hours is the same visitor, and misses nothing", async () => {
    const { origin, gateway, tab } = await connected();
    const { entity } = tab.chat;
    gateway.say("t", "before");
    await settled();
    origin.slept += 7_200_000;
    gateway.lose();
    gateway.say("t", "meanwhile");
    await origin.pass(6_000);
    gateway.say("t", "after");
    await settled();
    expect(tab.texts).toEqual(["before", "meanwhile", "after"]);
    expect(tab.chat.entity).toBe(entity);
    expect(gateway.visitors).toEqual([entity]);
  });

  test("a machine that has slept does not wait on for what was put off", async () => {
    const { origin, gateway, tab } = await connected();
    gateway.answer("GET /stream", ...Array.from({ length: 5 }, () => unavailable));
    gateway.cut();
    while (gateway.of("GET /stream").length < 6) await origin.pass(100);
    origin.slept += 7_200_000;
    await origin.pass(5_100);
    expect(tab.chat.state).toBe("open");
  });

  test("a page that comes back from the back-forward cache goes on", async () => {
    const { gateway, tab } = await connected();
    gateway.say("t", "one");
    await tab.happens("pagehide");
    expect(gateway.streams).toBe(0);
    gateway.say("t", "two");
    await tab.happens("pageshow");
    expect(tab.texts).toEqual(["one", "two"]);
    expect(tab.chat.state).toBe("open");
  });

  test("a closed chat asks for nothing", async () => {
    const { origin, gateway, tab } = await connected();
    tab.chat.close();
    const { length } = gateway.asked;
    await tab.happens("online");
    await tab.happens("pageshow");
    await origin.pass(600_000);
    expect(gateway.asked).toHaveLength(length);
    expect(gateway.streams).toBe(0);
    expect(tab.chat.state).toBe("closed");
    // The beat of the gateway.
    expect(origin.scheduler.waiting).toBe(1);
    await expect(tab.chat.threads()).rejects.toThrow("The chat is not open");
  });
});
