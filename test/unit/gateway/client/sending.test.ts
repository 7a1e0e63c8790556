import { expect, test } from "vitest";
import { problem } from "../../../support/gateway/toy-gateway.ts";
import { FakeOrigin, FakeTab, settled } from "./fake-browser.ts";

async function connected() {
  const origin = new FakeOrigin();
  const tab = await new FakeTab(origin).open();
  return { origin, gateway: origin.gateway, tab, chat: tab.chat };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

test("a message is repeated with the same id until there is an answer, and comes once", async () => {
  const { origin, gateway, tab, chat } = await connected();
  gateway.answer(
    "POST /send-message",
    () => {
      throw new TypeError("Failed to fetch");
    },
    () => new Response("bad gateway", { status: 502 }),
    () => problem(429, { "retry-after": "3" }),
  );
  const sent = chat.send({ thread: "t", text: "hello", colour: "red" });
  await origin.pass(30_000);
  const { id, thread } = await sent;
  expect([id, thread]).toEqual([expect.stringMatching(UUID), "t"]);
  const asked = gateway.of("POST /send-message");
  expect(asked.map(({ body }) => body)).toEqual(
    Array.from({ length: 4 }, () => ({ id, thread: "t", text: "hello", colour: "red" })),
  );
  expect(tab.texts).toEqual(["hello"]);
  expect(tab.of("problem")).toHaveLength(3);
});

test("an answer that is lost means no second message", async () => {
  const { origin, gateway, tab, chat } = await connected();
  const before = gateway.handle.bind(gateway);
  let lost = false;
  gateway.handle = async (request) => {
    const response = await before(request);
    if (!request.url.endsWith("/send-message") || lost) return response;
    lost = true;
    throw new TypeError("Failed to fetch");
  };
  const sent = chat.send({ thread: "t", text: "once" });
  await origin.pass(10_000);
  await sent;
  expect(gateway.of("POST /send-message")).toHaveLength(2);
  expect(tab.texts).toEqual(["once"]);
});

test("messages arrive in the order in which they were sent, whatever happens to the first", async () => {
  const { origin, gateway, tab, chat } = await connected();
  origin.offline = true;
  gateway.answer("POST /send-message", () => new Response("bad gateway", { status: 502 }));
  const sent = ["one", "two", "three"].map((text) => chat.send({ thread: "t", text }));
  await origin.pass(100_000);
  origin.offline = false;
  await tab.happens("online");
  await origin.pass(31_000);
  await Promise.all(sent);
  expect(tab.texts).toEqual(["one", "two", "three"]);
  expect(gateway.of("POST /send-message")).toHaveLength(4);
});

test("a message that is refused is told, and does not hold up the next", async () => {
  const { gateway, tab, chat } = await connected();
  gateway.answer("POST /send-message", () => problem(404));
  const refused = chat.send({ thread: "not mine", text: "one" });
  const taken = chat.send({ thread: "t", text: "two" });
  await expect(refused).rejects.toMatchObject({ problem: { status: 404 }, passing: false });
  await taken;
  expect(tab.of("problem")).toMatchObject([{ status: 404 }]);
  await settled();
  expect(tab.texts).toEqual(["two"]);
});

test("a message that is sent as the page goes still arrives; a long one goes as far as browsers let it", async () => {
  const { gateway, chat } = await connected();
  const keepalive: boolean[] = [];
  const before = gateway.handle.bind(gateway);
  gateway.handle = (request) => {
    if (request.url.endsWith("/send-message")) keepalive.push(request.keepalive);
    return before(request);
  };
  await chat.send({ thread: "t", text: "short" });
  await chat.send({ thread: "t", text: "long".repeat(10_000) });
  expect(keepalive).toEqual([true, false]);
});

test("a closed chat gives up what it was sending", async () => {
  const { origin, chat } = await connected();
  origin.offline = true;
  const sent = chat.send({ thread: "t", text: "one" });
  const refused = expect(sent).rejects.toThrow("The chat is not open");
  await settled();
  chat.close();
  await refused;
});

test("typing is told at most once a second of each thread, the last state always", async () => {
  const { origin, gateway, tab, chat } = await connected();
  gateway.answer("POST /typing", () => problem(503));
  for (let key = 0; key < 15; key++) {
    chat.typing("t", "composing");
    await origin.pass(100);
  }
  chat.typing("t", "paused");
  chat.typing("other", "composing");
  await origin.pass(5_000);
  expect(gateway.of("POST /typing").map(({ body }) => body)).toEqual([
    { thread: "t", state: "composing" },
    { thread: "t", state: "composing" },
    { thread: "other", state: "composing" },
    { thread: "t", state: "paused" },
  ]);
  expect(tab.of("problem")).toEqual([]);
});

test("a file is put where the gateway says, without the token", async () => {
  const { gateway, chat } = await connected();
  const put = { url: "https://upload.example.org/slot", headers: { Authorization: "slot" } };
  const url = "https://files.example.org/cat.png";
  const slot = () => Response.json({ put, url, expires: "2026-02-10T16:00:00Z" });
  gateway.answer("POST /upload", slot, slot);
  gateway.answer("PUT /slot", () => new Response(null, { status: 201 }));
  const file = new File(["miau"], "cat.png", { type: "image/png" });
  expect(await chat.upload(file)).toEqual({ url, name: "cat.png", mediaType: "image/png", size: 4 });
  expect(gateway.of("POST /upload")[0]?.body).toEqual({ name: "cat.png", size: 4, mediaType: "image/png" });
  const stored = gateway.of("PUT /slot")[0];
  expect(stored?.headers.get("authorization")).toBe("slot");
  gateway.answer("PUT /slot", () => new Response("full", { status: 507 }));
  await expect(chat.upload(file)).rejects.toMatchObject({ problem: { status: 507 } });
});

test.each<[string, string, object | undefined, (chat: FakeTab["chat"]) => Promise<unknown>]>([
  ["POST", "/start-session", { entity: "bot@example.org" }, (chat) => chat.startSession("bot@example.org")],
  ["POST", "/join", { seat: "s" }, (chat) => chat.join("s")],
  ["POST", "/leave", { seat: "s" }, (chat) => chat.leaveSeat("s")],
  ["POST", "/read", { thread: "t", id: "m" }, (chat) => chat.read("t", "m")],
  [
    "POST",
    "/presence",
    { available: true, show: "away" },
    (chat) => chat.setPresence({ available: true, show: "away" }),
  ],
  [
    "GET",
    "/history?thread=a%26b&before=7&limit=20",
    undefined,
    (chat) => chat.history("a&b", { before: 7, limit: 20 }),
  ],
  ["DELETE", "/history?thread=t", undefined, (chat) => chat.deleteHistory("t")],
  ["GET", "/threads", undefined, (chat) => chat.threads()],
  ["GET", "/get-friends", undefined, (chat) => chat.friends()],
])("%s %s", async (method, path, body, ask) => {
  const { gateway, tab } = await connected();
  await ask(tab.chat);
  const asked = gateway.asked.at(-1);
  expect([asked?.method, asked?.body]).toEqual([method, body]);
  expect(`${asked?.path}${asked?.query.size ? `?${asked.query}` : ""}`).toBe(path);
  expect(asked?.headers.get("authorization")).toMatch(/^Bearer /);
});
