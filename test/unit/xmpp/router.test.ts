import { beforeEach, describe, expect, test } from "vitest";
import { StanzaError } from "../../../src/errors.ts";
import { IqTable } from "../../../src/xmpp/iq.ts";
import { Router } from "../../../src/xmpp/router.ts";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { FakeScheduler } from "../../support/process/fake-scheduler.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";

const from = "juliet@example.org/balcony";
const to = "bot@help.example.org";
const PING = "urn:xmpp:ping";
const domain = "help.example.org";

let sent: Element[];
let router: Router;
let iq: IqTable;

beforeEach(() => {
  sent = [];
  const send = (stanza: Element) => sent.push(stanza) > 0;
  iq = new IqTable({ domain, scheduler: new FakeScheduler(), send });
  router = new Router({ domain, log: recordedLog().log, iq, send, exists: () => true });
});

const ping = (attrs = {}) =>
  xml("iq", { type: "get", id: "1", from, to, ...attrs }, xml("ping", { xmlns: PING }));
const message = (attrs = {}) =>
  xml("message", { type: "chat", id: "1", from, to, ...attrs }, xml("body", {}, "hi"));
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const conditionOf = (stanza: Element | undefined) => stanza?.getChild("error")?.getChildElements()[0]?.name;

describe("an IQ that asks", () => {
  test("gets the payload that its handler returns", () => {
    router.on({ stanza: "iq" }, () => xml("pong", { xmlns: "urn:x" }));
    router.dispatch(ping());
    expect(sent.map(String)).toEqual([
      `<iq type="result" id="1" from="${to}" to="${from}"><pong xmlns="urn:x"/></iq>`,
    ]);
  });

  test("gets an empty result from a handler that returns nothing, now or later", async () => {
    const remove = router.on({ stanza: "iq" }, () => undefined);
    router.dispatch(ping());
    remove();
    router.on({ stanza: "iq" }, async () => undefined);
    router.dispatch(ping());
    await settled();
    expect(sent.map(({ attrs, children }) => [attrs.type, children.length])).toEqual([
      ["result", 0],
      ["result", 0],
    ]);
  });

  test("gets the error that its handler throws, now or later, and nothing of what it sent", async () => {
    const error = new StanzaError("item-not-found", { text: "no such thing" });
    const remove = router.on({ stanza: "iq" }, () => {
      throw error;
    });
    router.dispatch(ping());
    remove();
    router.on({ stanza: "iq" }, () => Promise.reject(error));
    router.dispatch(ping());
    await settled();
    expect(sent).toHaveLength(2);
    for (const reply of sent) {
      expect(reply.attrs).toEqual({ type: "error", id: "1", from: to, to: from });
      expect(reply.getChild("error")?.attrs.type).toBe("cancel");
      expect(conditionOf(reply)).toBe("item-not-found");
      expect(reply.getChild("error")?.getChildText("text")).toBe("no such thing");
      expect(reply.getChild("ping")).toBeUndefined();
    }
  });

  test("gets internal-server-error from a handler with a fault", async () => {
    router.on({ stanza: "iq" }, () => Promise.reject(new TypeError("a fault")));
    router.dispatch(ping());
    await settled();
    expect(conditionOf(sent[0])).toBe("internal-server-error");
    expect(String(sent[0])).not.toContain("a fault");
  });

  test("gets service-unavailable where there is no handler", () => {
    router.dispatch(ping());
    expect(conditionOf(sent[0])).toBe("service-unavailable");
  });

  test.each([
    ["of no type", ping({ type: undefined })],
    ["of an unknown type", ping({ type: "ask" })],
    ["without payload", xml("iq", { type: "get", id: "1", from, to })],
    ["with two payloads", xml("iq", { type: "set", id: "1", from, to }, xml("a"), xml("b"))],
  ])("%s gets bad-request (RFC 6120 §8.2.3), and no handler sees it", (_, element) => {
    router.on({ stanza: "iq" }, () => expect.fail("handled"));
    router.dispatch(element);
    expect(conditionOf(sent[0])).toBe("bad-request");
  });

  test("without an id is not answered, since nobody could match the answer", () => {
    router.dispatch(ping({ id: undefined }));
    router.dispatch(ping({ id: "" }));
    expect(sent).toEqual([]);
  });
});

describe("never answered", () => {
  test.each([
    ["an IQ result", ping({ type: "result" })],
    ["an IQ error", ping({ type: "error" })],
    ["a message of type error", message({ type: "error" })],
    ["a message of type groupchat", message({ type: "groupchat" })],
    ["a message of type headline", message({ type: "headline" })],
    ["presence of type error", xml("presence", { type: "error", from, to })],
    ["a message for another domain", message({ to: "other.example.org" })],
    ["a stanza from nobody", message({ from: undefined })],
  ])("%s, even where its handler throws", (_, element) => {
    for (const stanza of ["message", "presence", "iq"] as const) {
      router.on({ stanza }, () => {
        throw new StanzaError("not-allowed");
      });
    }
    router.dispatch(element);
    router.refuse(element, "too large");
    expect(sent).toEqual([]);
  });
});

describe("the handler of a stanza", () => {
  test("is the one with the most specific matcher, in any order of adding", () => {
    const called: string[] = [];
    router.on({ stanza: "message" }, () => void called.push("any"));
    router.on({ stanza: "message", to: { local: "bot" } }, () => void called.push("bot"));
    router.on({ stanza: "message", types: ["chat"] }, () => void called.push("chat"));
    router.dispatch(message());
    router.dispatch(message({ to: "rooms@help.example.org" }));
    router.dispatch(message({ to: "rooms@help.example.org", type: "normal" }));
    expect(called).toEqual(["bot", "chat", "any"]);
    expect(sent).toEqual([]);
  });

  test("can be removed again", () => {
    const remove = router.on({ stanza: "iq" }, () => xml("x"));
    remove();
    remove();
    router.dispatch(ping());
    expect(conditionOf(sent[0])).toBe("service-unavailable");
  });

  test("may refuse a message, with the id of that message", () => {
    router.on({ stanza: "message" }, () => {
      throw new StanzaError("item-not-found");
    });
    router.dispatch(message({ id: "seven" }));
    expect(sent[0]?.name).toBe("message");
    expect(sent[0]?.attrs).toEqual({ type: "error", id: "seven", from: to, to: from });
    expect(sent[0]?.getChild("body")).toBeUndefined();
  });
});

test("answers go to the entity that asked, and count only from the entity that was asked", async () => {
  const answer = iq.request("juliet@example.org/balcony", xml("ping", { xmlns: PING }));
  const { id } = sent[0]?.attrs ?? {};
  router.dispatch(ping({ type: "result", id, from: "romeo@example.org/x" }));
  router.dispatch(ping({ type: "result", id }));
  expect((await answer).attrs.from).toBe("juliet@example.org/balcony");
  expect(sent).toHaveLength(1);
});
