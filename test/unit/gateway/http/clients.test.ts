/** Whether all requests come from one private address. */
import { expect, test } from "vitest";
import { createClientAddress } from "../../../../src/gateway/http/gate/address.ts";
import { seeClients } from "../../../../src/gateway/http/gate/clients.ts";

test.each([
  [[], "none"],
  [["127.0.0.1", "127.0.0.1"], "one private"],
  [["::ffff:10.1.2.3", "10.1.2.3"], "one private"],
  [["172.20.0.9"], "one private"],
  [["192.168.1.7"], "one private"],
  [["::1"], "one private"],
  [["fd00:1:2:3::9", "fd00:1:2:3::10"], "one private"],
  [["127.0.0.1", "10.0.0.1"], "various"],
  [["203.0.113.7"], "various"],
  [["203.0.113.7", "127.0.0.1", "127.0.0.1"], "various"],
  [["2001:db8::1"], "various"],
] as const)("requests from %j: %s", (addresses, clients) => {
  const seen = seeClients(createClientAddress([]));
  for (const remote of addresses) seen.addressOf({ remote, forwarded: undefined, forwardedFor: undefined });
  expect(seen.clients).toBe(clients);
});
