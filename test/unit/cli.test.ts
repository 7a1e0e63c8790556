import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { type Actions, run } from "../../src/commands.ts";
import { required } from "./config/problems.ts";
import { temporaryFolder } from "./config/temporary-folder.ts";

interface Surrounding {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly actions?: Partial<Actions>;
}

/** Runs a command line; the actions write down what they were called with. */
async function anteroom(
  argv: readonly string[],
  { env = required, cwd = "/nonexistent", actions }: Surrounding = {},
) {
  const calls: unknown[] = [];
  let out = "";
  let err = "";
  const io = {
    env,
    cwd,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const act: Actions = {
    serve: async (config, options) => {
      calls.push(["serve", config.xmpp.domain, options]);
      return 0;
    },
    migrate: async (database) => {
      calls.push(["migrate", database]);
      return [];
    },
    pending: async (database) => {
      calls.push(["pending", database]);
      return [];
    },
    check: async ({ database }, options) => {
      calls.push(["check", database.schema, options]);
      return 0;
    },
    doctor: async ({ xmpp }, options) => {
      calls.push(["doctor", xmpp.domain, options]);
      return 0;
    },
    demo: async () => {
      calls.push(["demo"]);
      return 0;
    },
    ...actions,
  };
  const status = await run(argv, io, act);
  return { status, out, err, calls };
}

describe("help and version", () => {
  test.each([
    ["--help"],
    ["serve", "--help"],
    ["migrate", "--help"],
    ["check", "--help"],
    ["doctor", "--help"],
    ["demo", "--help"],
    ["--config", "x", "--help"],
  ])("%s %s prints the help with status 0 and runs nothing", async (...argv) => {
    const { status, out, err, calls } = await anteroom(argv);
    expect([status, err, calls]).toEqual([0, "", []]);
    for (const option of ["--config", "--help", "--version"]) expect(out).toContain(option);
  });

  test.each([
    ["--version"],
    ["serve", "--version"],
    ["migrate", "--version"],
    ["check", "--version"],
    ["doctor", "--version"],
    ["demo", "--version"],
  ])("%s %s prints the package's version", async (...argv) => {
    expect(await anteroom(argv)).toEqual({
      status: 0,
      out: `${packageJson.version}\n`,
      err: "",
      calls: [],
    });
  });
});

test.each([
  ["check", "anteroom: a conversation would be stranded\n"],
  ["doctor", "anteroom: a check failed\n"],
])(
  "%s that finds something wrong ends with status 1, and one line on standard error",
  async (command, line) => {
    const { status, err } = await anteroom([command], {
      actions: { check: async () => 1, doctor: async () => 1 },
    });
    expect([status, err]).toEqual([1, line]);
  },
);

describe("wrong usage ends with status 2 and one line", () => {
  test.each([
    [[], "name a command: serve, migrate, check, doctor, demo; --help explains them"],
    [["serv"], "serv is not a command; the nearest is serve"],
    [["migrat", "--dry-run"], "migrat is not a command; the nearest is migrate"],
    [["serve", "--no-wayt"], "--no-wayt is not an option; the nearest is --no-wait"],
    [["migrate", "--dry"], "--dry is not an option; the nearest is --dry-run"],
    [["--confg", "x", "serve"], "--confg is not an option; the nearest is --config"],
    [["migrate", "-x"], "-x is not an option; --help explains them"],
    [["serve", "now"], "too many arguments for 'serve'. Expected 0 arguments but got 1."],
    [["serve", "--config"], "option '--config <file>' argument missing"],
    [
      ["--config", "--no-wait", "serve"],
      "option '--config <file>' argument '--no-wait' is invalid. It needs the name of a file.",
    ],
    [["__proto__"], "__proto__ is not a command; --help explains them"],
    [["help"], "help is not a command; --help explains them"],
  ])("%j", async (argv, line) => {
    expect(await anteroom(argv)).toEqual({ status: 2, out: "", err: `anteroom: ${line}\n`, calls: [] });
  });

  test("each problem of the configuration gets its own line", async () => {
    const { status, out, err, calls } = await anteroom(["serve"], { env: { ANTEROOM_LOG_LEVEL: "loud" } });
    expect([status, out, calls]).toEqual([2, "", []]);
    expect(err.split("\n").map((line) => line.split(":")[0])).toEqual([
      "xmpp.domain",
      "xmpp.secret",
      "database.url",
      "log.level",
      "",
    ]);
  });
});

describe("serve", () => {
  test("waits for the lease unless told not to", async () => {
    expect((await anteroom(["serve"])).calls).toEqual([["serve", "help.example.org", { wait: true }]]);
    expect((await anteroom(["serve", "--no-wait"])).calls).toEqual([
      ["serve", "help.example.org", { wait: false }],
    ]);
  });

  test.each([0, 1, 75])("ends with the status %i that it came to", async (status) => {
    expect((await anteroom(["serve"], { actions: { serve: async () => status } })).status).toBe(status);
  });

  test.each([
    [["--config", "my.yaml", "serve"]],
    [["serve", "--config", "my.yaml"]],
    [["serve", "--config=my.yaml"]],
  ])("takes its settings from the file of %j", async (argv) => {
    await using folder = await temporaryFolder({ "my.yaml": "xmpp: {domain: other.example.org}" });
    const { ANTEROOM_XMPP_DOMAIN: _, ...env } = required;
    const { calls } = await anteroom(argv, { env, cwd: folder.path });
    expect(calls).toEqual([["serve", "other.example.org", { wait: true }]]);
  });

  test("a failure gives status 1 and its reason in one line, without secrets", async () => {
    const serve = async () => {
      throw new Error("no stream\nto hunter2", { cause: new Error("refused correct horse") });
    };
    const { status, err } = await anteroom(["serve"], { actions: { serve } });
    expect([status, err]).toEqual([1, "anteroom: no stream to [hidden]: refused [hidden]\n"]);
  });
});

describe("migrate", () => {
  const env = { ANTEROOM_DATABASE_URL: "postgres://localhost/x", ANTEROOM_DATABASE_SCHEMA: "two" };
  const database = { url: "postgres://localhost/x", schema: "two", migrate: true };

  test("needs only the settings of the database, and names the migrations that it applied", async () => {
    const { status, out, calls } = await anteroom(["migrate"], { env });
    expect([status, out, calls]).toEqual([0, "the schema is up to date\n", [["migrate", database]]]);
    const migrate = async () => ["0001_ledger", "0002_conversations"];
    expect((await anteroom(["migrate"], { env, actions: { migrate } })).out).toBe(
      "applied 0001_ledger\napplied 0002_conversations\n",
    );
    expect((await anteroom(["migrate"], { env: {} })).err).toBe(
      "database.url: is required: set it in ./anteroom.yaml (there is none in /nonexistent), in the file that --config names, or as ANTEROOM_DATABASE_URL\n",
    );
  });

  test("--dry-run prints the SQL and changes nothing", async () => {
    const pending = async () => [{ name: "0001_ledger", sql: "create table a ();\n" }];
    const { status, out, calls } = await anteroom(["migrate", "--dry-run"], { env, actions: { pending } });
    expect([status, calls]).toEqual([0, []]);
    expect(out).toContain('set search_path = "two";');
    expect(out).toMatch(
      /^-- 0001_ledger\nbegin;\ncreate table a \(\);\ninsert into kysely_migration values \('0001_ledger', .*\);\ncommit;\n$/m,
    );
  });

  test("a failure gives status 1 and its reason in one line", async () => {
    const migrate = async () => {
      throw new AggregateError([new Error("connect ECONNREFUSED ::1:5432"), new Error("other")]);
    };
    const { status, err } = await anteroom(["migrate"], { env, actions: { migrate } });
    expect([status, err]).toEqual([1, "anteroom: connect ECONNREFUSED ::1:5432\n"]);
  });
});

describe("doctor", () => {
  test("the whole configuration is loaded, and --json asks for machine-readable findings", async () => {
    expect(await anteroom(["doctor"])).toEqual({
      status: 0,
      out: "",
      err: "",
      calls: [["doctor", required.ANTEROOM_XMPP_DOMAIN, { json: false }]],
    });
    expect((await anteroom(["doctor", "--json"])).calls).toEqual([
      ["doctor", required.ANTEROOM_XMPP_DOMAIN, { json: true }],
    ]);
    expect(await anteroom(["doctor"], { env: { ...required, ANTEROOM_LOG_LEVEL: "loud" } })).toMatchObject({
      status: 2,
      calls: [],
    });
  });
});

describe("check", () => {
  const env = { ANTEROOM_DATABASE_URL: "postgres://u:hunter2@localhost/x" };

  test("needs only the settings of the database and the conversations", async () => {
    expect(await anteroom(["check"], { env })).toEqual({
      status: 0,
      out: "",
      err: "",
      calls: [["check", "anteroom", { json: false }]],
    });
    expect((await anteroom(["check", "--json"], { env })).calls).toEqual([
      ["check", "anteroom", { json: true }],
    ]);
    expect(await anteroom(["check"], { env: {} })).toMatchObject({
      status: 2,
      err: "database.url: is required: set it in ./anteroom.yaml (there is none in /nonexistent), in the file that --config names, or as ANTEROOM_DATABASE_URL\n",
    });
  });

  test("prints its findings, and ends with the status that follows from them", async () => {
    const check: Actions["check"] = async (_, __, out) => {
      out("found\n");
      return 1;
    };
    expect(await anteroom(["check"], { env, actions: { check } })).toMatchObject({
      status: 1,
      out: "found\n",
    });
  });

  test("a failure gives status 1 and its reason in one line, without secrets", async () => {
    const check = async () => {
      throw new Error("no hunter2 here");
    };
    const { status, err } = await anteroom(["check"], { env, actions: { check } });
    expect([status, err]).toEqual([1, "anteroom: no [hidden] here\n"]);
  });
});

describe("demo", () => {
  test("needs no settings, and says so if --config names some", async () => {
    expect(await anteroom(["demo"], { env: {} })).toEqual({ status: 0, out: "", err: "", calls: [["demo"]] });
    const { err, calls } = await anteroom(["demo", "--config", "x"], { env: {} });
    expect(err).toBe("anteroom: demo brings its own configuration and ignores --config\n");
    expect(calls).toEqual([["demo"]]);
  });
});
