import { expect, test } from "vitest";
import { RequestTimeout, StanzaError, StreamLost } from "../../../src/errors.ts";
import { createPing, parentDomain } from "../../../src/xmpp/ping.ts";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";

const PONG = xml("iq", { type: "result" });

/** Pings; `answers` says how a domain answers. Gives the domains that were asked. */
function pinging(domain: string, answers: (target: string) => Element | Error) {
  const asked: string[] = [];
  const request = async (to: unknown) => {
    asked.push(String(to));
    const answer = answers(String(to));
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, ping: createPing(domain, { request }) };
}

test("the parent domain is what stands after the first dot, and a domain without one is its own", () => {
  expect(parentDomain("help.example.org")).toBe("example.org");
  expect(parentDomain("help")).toBe("help");
});

test("the domain above is pinged where it answers, and an error of its own is an answer", async () => {
  const refusing = pinging("desk.example.net", () => new StanzaError("service-unavailable"));
  await expect(refusing.ping()).rejects.toThrow(StanzaError);
  await expect(refusing.ping()).rejects.toThrow(StanzaError);
  expect(refusing.asked).toEqual(["example.net", "example.net"]);
});

test.for<[string, Error]>([
  ["is not found elsewhere", new StanzaError("remote-server-not-found")],
  ["cannot be reached in time by the server", new StanzaError("remote-server-timeout")],
  ["does not answer soon", new RequestTimeout("example.net", 2_000)],
])("where the domain above %s, the component's own is pinged from then on", async ([, error]) => {
  const { asked, ping } = pinging("desk.example.net", (target) => (target === "example.net" ? error : PONG));
  expect(await ping()).toBe(PONG);
  expect(await ping()).toBe(PONG);
  expect(asked).toEqual(["example.net", "desk.example.net", "desk.example.net"]);
});

test("a stream that is lost is no answer, and says nothing about the domain above", async () => {
  let lost = true;
  const { asked, ping } = pinging("desk.example.net", () => (lost ? new StreamLost() : PONG));
  await expect(ping()).rejects.toThrow(StreamLost);
  lost = false;
  expect(await ping()).toBe(PONG);
  expect(asked).toEqual(["example.net", "example.net"]);
});
