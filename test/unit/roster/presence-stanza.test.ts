import { describe, expect, it } from "vitest";
import { presenceStanza, readPresence } from "../../../src/roster/presence-stanza.ts";
import type { Address } from "../../../src/xmpp/addresses.ts";
import { parseJid } from "../../../src/xmpp/jid.ts";
import { readStanza, xml } from "../../../src/xmpp/stanza.ts";

function read(type: string | undefined, from: string, ...children: ReturnType<typeof xml>[]) {
  const stanza = readStanza(xml("presence", { from, to: "bot@help.localhost", type }, ...children));
  if (stanza === undefined) throw new Error("no stanza");
  return readPresence(stanza);
}

describe("reading presence", () => {
  it.each([
    ["5", 5],
    [" -1\n", -1],
    ["+127", 127],
    ["-128", -128],
    ["128", 0],
    ["1e2", 0],
    ["99999999999999999999", 0],
    ["high", 0],
    ["", 0],
  ])("priority %j counts as %d", (text, priority) => {
    expect(read(undefined, "ann@localhost/phone", xml("priority", {}, text))).toEqual({
      type: "available",
      resource: "phone",
      priority,
      show: "",
    });
  });

  it.each([
    ["away", "away"],
    [" dnd ", "dnd"],
    ["online", ""],
    ["", ""],
  ])("show %j counts as %j", (text, show) => {
    expect(read(undefined, "ann@localhost", xml("show", {}, text))).toEqual({
      type: "available",
      resource: "",
      priority: 0,
      show,
    });
  });

  it("knows the types of RFC 6121 and no others", () => {
    for (const type of ["subscribe", "subscribed", "unsubscribe", "unsubscribed", "probe", "error"]) {
      expect(read(type, "ann@localhost/phone")).toEqual({ type });
    }
    expect(read("unavailable", "ann@localhost/phone")).toEqual({ type: "unavailable", resource: "phone" });
    expect(read("invisible", "ann@localhost/phone")).toBeUndefined();
  });

  it("ignores an error about a stanza that one device did not acknowledge, and heeds any other error", () => {
    const error = (condition: string) =>
      xml("error", { type: "cancel" }, xml(condition, { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" }));
    expect(read("error", "ann@localhost", error("recipient-unavailable"))).toBeUndefined();
    expect(read("error", "ann@localhost", error("remote-server-not-found"))).toEqual({ type: "error" });
  });
});

describe("writing presence", () => {
  const jid = parseJid("bot@help.localhost");
  if (jid === undefined) throw new Error("no address");
  const bot: Address = {
    jid,
    name: "Help",
    resource: "anteroom",
    identities: [],
    features: [],
    listed: true,
  };

  it("sends presence from the full address and subscription stanzas from the bare one", () => {
    const from = (saying: Parameters<typeof presenceStanza>[0]) => {
      const { attrs } = presenceStanza(saying, bot, "ann@localhost", []);
      expect(attrs.id).toBeDefined();
      expect(attrs.to).toBe("ann@localhost");
      expect(attrs.type).toBe(saying === "available" ? undefined : saying);
      return attrs.from;
    };
    expect(from("available")).toBe("bot@help.localhost/anteroom");
    expect(from("unavailable")).toBe("bot@help.localhost/anteroom");
    expect(from("subscribe")).toBe("bot@help.localhost");
    expect(from("subscribed")).toBe("bot@help.localhost");
    expect(from("unsubscribed")).toBe("bot@help.localhost");
    // Prosody answers only probes from the bare address.
    expect(from("probe")).toBe("bot@help.localhost");
  });

  it("carries the name and the capabilities of the address", () => {
    const caps = xml("c", { xmlns: "http://jabber.org/protocol/caps", node: "n", ver: "v" });
    const element = presenceStanza("available", bot, "ann@localhost/phone", [caps]);
    expect(element.getChildText("nick", "http://jabber.org/protocol/nick")).toBe("Help");
    expect(element.getChild("c", "http://jabber.org/protocol/caps")?.attrs.ver).toBe("v");
  });

  it("sends everything from the bare address if the address has no resource", () => {
    const { resource: _, ...domain } = bot;
    expect(presenceStanza("available", domain, "ann@localhost", []).attrs.from).toBe("bot@help.localhost");
  });
});
