import { readFile } from "node:fs/promises";
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
  test("keeps each component's lines below its own heading", () => {
    const components = {
      "a.localhost": { secret: "one" },
      "b.localhost": { secret: "two", conflict: "kick_old" },
    } as const;
    const text = prosodyConfig({ components }, place);
    const [, a, b, host] = text.split(/^(?=VirtualHost|Component)/m);
    expect(a).toMatch(/^Component "a.localhost"\n {2}component_secret = "one"\n/);
    expect(a).toContain('component_conflict_resolve = "kick_new"');
    expect(b).toMatch(/^Component "b.localhost"\n {2}component_secret = "two"\n/);
    expect(b).toContain('component_conflict_resolve = "kick_old"');
    expect(host).toBe('VirtualHost "localhost"\n');
  });

  test("lets only the components' own bots make rooms", () => {
    const text = prosodyConfig({ muc: true, components: { "help.localhost": { secret: "s" } } }, place);
    const [, rooms] = text.split(/^(?=VirtualHost|Component)/m);
    expect(rooms).toMatch(/^Component "conference.localhost" "muc"\n/);
    expect(rooms).toContain("\n  restrict_room_creation = true\n");
    expect(rooms).toContain('\n  admins = { "rooms@help.localhost" }\n');
    expect(rooms).toContain('if host ~= "conference.localhost" then');
  });

  test("takes further global lines before the first domain, where they are global", () => {
    const text = prosodyConfig({ config: "smacks_hibernation_time = 4" }, place);
    const [everywhere = ""] = text.split(/^(?=VirtualHost|Component)/m);
    expect(everywhere.match(/^smacks_hibernation_time = .*/gm)?.at(-1)).toBe("smacks_hibernation_time = 4");
  });

  test("is what deployers copy, but for names, ports and the interfaces", async () => {
    const shipped = await readFile(new URL("../../../prosody/anteroom.cfg.lua", import.meta.url), "utf8");
    const components = {
      "help.example.org": { secret: "a long secret in ASCII", conflict: "kick_old" },
    } as const;
    const options = { domain: "example.org", muc: true, components };
    const text = prosodyConfig(options, { ...place, componentPort: 5347 });
    const written = text.replaceAll('"conference.example.org"', '"rooms.example.org"');
    for (const part of shipped.split(/^(?=Component )/m)) expect(written).toContain(part);
  });
});
