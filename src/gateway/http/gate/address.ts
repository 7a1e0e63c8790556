/** The address that limits count for a request. It is kept in memory alone. */
import { BlockList, isIP, isIPv6 } from "node:net";

export interface Connected {
  /** Of the connection. */
  readonly remote: string | undefined;
  readonly forwarded: string | undefined;
  readonly forwardedFor: string | undefined;
}

/** Gives the address of the client, with IPv6 cut to its network. */
export type ClientAddress = (connected: Connected) => string;

/** @param proxies addresses and networks of the proxies whose headers count */
export function createClientAddress(proxies: readonly string[]): ClientAddress {
  const list = new BlockList();
  for (const text of proxies) {
    const [address = "", bits] = text.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const isProxy = (address: string): boolean => list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  /** From the right: who comes before the last proxy of ours. What a stranger wrote further left does not count. */
  const behind = (last: string, named: readonly string[]): string => {
    let address = last;
    for (const text of [...named].reverse()) {
      if (!isProxy(address)) break;
      const before = readAddress(text);
      if (before === undefined) break;
      address = before;
    }
    return address;
  };
  return ({ remote, forwarded, forwardedFor }) => {
    const last = readAddress(remote ?? "") ?? "";
    if (last === "" || !isProxy(last)) return network(last);
    const listed = [
      ...(forwarded === undefined ? [] : [behind(last, forwardedAddresses(forwarded))]),
      ...(forwardedFor === undefined ? [] : [behind(last, forwardedFor.split(","))]),
    ];
    const [first = last, second = first] = listed;
    // A proxy writes one of the two. The other one came from outside, and may say anything.
    return network(first === second ? first : last);
  };
}

/** The `for` of each element of `Forwarded` (RFC 7239 §4). */
function forwardedAddresses(header: string): readonly string[] {
  return header
    .split(",")
    .map((element) => /(?:^|;)\s*for\s*=\s*("[^"]*"|[^\s;]*)/i.exec(element)?.[1] ?? "");
}

/** An address as proxies write it: quoted, in brackets, with a port. IPv4 within IPv6 is IPv4. */
function readAddress(text: string): string | undefined {
  const plain = text.trim().replace(/^"(.*)"$/, "$1");
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(plain) ?? [];
  const [, beforePort] = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(plain) ?? [];
  const address = (bracketed ?? beforePort ?? plain).replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(address) === 0 ? undefined : address;
}

/** A household has a /64 of IPv6 at least. */
function network(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail = ""] = address.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const zeros = address.includes("::") ? Array(Math.max(0, 8 - left.length - right.length)).fill("0") : [];
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
