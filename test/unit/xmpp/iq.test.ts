import { beforeEach, expect, test } from "vitest";
import { RequestTimeout, StanzaError, StreamLost } from "../../../src/errors.ts";
import { IqTable, REQUEST_TIMEOUT, readError } from "../../../src/xmpp/iq.ts";
import { type Element, readStanza, type Stanza, xml } from "../../../src/xmpp/stanza.ts";
import { FakeScheduler } from "../../support/process/fake-scheduler.ts";

const STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas";
const domain = "help.example.org";
const asked = "juliet@example.org/balcony";
const payload = () => xml("query", { xmlns: "urn:x" });

let sent: Element[];
let online: boolean;
let time: FakeScheduler;
let iq: IqTable;

beforeEach(() => {
  sent = [];
  online = true;
  time = new FakeScheduler();
  iq = new IqTable({
    domain,
    scheduler: time,
    send: (stanza) => {
      if (online) sent.push(stanza);
      return online;
    },
  });
});

function answer(
  attrs: { type?: string; from?: string; id?: string | undefined },
  ...children: Element[]
): Stanza {
  const defaults = { type: "result", from: asked, to: domain, id: sent.at(-1)?.attrs.id };
  const stanza = readStanza(xml("iq", { ...defaults, ...attrs }, ...children));
  if (stanza === undefined) throw new Error("no stanza");
  return stanza;
}

test("a request comes from the domain, or the address given, with a random UUID as its id", async () => {
  void iq.request(asked, payload());
  void iq.request(asked, payload(), { from: "bot@help.example.org", type: "set" });
  expect(sent.map(({ attrs }) => [attrs.type, attrs.from, attrs.to])).toEqual([
    ["get", domain, asked],
    ["set", "bot@help.example.org", asked],
  ]);
  const ids = sent.map(({ attrs }) => attrs.id ?? "");
  expect(new Set(ids).size).toBe(2);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a result counts only from the address asked, and once", async () => {
  const result = iq.request(asked, payload());
  expect(iq.settle(answer({ from: "romeo@example.org/x" }))).toBe(false);
  expect(iq.settle(answer({ from: "juliet@example.org" }))).toBe(false);
  expect(iq.settle(answer({ id: "guessed" }))).toBe(false);
  expect(iq.settle(answer({ id: undefined }))).toBe(false);
  expect(iq.settle(answer({}, xml("query", { xmlns: "urn:x" })))).toBe(true);
  expect((await result).getChild("query", "urn:x")).toBeDefined();
  expect(iq.settle(answer({}))).toBe(false);
  expect(time.waiting).toBe(0);
});

test("an error rejects with its condition, type and text", async () => {
  const result = iq.request(asked, payload());
  iq.settle(
    answer(
      { type: "error" },
      xml(
        "error",
        { type: "wait" },
        xml("not-allowed", { xmlns: STANZAS }),
        xml("text", { xmlns: STANZAS }, "why"),
      ),
    ),
  );
  await expect(result).rejects.toMatchObject({ condition: "not-allowed", type: "wait", text: "why" });
});

test("a request waits 30 s, or as long as asked for", async () => {
  const usual = iq.request(asked, payload());
  const short = iq.request(asked, payload(), { timeoutMs: 1_000 });
  const endless = iq.request(asked, payload(), { timeoutMs: Number.POSITIVE_INFINITY });
  time.advance(1_000);
  await expect(short).rejects.toBeInstanceOf(RequestTimeout);
  time.advance(REQUEST_TIMEOUT);
  await expect(usual).rejects.toBeInstanceOf(RequestTimeout);
  iq.settle(answer({}));
  await endless;
});

test("all requests that wait fail when the stream is lost, and at once where there is none", async () => {
  const requests = [iq.request(asked, payload()), iq.request("example.org", payload())];
  iq.failAll();
  for (const request of requests) await expect(request).rejects.toBeInstanceOf(StreamLost);
  expect(time.waiting).toBe(0);
  online = false;
  await expect(iq.request(asked, payload())).rejects.toBeInstanceOf(StreamLost);
  expect(time.waiting).toBe(0);
});

test("nobody can be asked under a malformed address", async () => {
  await expect(iq.request("a@b@c", payload())).rejects.toBeInstanceOf(StanzaError);
});

test.each([
  ["no error element", xml("iq"), "undefined-condition"],
  ["an empty one", xml("iq", {}, xml("error")), "undefined-condition"],
  [
    "a condition nobody defined",
    xml("iq", {}, xml("error", {}, xml("toString", { xmlns: STANZAS }))),
    "undefined-condition",
  ],
  [
    "a condition in another namespace",
    xml("iq", {}, xml("error", {}, xml("gone", { xmlns: "urn:x" }))),
    "undefined-condition",
  ],
  [
    "text first",
    xml("iq", {}, xml("error", {}, xml("text", { xmlns: STANZAS }), xml("gone", { xmlns: STANZAS }))),
    "gone",
  ],
])("an error with %s is read as %s", (_, element, condition) => {
  expect(readError(element).condition).toBe(condition);
});
