import { describe, expect, test } from "vitest";
import { type Asking, ruleOnOrigin } from "../../../../src/gateway/http/gate/origin.ts";

const ALLOWED = new Set(["https://www.example.org", "http://localhost:3000"]);
const rule = (asking: Partial<Asking>) =>
  ruleOnOrigin(
    {
      method: "POST",
      origin: undefined,
      host: "chat.example.org",
      wants: undefined,
      compat: false,
      ...asking,
    },
    ALLOWED,
  );

describe("origins", () => {
  test("a request without Origin comes from no page, and passes without permission for one", () => {
    expect(rule({})).toEqual({ kind: "go", headers: {} });
  });

  test("an origin of the list passes, and its page may read the answer", () => {
    expect(rule({ origin: "https://www.example.org" })).toEqual({
      kind: "go",
      headers: {
        "access-control-allow-origin": "https://www.example.org",
        "access-control-expose-headers": "retry-after",
      },
    });
  });

  test.each([
    ["https://chat.example.org", "chat.example.org"],
    ["https://chat.example.org", "chat.example.org:443"],
    ["http://chat.example.org", "chat.example.org:80"],
    ["https://chat.example.org:8443", "chat.example.org:8443"],
    ["https://chat.example.org", "Chat.Example.org"],
    ["http://[::1]:8080", "[::1]:8080"],
  ])("the gateway's own origin passes: %s at %s", (origin, host) => {
    expect(rule({ origin, host })).toEqual({ kind: "go", headers: {} });
  });

  test.each([
    ["null", "chat.example.org"],
    ["", "chat.example.org"],
    ["https://evil.example", "chat.example.org"],
    ["https://www.example.org.evil.example", "chat.example.org"],
    ["https://www.example.org:444", "chat.example.org"],
    ["http://www.example.org", "chat.example.org"],
    ["https://WWW.example.org", "chat.example.org"],
    ["https://www.example.org/", "chat.example.org"],
    ["https://chat.example.org:8443", "chat.example.org"],
    ["https://evil.example", "evil.example/@chat.example.org"],
    ["https://chat.example.org@evil.example", "evil.example"],
    ["https://a.example, https://www.example.org", "chat.example.org"],
    ["file://", ""],
    ["chrome-extension://chat.example.org", "chat.example.org"],
    ["https://evil.example", undefined],
  ])("a foreign origin is refused: %s at %s", (origin, host) => {
    expect(rule({ origin, host }).kind).toBe("foreign");
    expect(rule({ origin, host, method: "OPTIONS", wants: "POST" }).kind).toBe("foreign");
  });

  test("a preflight names the methods and headers of the table, never credentials and never all", () => {
    const asked = { method: "OPTIONS", wants: "POST", origin: "http://localhost:3000" };
    const { kind, headers } = rule(asked) as { kind: string; headers: Record<string, string> };
    expect(kind).toBe("preflight");
    expect(headers).toEqual({
      "access-control-allow-origin": "http://localhost:3000",
      "access-control-allow-methods": "GET, POST, DELETE",
      "access-control-allow-headers": "authorization, content-type, last-event-id, accept",
      "access-control-max-age": "7200",
    });
    expect(rule({ ...asked, compat: true })).toMatchObject({
      headers: {
        "access-control-allow-headers":
          "authorization, content-type, last-event-id, accept, x-requested-with",
      },
    });
  });
});
