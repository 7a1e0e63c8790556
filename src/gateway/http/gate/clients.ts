/** Notices that all requests come from one private address: then a proxy stands before the gateway, and limits count it. */
import { BlockList, isIPv6 } from "node:net";
import type { ClientAddress } from "./address.ts";

/** What the addresses of the requests so far have in common. */
export type Clients = "none" | "one private" | "various";

export interface SeenClients {
  readonly clients: Clients;
  readonly addressOf: ClientAddress;
}

const PRIVATE = new BlockList();
for (const [net, bits] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["100.64.0.0", 10],
] as const) {
  PRIVATE.addSubnet(net, bits, "ipv4");
}
for (const [net, bits] of [
  // The loopback, without the IPv4 addresses that are written as IPv6.
  ["::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  PRIVATE.addSubnet(net, bits, "ipv6");
}

/** Remembers as little as possible: the first address, until another comes. */
export function seeClients(addressOf: ClientAddress): SeenClients {
  let clients: Clients = "none";
  let only: string | undefined;
  return {
    get clients() {
      return clients;
    },
    addressOf(connected) {
      const address = addressOf(connected);
      if (clients === "none") {
        only = address;
        clients = isPrivate(address) ? "one private" : "various";
      } else if (address !== only) {
        only = undefined;
        clients = "various";
      }
      return address;
    },
  };
}

/** As `ClientAddress` gives them: IPv6 as its network. */
function isPrivate(address: string): boolean {
  const plain = address.replace(/\/64$/, "");
  return PRIVATE.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
}
