import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { secretsOf } from "../../../src/config/secrets.ts";
import { problemsOf } from "./problems.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = "/nonexistent";
const httpOf = (env: Readonly<Record<string, string>>) => loadConfig({ env, cwd }, ["http"]).http;

describe("the settings of the gateway", () => {
  test("the gateway is off unless an address is given", () => {
    expect(httpOf({}).listen).toBeUndefined();
    expect(httpOf({ ANTEROOM_HTTP_LISTEN: "off" }).listen).toBeUndefined();
    expect(httpOf({ ANTEROOM_HTTP_LISTEN: "8080" }).listen).toEqual({ host: "127.0.0.1", port: 8080 });
    expect(httpOf({ ANTEROOM_HTTP_LISTEN: "[::]:81" }).listen).toEqual({ host: "::", port: 81 });
  });

  test("the settings of logins are in a map of their own, and the secret is kept out of the log", async () => {
    await using folder = await temporaryFolder({
      "anteroom.yaml":
        "http:\n  jwt:\n    secret: a secret of thirty-two bytes or more\n    issuer: https://www.example.net\n",
    });
    const config = loadConfig({ env: {}, cwd: folder.path }, ["http"]);
    expect(config.http.jwt).toEqual({
      secret: "a secret of thirty-two bytes or more",
      issuer: "https://www.example.net",
    });
    expect(secretsOf(config)).toContain("a secret of thirty-two bytes or more");
    expect(httpOf({ ANTEROOM_HTTP_JWT_AUDIENCE: "help" }).jwt.audience).toBe("help");
  });

  test.each([
    ["ANTEROOM_HTTP_LISTEN", "eighty", /^http\.listen: must be an address and a port/],
    ["ANTEROOM_HTTP_BASE", "chat", /^http\.base: must be a path such as "\/nereid-chat"/],
    ["ANTEROOM_HTTP_BASE", "/chat/", /^http\.base: must be a path/],
    ["ANTEROOM_HTTP_BASE", "/", /^http\.base: must be a path/],
    ["ANTEROOM_HTTP_BASE", "/a/../b", /^http\.base: must be a path/],
    ["ANTEROOM_HTTP_BASE", "/a b", /^http\.base: must be a path/],
    ["ANTEROOM_HTTP_BASE", "/%61", /^http\.base: must be a path/],
    ["ANTEROOM_HTTP_ORIGINS", "https://a.example", /^http\.origins: must be a list of origins/],
    ["ANTEROOM_HTTP_ORIGINS", '["*"]', /^http\.origins\[0\]: must be an origin as browsers write it/],
    ["ANTEROOM_HTTP_ORIGINS", '["null"]', /^http\.origins\[0\]: must be an origin/],
    ["ANTEROOM_HTTP_ORIGINS", '["https://a.example/"]', /^http\.origins\[0\]: must be an origin/],
    ["ANTEROOM_HTTP_ORIGINS", '["https://A.example"]', /^http\.origins\[0\]: must be an origin/],
    ["ANTEROOM_HTTP_ORIGINS", '["https://a.example:443"]', /^http\.origins\[0\]: must be an origin/],
    ["ANTEROOM_HTTP_ORIGINS", '["https://*.example"]', /^http\.origins\[0\]: must be an origin/],
    ["ANTEROOM_HTTP_PROXIES", '["proxy.example"]', /^http\.proxies\[0\]: must be an address or a network/],
    ["ANTEROOM_HTTP_PROXIES", '["10.0.0.0/33"]', /^http\.proxies\[0\]: must be an address or a network/],
    ["ANTEROOM_HTTP_PROXIES", '["fe80::1%eth0"]', /^http\.proxies\[0\]: must be an address or a network/],
    ["ANTEROOM_HTTP_VISITORS", "maybe", /^http\.visitors: must be true or false/],
    ["ANTEROOM_HTTP_JWT_JWKS", "http://a.example/jwks", /^http\.jwt\.jwks: must be an https address/],
    ["ANTEROOM_HTTP_TOKEN", "0", /^http\.token: must be more than 0/],
    ["ANTEROOM_HTTP_TOKEN", "25h", /^http\.token: must be at most 24h/],
    ["ANTEROOM_HTTP_TOKEN_IN_PATH", "no way", /^http\.token_in_path: must be true or false/],
    ["ANTEROOM_HTTP_RENEWAL", "a day", /^http\.renewal: must be a duration/],
    ["ANTEROOM_HTTP_RETENTION", "0", /^http\.retention: must be more than 0/],
    ["ANTEROOM_HTTP_UPLOAD", "some", /^http\.upload: must be one of off, staff, all/],
  ])("%s: %s is refused with one clear line", (variable, value, line) => {
    const problems = problemsOf({ env: { [variable]: value } }, ["http"]);
    expect(problems).toEqual([expect.stringMatching(line)]);
  });

  test("exact origins, addresses and networks are taken as they are", () => {
    const origins = [
      "https://www.example.org",
      "http://localhost:3000",
      "https://xn--bcher-kva.example",
      "http://[::1]:8080",
    ];
    const proxies = ["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"];
    const http = httpOf({
      ANTEROOM_HTTP_ORIGINS: JSON.stringify(origins),
      ANTEROOM_HTTP_PROXIES: JSON.stringify(proxies),
    });
    expect(http).toMatchObject({ origins, proxies });
  });
});
