import { describe, expect, test } from "vitest";
import { createClientAddress } from "../../../../src/gateway/http/gate/address.ts";

const PROXIES = ["127.0.0.1", "10.0.0.0/8", "2001:db8:aaaa::/48"];
const address = createClientAddress(PROXIES);
const of = (remote: string, headers: { forwarded?: string; forwardedFor?: string } = {}) =>
  address({ remote, forwarded: headers.forwarded, forwardedFor: headers.forwardedFor });

describe("the address that limits count", () => {
  test("a stranger's headers count for nothing", () => {
    expect(of("198.51.100.7", { forwardedFor: "203.0.113.9", forwarded: "for=203.0.113.9" })).toBe(
      "198.51.100.7",
    );
  });

  test.each([
    ["203.0.113.9", "203.0.113.9"],
    ["192.0.2.1, 203.0.113.9", "203.0.113.9"],
    ["203.0.113.9, 10.1.2.3", "203.0.113.9"],
    ["192.0.2.1,203.0.113.9 ,10.1.2.3,10.0.0.1", "203.0.113.9"],
    ["203.0.113.9:4711", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["[2001:DB8:0001:2::9]:443", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::1, 2001:db8:aaaa::5", "2001:db8:1:2::/64"],
    // Only proxies: the first of them is the client.
    ["10.9.9.9", "10.9.9.9"],
    // What is no address ends the way back at the proxy that wrote it.
    ["unknown", "127.0.0.1"],
    ["203.0.113.9, _hidden, 10.1.2.3", "10.1.2.3"],
    ["", "127.0.0.1"],
  ])(
    "behind a proxy it is the rightmost address that is no proxy: X-Forwarded-For: %s",
    (forwardedFor, client) => {
      expect(of("127.0.0.1", { forwardedFor })).toBe(client);
      expect(of("::ffff:127.0.0.1", { forwardedFor })).toBe(client);
    },
  );

  test.each([
    ["for=203.0.113.9", "203.0.113.9"],
    ['for="203.0.113.9:4711";proto=https;by=10.0.0.1', "203.0.113.9"],
    ['For="[2001:db8:1:2::9]:80"', "2001:db8:1:2::/64"],
    ["for=192.0.2.1, for=203.0.113.9;proto=http, for=10.1.1.1", "203.0.113.9"],
    ["proto=https", "127.0.0.1"],
    ["for=unknown", "127.0.0.1"],
  ])("the same by Forwarded: %s", (forwarded, client) => {
    expect(of("127.0.0.1", { forwarded })).toBe(client);
  });

  test("the header that the proxy does not write cannot be used to be somebody else", () => {
    expect(of("127.0.0.1", { forwardedFor: "203.0.113.9", forwarded: "for=192.0.2.1" })).toBe("127.0.0.1");
    expect(of("127.0.0.1", { forwardedFor: "203.0.113.9", forwarded: "for=203.0.113.9" })).toBe(
      "203.0.113.9",
    );
  });

  test("addresses of one household's network of IPv6 count as one", () => {
    expect(of("2001:db8:1:2:aaaa::1")).toBe(of("2001:db8:1:2:bbbb::2"));
    expect(of("2001:db8:1:3::1")).not.toBe(of("2001:db8:1:2::1"));
    expect(of("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
    expect(of("::1")).toBe("0:0:0:0::/64");
  });
});
