import { describe, expect, test } from "vitest";
import { verification } from "../../../../../src/xmpp/xep/discovery/caps.ts";

describe("the hash of capabilities is that of XEP-0115", () => {
  const exodus = { category: "client", type: "pc", name: "Exodus 0.9.1" };
  const features = [
    "http://jabber.org/protocol/caps",
    "http://jabber.org/protocol/disco#info",
    "http://jabber.org/protocol/disco#items",
    "http://jabber.org/protocol/muc",
  ];

  test("is right for the example in its §5.2", () => {
    expect(verification({ identities: [exodus], features })).toBe("QgayPKawpkPSDYmwT/WM94uAlu0=");
  });

  test("does not depend on the order in which features were added", () => {
    expect(verification({ identities: [exodus], features: [...features].reverse() })).toBe(
      "QgayPKawpkPSDYmwT/WM94uAlu0=",
    );
  });

  test("does not depend on the order of identities, with or without a name", () => {
    const other = { category: "automation", type: "command-list" };
    const one = verification({ identities: [exodus, other], features });
    expect(one).toBe(verification({ identities: [other, exodus], features }));
    expect(one).not.toBe(verification({ identities: [exodus], features }));
  });

  test("sorts by octets of UTF-8, which is not the order of UTF-16", () => {
    // SHA-1 of "a/b//<\uff5e<😀<", computed apart.
    const expected = "DbZKBM63GYmYACiDK55KQXo2P/A=";
    expect(verification({ identities: [{ category: "a", type: "b" }], features: ["😀", "\uff5e"] })).toBe(
      expected,
    );
  });
});
