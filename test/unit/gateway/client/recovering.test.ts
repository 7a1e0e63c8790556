import { expect, test } from "vitest";
import { FakeOrigin, FakeTab, settled } from "./fake-browser.ts";

async function connected() {
  const origin = new FakeOrigin();
  const tab = await new FakeTab(origin).open();
  return { origin, gateway: origin.gateway, tab };
}

test("after `limited` the histories are read back to a known message, and nothing is lost or doubled", async () => {
  const { origin, gateway, tab } = await connected();
  gateway.say("t", "one");
  gateway.say("u", "other");
  await settled();
  for (let n = 0; n < 250; n++) gateway.keep("t", `missed ${n}`);
  gateway.keep("never seen", "of a thread that the page has not");
  gateway.promote("8a");
  // Said after the position of `hello`, so it is in the history and in the stream.
  const both = gateway.keep("t", "both");
  await origin.pass(1_000);
  gateway.tell({ type: "message", message: both });
  await origin.pass(2_000);
  gateway.tell({ type: "message", message: both });
  gateway.say("t", "after");
  await settled();
  const missed = Array.from({ length: 250 }, (_, n) => `missed ${n}`);
  expect(tab.texts).toEqual(["one", "other", ...missed, "both", "after"]);
  const types = tab.told.map(({ type }) => type).filter((type) => type !== "state");
  expect(types.indexOf("gap")).toBe(types.length - 2);
  expect(tab.of("gap")).toEqual([{ position: "8a.1" }]);
  // Three pages of the one thread, one of the other, none of that which was never seen.
  expect(gateway.of("GET /history").map(({ query }) => query.get("thread"))).toEqual(["t", "t", "t", "u"]);
});

test("what comes while the history is read waits for it", async () => {
  const { origin, gateway, tab } = await connected();
  gateway.say("t", "one");
  await settled();
  gateway.keep("t", "missed");
  let answer = (_: Response) => {};
  const held = new Promise<Response>((resolve) => {
    answer = resolve;
  });
  const before = gateway.handle.bind(gateway);
  gateway.handle = (request) => (request.url.endsWith("/threads") ? held : before(request));
  gateway.promote("8a");
  await origin.pass(3_000);
  gateway.say("t", "after");
  await settled();
  expect(tab.texts).toEqual(["one"]);
  answer(Response.json({ threads: [{ thread: "t" }] }));
  await settled();
  expect(tab.texts).toEqual(["one", "missed", "after"]);
});

test("a page that goes while the history is read has not missed anything for the next one", async () => {
  const { origin, gateway, tab } = await connected();
  gateway.say("t", "one");
  await settled();
  gateway.answer("GET /threads", () => undefined);
  gateway.promote("8a");
  await origin.pass(3_000);
  const reloaded = await (await tab.reload()).open();
  await settled();
  expect(reloaded.of("gap")).toHaveLength(1);
});

test("a thread that is no longer the person's, and trouble, keep nothing from the others", async () => {
  const { origin, gateway, tab } = await connected();
  gateway.say("t", "one");
  gateway.say("u", "two");
  await settled();
  gateway.keep("t", "not for us");
  gateway.keep("u", "three");
  gateway.answer(
    "GET /history",
    () =>
      Response.json(
        { title: "no", status: 404 },
        { status: 404, headers: { "content-type": "application/problem+json" } },
      ),
    () => new Response("bad gateway", { status: 502 }),
  );
  gateway.promote("8a");
  await origin.pass(10_000);
  expect(tab.texts).toEqual(["one", "two", "three"]);
  expect(tab.of("gap")).toHaveLength(1);
});

test("events that are no longer kept are a gap also where it polls", async () => {
  const { origin, gateway, tab } = await connected();
  gateway.say("t", "one");
  await settled();
  gateway.answer("GET /stream", () => undefined);
  gateway.cut();
  gateway.say("t", "two");
  gateway.forgetEvents();
  await origin.pass(10_000);
  gateway.say("t", "three");
  await settled();
  expect(gateway.streams).toBe(0);
  expect(tab.texts).toEqual(["one", "two", "three"]);
  expect(tab.of("gap")).toHaveLength(1);
});

test("events that come in the same poll as `limited` are not lost", async () => {
  const { origin, gateway, tab } = await connected();
  gateway.answer("GET /stream", () => undefined);
  gateway.cut();
  await origin.pass(10_000);
  const line = { queue: "q", state: "called" };
  const events = [{ id: "8a.7", event: "message", data: { stanzas: [{ type: "line", line }] } }];
  gateway.answer("GET /poll", () =>
    Response.json({ position: "8a.7", recovered: false, limited: true, events }),
  );
  gateway.beat();
  await settled();
  expect(tab.of("gap")).toEqual([{ position: "8a.6" }]);
  expect(tab.of("line")).toEqual([line]);
  expect(gateway.of("GET /poll").at(-1)?.query.get("since")).toBe("8a.7");
});
