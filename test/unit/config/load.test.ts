import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { keys, variableOf } from "../../../src/config/settings.ts";
import { problemsOf, required } from "./problems.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = "/nonexistent";

describe("the sources of settings", () => {
  test("the defaults are those of the contract", () => {
    expect(loadConfig({ env: { ...required, ANTEROOM_XMPP_INSTANCE: "one" }, cwd })).toEqual({
      xmpp: {
        url: "xmpp://127.0.0.1:5347",
        domain: "help.example.org",
        secret: "correct horse",
        instance: "one",
      },
      database: {
        url: "postgresql://anteroom:hunter2@127.0.0.1/anteroom",
        schema: "anteroom",
        migrate: true,
      },
      bot: { address: "bot", name: "Anteroom", resource: "anteroom", language: "en" },
      conversations: {
        responders: [],
        idle: 1_800_000,
        signout: 600_000,
        warn: 60_000,
        retention: 2_592_000_000,
      },
      rooms: {
        address: "rooms",
        nickname: "Anteroom",
        queues: new Map([["default", { ready: 10, max: 100 }]]),
        lease: 60_000,
        grace: 90_000,
        client_grace: 90_000,
        line: 120_000,
        retention: 7_776_000_000,
        history: 0,
        options: new Map(),
        staff: new Map(),
      },
      http: {
        base: "/nereid-chat",
        origins: [],
        proxies: [],
        visitors: false,
        jwt: {},
        token: 3_600_000,
        token_in_path: true,
        renewal: 86_400_000,
        retention: 2_592_000_000,
        upload: "off",
      },
      shutdown: { timeout: 10_000 },
      ops: { listen: { host: "127.0.0.1", port: 9090 } },
      log: { level: "info" },
    });
  });

  test("the instance is named after host and process", () => {
    expect(loadConfig({ env: required, cwd }).xmpp.instance).toMatch(new RegExp(`.-${process.pid}$`));
  });

  test("the file overrides defaults, and a variable overrides the file", async () => {
    await using folder = await temporaryFolder({ "anteroom.yaml": "bot: {name: Ada, address: ada}" });
    const { bot } = loadConfig({ env: { ANTEROOM_BOT_NAME: "Grace" }, cwd: folder.path }, ["bot"]);
    expect(bot).toEqual({ name: "Grace", address: "ada", resource: "anteroom", language: "en" });
  });

  test("--config takes precedence over ANTEROOM_CONFIG, and ANTEROOM_CONFIG over ./anteroom.yaml", async () => {
    await using folder = await temporaryFolder({
      "anteroom.yaml": "bot.name: default",
      "variable.yaml": "bot.name: variable",
      "option.yaml": "bot.name: option",
    });
    const name = (file: string | undefined, env: Record<string, string>) =>
      loadConfig({ file, env, cwd: folder.path }, ["bot"]).bot.name;
    expect(name("option.yaml", { ANTEROOM_CONFIG: "variable.yaml" })).toBe("option");
    expect(name(undefined, { ANTEROOM_CONFIG: "variable.yaml" })).toBe("variable");
    expect(name(undefined, {})).toBe("default");
  });

  test("a file that was named must exist, but ./anteroom.yaml need not", () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ file: "my.yaml" })).toEqual([
      "my.yaml: cannot be read: there is no such file (--config)",
    ]);
    expect(problemsOf({ env: { ...required, ANTEROOM_CONFIG: "/" } })).toEqual([
      "/: cannot be read: it is a folder (ANTEROOM_CONFIG)",
    ]);
  });

  test("empty files, empty sections and sections of comments set nothing", async () => {
    await using folder = await temporaryFolder({
      "a.yaml": "",
      "b.yaml": "# nothing\n---\n",
      "c.yaml": "bot:\n  # name: Ada\nxmpp: {}\n",
    });
    for (const file of ["a.yaml", "b.yaml", "c.yaml"]) {
      expect(problemsOf({ file, cwd: folder.path })).toEqual([]);
    }
  });

  test("dotted keys and keys under sections mean the same", async () => {
    await using folder = await temporaryFolder({ "anteroom.yaml": "bot.name: Ada\nbot:\n  address: ada\n" });
    expect(loadConfig({ env: {}, cwd: folder.path }, ["bot"]).bot).toMatchObject({
      name: "Ada",
      address: "ada",
    });
  });
});

describe("variables", () => {
  test.each(keys.map((key) => [key, variableOf(key)] as const))("%s is overridden by %s", (key, variable) => {
    // A line feed is wrong for every setting but lists and maps, which a number is wrong for.
    const [problem, ...others] = problemsOf({ env: { ...required, [variable]: "\n7\n" } });
    expect(problem).toContain(`${key}: `);
    expect(problem).toContain(`(${variable})`);
    expect(others).toEqual([]);
  });

  test("lists are given as YAML or as JSON", () => {
    const responders = (text: string) =>
      loadConfig({ env: { ANTEROOM_CONVERSATIONS_RESPONDERS: text }, cwd }, ["conversations"]).conversations
        .responders;
    expect(responders('["/a.js", "b"]')).toEqual(["/a.js", "b"]);
    expect(responders("[/a.js, b]")).toEqual(["/a.js", "b"]);
    expect(responders("- /a.js\n- b\n")).toEqual(["/a.js", "b"]);
  });

  test("text is taken literally, even if YAML would read it otherwise", () => {
    const env = { ...required, ANTEROOM_BOT_NAME: "123: #[", ANTEROOM_XMPP_SECRET: " @!*& 'x\" " };
    const { bot, xmpp } = loadConfig({ env, cwd });
    expect([bot.name, xmpp.secret]).toEqual(["123: #[", " @!*& 'x\" "]);
  });

  test("_FILE reads the value from a file, without the line feed at its end", async () => {
    await using folder = await temporaryFolder({ unix: "s3cret\n", windows: "s3cret\r\n", bare: "s3cret" });
    for (const name of ["unix", "windows", "bare"]) {
      const env = { ...required, ANTEROOM_XMPP_SECRET: "", ANTEROOM_XMPP_SECRET_FILE: name };
      expect(loadConfig({ env, cwd: folder.path }).xmpp.secret).toBe("s3cret");
    }
  });

  test("a _FILE that cannot be read is the only problem reported for its key", () => {
    const env = {
      ...required,
      ANTEROOM_XMPP_SECRET: undefined,
      ANTEROOM_XMPP_SECRET_FILE: "/nowhere/at/all",
    };
    expect(problemsOf({ env })).toEqual([
      "xmpp.secret: the file named for it cannot be read: there is no such file (ANTEROOM_XMPP_SECRET_FILE)",
    ]);
  });

  test("a value may not be given both as text and as file", async () => {
    await using folder = await temporaryFolder({ secret: "s3cret" });
    const env = { ...required, ANTEROOM_XMPP_SECRET_FILE: join(folder.path, "secret") };
    expect(problemsOf({ env })).toEqual([
      "xmpp.secret: is given twice, as text and as file (ANTEROOM_XMPP_SECRET_FILE)",
    ]);
  });

  test("an empty variable counts as not set", () => {
    expect(problemsOf({ env: { ...required, ANTEROOM_BOT_NAME: "", ANTEROOM_NO_SUCH: "" } })).toEqual([]);
  });

  test("the variables that Kubernetes sets beside a service named anteroom are ignored", () => {
    const links = {
      ANTEROOM_SERVICE_HOST: "10.0.0.1",
      ANTEROOM_SERVICE_PORT_METRICS: "9090",
      ANTEROOM_PORT: "tcp://10.0.0.1:9090",
      ANTEROOM_PORT_9090_TCP_ADDR: "10.0.0.1",
      ANTEROOM_WEB_SERVICE_HOST: "10.0.0.2",
    };
    expect(problemsOf({ env: { ...required, ...links } })).toEqual([]);
  });
});

describe("problems", () => {
  test("all problems are reported at once, each in a line with its key and its place", async () => {
    await using folder = await temporaryFolder({
      "anteroom.yaml": "xmpp:\n  domain: Help.Example.org\nbot:\n  nmae: Ada\nlog: loud\n",
    });
    const env = {
      ANTEROOM_SHUTDOWN_TIMEOUT: "soon",
      ANTEROOM_DATABSE_URL: "x",
      ANTEROOM_CONFIG_FILE: "/etc/anteroom.yaml",
    };
    expect(problemsOf({ env, cwd: folder.path })).toEqual([
      "bot.nmae: is not a setting; the nearest is bot.name (anteroom.yaml:4)",
      "log: must be a map of settings (anteroom.yaml:5)",
      "ANTEROOM_DATABSE_URL: is not a variable of Anteroom; the nearest is ANTEROOM_DATABASE_URL, for database.url",
      "ANTEROOM_CONFIG_FILE: is not a variable of Anteroom; the nearest is ANTEROOM_CONFIG, which names the file",
      "xmpp.domain: must be in lower case (anteroom.yaml:2)",
      "xmpp.secret: is required: set it in the file or as ANTEROOM_XMPP_SECRET",
      "database.url: is required: set it in the file or as ANTEROOM_DATABASE_URL",
      'shutdown.timeout: must be a duration such as "90s", "30m", "12h" or "7d", or 0 (ANTEROOM_SHUTDOWN_TIMEOUT)',
    ]);
  });

  test.each([
    ["xmp: {domain: a.b}", "xmp", "xmpp"],
    ["domain: a.b", "domain", "xmpp.domain"],
    ["bot: {secret: x}", "bot.secret", "xmpp.secret"],
    ["conversations: {idel: 1m}", "conversations.idel", "conversations.idle"],
    ["__proto__: {polluted: yes}", "__proto__", "rooms"],
    ["bot: {__proto__: {name: x}}", "bot.__proto__", "bot.address"],
    ["bot: {adress: x}", "bot.adress", "bot.address"],
    ['"a\\nb": 1', '"a b"', "bot"],
  ])("the problem of an unknown key names the nearest known key: %s", async (yaml, key, near) => {
    await using folder = await temporaryFolder({ "anteroom.yaml": yaml });
    expect(problemsOf({ cwd: folder.path })).toEqual([
      `${key}: is not a setting; the nearest is ${near} (anteroom.yaml:1)`,
    ]);
    expect({}).not.toHaveProperty("polluted");
  });

  test("a file's name cannot break a line", async () => {
    await using folder = await temporaryFolder({ "a\nb.yaml": "[" });
    expect(problemsOf({ file: "a\nb.yaml", cwd: folder.path })).toEqual([
      expect.stringMatching(/^a b\.yaml:1: /),
    ]);
    expect(problemsOf({ file: "c\nd.yaml" })).toEqual([expect.stringMatching(/^"c d\.yaml": /)]);
  });

  test("a key without a value, and a key given twice, are problems", async () => {
    await using folder = await temporaryFolder({
      "anteroom.yaml": "bot:\n  name:\n  address: a\nbot.address: b",
    });
    expect(problemsOf({ cwd: folder.path })).toEqual([
      "bot.name: has no value (anteroom.yaml:2)",
      "bot.address: is given twice (anteroom.yaml:4)",
    ]);
  });

  test("a required key without a value is one problem", async () => {
    await using folder = await temporaryFolder({ "anteroom.yaml": "xmpp:\n  secret:\n" });
    expect(problemsOf({ env: { ...required, ANTEROOM_XMPP_SECRET: "" }, cwd: folder.path })).toEqual([
      "xmpp.secret: has no value (anteroom.yaml:2)",
    ]);
  });

  test("a number in place of text is not guessed at: the problem asks for quotes", async () => {
    await using folder = await temporaryFolder({ "anteroom.yaml": "xmpp: {secret: 0123}" });
    expect(problemsOf({ env: { ...required, ANTEROOM_XMPP_SECRET: "" }, cwd: folder.path })).toEqual([
      "xmpp.secret: must be text: put it in quotes (anteroom.yaml:1)",
    ]);
  });

  test("a problem in a list names the number of the entry", () => {
    const env = { ...required, ANTEROOM_CONVERSATIONS_RESPONDERS: "[a, 7, '']" };
    expect(problemsOf({ env })).toEqual([
      "conversations.responders[1]: must be text: put it in quotes (ANTEROOM_CONVERSATIONS_RESPONDERS)",
      "conversations.responders[2]: must not be empty (ANTEROOM_CONVERSATIONS_RESPONDERS)",
    ]);
  });

  test("a long list of problems is cut short", async () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `k${index}: x`);
    await using folder = await temporaryFolder({ "anteroom.yaml": keys.join("\n") });
    const lines = problemsOf({ cwd: folder.path });
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toBe("and 950 more problems");
  });

  test("a command needs only its own sections, but unknown keys are reported everywhere", () => {
    const env = {
      ANTEROOM_DATABASE_URL: required.ANTEROOM_DATABASE_URL,
      ANTEROOM_XMPP_SECRET_FILE: "/nowhere",
    };
    expect(problemsOf({ env }, ["database"])).toEqual([]);
    expect(problemsOf({ env: { ...env, ANTEROOM_XMPP_SECRETS: "x" } }, ["database"])).toHaveLength(1);
  });

  test("relative modules start from the folder of the file that names them, and packages stay names", async () => {
    await using folder = await temporaryFolder({
      "anteroom.yaml": "conversations: {responders: [./a.js, ../b.js, /c.js, d, '@e/f']}",
    });
    const load = (env: Record<string, string>) =>
      loadConfig({ file: join(folder.path, "anteroom.yaml"), env, cwd: "/srv/there" }, ["conversations"])
        .conversations.responders;
    expect(load({})).toEqual([join(folder.path, "a.js"), join(folder.path, "../b.js"), "/c.js", "d", "@e/f"]);
    expect(load({ ANTEROOM_CONVERSATIONS_RESPONDERS: "[./a.js]" })).toEqual(["/srv/there/a.js"]);
  });
});
