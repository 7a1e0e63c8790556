import { describe, expect, test } from "vitest";
import { accountFile, luaString, prosodyConfig } from "../../../src/demo/prosody-config.ts";

const place = {
  dataPath: "/data",
  interfaces: ["127.0.0.1"],
  c2sPort: 15222,
  componentPort: 15347,
  runAsRoot: false,
};

describe("a string in Lua's spelling", () => {
  test.each([
    ["plain", '"plain"'],
    ['a "quoted" word', '"a \\034quoted\\034 word"'],
    ["back\\slash", '"back\\092slash"'],
    ["two\nlines", '"two\\010lines"'],
    // a digit after it must not be read as part of the escape
    ["\u00001", '"\\0001"'],
    ["Zürich ☃", '"Zürich ☃"'],
  ])("%j", (text, lua) => {
    expect(luaString(text)).toBe(lua);
  });
});

describe("the file of an account", () => {
  test.each([
    ["localhost", "alice", "localhost/accounts/alice.dat"],
    ["example.org", "bob", "example%2eorg/accounts/bob.dat"],
    ["localhost", "a.b-c_d", "localhost/accounts/a%2eb%2dc%5fd.dat"],
    ["localhost", "../../etc", "localhost/accounts/%2e%2e%2f%2e%2e%2fetc.dat"],
    ["localhost", "jürgen", "localhost/accounts/j%c3%bcrgen.dat"],
  ])("%s, %s", (domain, user, path) => {
    expect(accountFile(domain, user, "pw").path).toBe(path);
  });

  test("holds the password as Lua reads it", () => {
    expect(accountFile("localhost", "alice", 'a"b').text).toContain('["password"] = "a\\034b";');
  });
});

describe("the configuration", () => {
  test("keeps each component's lines below its own heading, after the accounts' domain", () => {
    const components = {
      "a.localhost": { secret: "one" },
      "b.localhost": { secret: "two", conflict: "kick_old" },
    } as const;
    const text = prosodyConfig({ components }, place);
    const [, host, a, b] = text.split(/^(?=VirtualHost|Component)/m);
    expect(host).toContain('VirtualHost "localhost"');
    expect(a).toContain('component_secret = "one"\ncomponent_conflict_resolve = "kick_new"');
    expect(b).toContain('component_secret = "two"\ncomponent_conflict_resolve = "kick_old"');
  });

  test("lets only the components' own bots make rooms", () => {
    const text = prosodyConfig({ muc: true, components: { "help.localhost": { secret: "s" } } }, place);
    expect(text).toContain('Component "conference.localhost" "muc"\nrestrict_room_creation = true');
    expect(text).toContain('admins = { "rooms@help.localhost" }');
  });

  test("takes further global lines before the first domain, where they are global", () => {
    const text = prosodyConfig({ config: "smacks_hibernation_time = 4" }, place);
    expect(text.indexOf("smacks_hibernation_time")).toBeGreaterThan(0);
    expect(text.indexOf("smacks_hibernation_time")).toBeLessThan(text.indexOf("VirtualHost"));
  });
});
