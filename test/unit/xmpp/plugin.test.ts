import { expect, test } from "vitest";
import { type Address, createAddresses } from "../../../src/xmpp/addresses.ts";
import { createFeatureRegistry } from "../../../src/xmpp/features.ts";
import { type Jid, parseJid } from "../../../src/xmpp/jid.ts";
import { type Host, installPlugins } from "../../../src/xmpp/plugin.ts";
import { createStream, parentDomain } from "../../../src/xmpp/stream.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";

function jid(text: string): Jid {
  const parsed = parseJid(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

const address = (text: string, name = text): Address => ({
  jid: jid(text),
  name,
  identities: [],
  features: [],
  listed: true,
});

test("an address is found by its bare JID, with any resource", () => {
  const addresses = createAddresses();
  addresses.add(address("bot@help.example.org"));
  expect(addresses.find(jid("bot@help.example.org/anteroom"))?.name).toBe("bot@help.example.org");
  expect(addresses.find(jid("BOT@help.example.org"))).toBeDefined();
  expect(addresses.find(jid("nobody@help.example.org"))).toBeUndefined();
});

test("addresses that come and go are asked for, bare, after those that stay", () => {
  const addresses = createAddresses();
  const asked: string[] = [];
  addresses.add(address("bot@help.example.org"));
  addresses.addResolver((asking) => {
    asked.push(asking.full);
    return asking.local === "room1" ? address("room1@help.example.org") : undefined;
  });
  addresses.find(jid("bot@help.example.org"));
  expect(addresses.find(jid("room1@help.example.org/x"))?.name).toBe("room1@help.example.org");
  expect(addresses.find(jid("room2@help.example.org"))).toBeUndefined();
  expect(asked).toEqual(["room1@help.example.org", "room2@help.example.org"]);
  expect([...addresses.all()]).toHaveLength(1);
});

test("features are told sorted and once, apart for those that people write to", () => {
  const features = createFeatureRegistry();
  features.add("urn:b", "all");
  features.add("urn:a", "chat");
  features.add("urn:b", "chat");
  features.add("urn:c", "all");
  expect(features.of("chat")).toEqual(["urn:a", "urn:b", "urn:c"]);
  expect(features.of("all")).toEqual(["urn:b", "urn:c"]);
});

test("a plugin that cannot be installed is named", () => {
  const { log } = recordedLog();
  const { host } = createStream({
    url: "xmpp://h",
    domain: "d.e",
    secret: "s",
    version: "1",
    log,
    clock: () => 7,
  });
  const installed: Host[] = [];
  installPlugins(host, [{ name: "XEP-1", install: (host) => void installed.push(host) }]);
  expect(installed).toEqual([host]);
  expect(host).toMatchObject({ domain: "d.e", version: "1", startedAt: 7 });
  const broken = {
    name: "XEP-2",
    install: () => {
      throw new Error("a fault");
    },
  };
  expect(() => installPlugins(host, [broken])).toThrow("XEP-2");
});

test("the parent domain is what stands after the first dot, and a domain without one is its own", () => {
  expect(parentDomain("help.example.org")).toBe("example.org");
  expect(parentDomain("help")).toBe("help");
});
