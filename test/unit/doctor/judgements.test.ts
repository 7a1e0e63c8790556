/** What each check says of what it was told. */
import { describe, expect, test } from "vitest";
import { judgeClients, judgeSettings } from "../../../src/doctor/configuration.ts";
import type { DatabaseFacts } from "../../../src/doctor/database/facts.ts";
import { clockDifference } from "../../../src/doctor/database/facts.ts";
import { judgeClock, judgeDurability, judgePooler, judgeWebapp } from "../../../src/doctor/database/judge.ts";
import { judgeDelivery } from "../../../src/doctor/stream/delivery.ts";
import { judgeCache, judgeLimit } from "../../../src/doctor/stream/limit.ts";
import { judgeMucHost } from "../../../src/doctor/stream/muc-host.ts";
import { judgeCreation, judgeDefaults, judgeForm } from "../../../src/doctor/stream/room.ts";
import { softwareName, softwareOfForm } from "../../../src/doctor/stream/software.ts";
import { judgeBacklog, judgeStrangers } from "../../../src/doctor/stream/strangers.ts";
import { judgePreflight } from "../../../src/doctor/stream/upload.ts";
import { RequestTimeout, StanzaError } from "../../../src/errors.ts";
import { RoomUnfit } from "../../../src/rooms/muc/index.ts";
import type { OfferedForm } from "../../../src/xmpp/xep/data-forms.ts";

const facts: DatabaseFacts = {
  role: "anteroom",
  database: "anteroom",
  pooler: "none",
  synchronousCommit: "on",
  synchronousCommitFrom: "default",
  clockDifference: 0,
  webapp: true,
  createsSchemas: true,
  createsInSchema: true,
};

describe("settings", () => {
  const none = { secret: undefined, jwks: undefined, audience: undefined, issuer: undefined };
  const http = { listen: undefined, visitors: false, proxies: [], jwt: none };
  const jwks = "https://www.example.org/keys";
  const listen = { host: "127.0.0.1", port: 8080 };

  test.each([
    [{}, []],
    [{ jwt: { ...none, jwks } }, ["http.jwt.audience"]],
    [{ jwt: { ...none, jwks, audience: "help" } }, []],
    [{ listen, jwt: { ...none, jwks } }, ["http.jwt.audience"]],
    [{ listen }, ["http.visitors"]],
  ])("%j is warned of as %j", (given, warned) => {
    const found = judgeSettings({
      http: { ...http, ...given },
      xmpp: { domain: "help.example.org" },
    } as never);
    expect(found.filter(({ outcome }) => outcome === "warning").map(({ name }) => name)).toEqual(warned);
  });

  test("the audience that is missing is the component's own domain", () => {
    const given = { http: { ...http, jwt: { ...none, jwks } }, xmpp: { domain: "help.example.org" } };
    expect(judgeSettings(given as never)[0]?.cure?.anteroom?.[2]).toMatch(
      /^ {4}audience: help\.example\.org /,
    );
  });

  test.each([
    [{ listen }, "one private", "warning"],
    [{ listen, proxies: ["127.0.0.1"] }, "one private", "ok"],
    [{ listen, origins: ["http://localhost:8080", "http://127.0.0.1:8080"] }, "one private", "ok"],
    [{ listen, origins: ["http://localhost:8080", "https://shop.example"] }, "one private", "warning"],
    [{ listen }, "various", "ok"],
    [{ listen }, "none", "skipped"],
    [{}, "none", "skipped"],
  ] as const)("with %j, requests of %s are %s", (given, clients, outcome) => {
    const settings = { listen: undefined, proxies: [], origins: [], ...given };
    expect(judgeClients(settings, clients).outcome).toBe(outcome);
  });
});

describe("the database", () => {
  test.each([
    [1_000, 900, 1_100, 0],
    [5_000, 900, 1_100, 3_900],
    [500, 900, 1_100, -400],
  ])("a time of %d told between %d and %d differs by %d", (told, before, after, difference) => {
    expect(clockDifference(told, before, after)).toBe(difference);
  });

  test.each([
    [0, "ok"],
    [2_000, "ok"],
    [-2_000, "ok"],
    [2_001, "failure"],
    [-3_600_000, "failure"],
  ] as const)("clocks that differ by %d ms are %s", (difference, outcome) => {
    const found = judgeClock({ clockDifference: difference });
    expect(found.outcome).toBe(outcome);
    if (outcome === "failure") {
      expect(found.text).toContain(difference > 0 ? "the database's clock is" : "this machine's clock is");
    }
  });

  test.each(["on", "local", "remote_write", "remote_apply"])("synchronous_commit may be %s", (value) => {
    expect(judgeDurability({ ...facts, synchronousCommit: value }).outcome).toBe("ok");
  });

  test.each([
    ["user", "alter role anteroom set synchronous_commit = on;"],
    ["database", "alter database anteroom set synchronous_commit = on;"],
    ["database user", "alter role anteroom in database anteroom set synchronous_commit = on;"],
    ["configuration file", "alter system set synchronous_commit = on;"],
    ["command line", "alter system set synchronous_commit = on;"],
  ])("where %s has it off, the cure is: %s", (from, statement) => {
    const found = judgeDurability({ ...facts, synchronousCommit: "off", synchronousCommitFrom: from });
    expect([found.outcome, found.cure?.sql?.[0]]).toEqual(["failure", statement]);
  });

  test.each([
    ["none", "ok"],
    ["session", "ok"],
    ["transaction", "failure"],
  ] as const)("a pooler in mode %s is %s", (pooler, outcome) => {
    expect(judgePooler({ ...facts, pooler }).outcome).toBe(outcome);
  });

  test("a missing role for web applications is a warning with two lines", () => {
    expect(judgeWebapp({ webapp: false })).toMatchObject({
      outcome: "warning",
      cure: {
        sql: [
          "create role anteroom_webapp nologin;",
          "grant anteroom_webapp to your_role;   -- the role of the web application",
        ],
      },
    });
  });
});

const xmpp = { url: "xmpp://10.0.0.7:5347", domain: "help.example.org", secret: "correct horse" };

describe("the server", () => {
  const place = { muc: "conference.example.org", owner: "rooms@help.example.org" };
  const form = (values: Readonly<Record<string, string>>): OfferedForm =>
    new Map(
      Object.entries(values).map(([name, value]) => [
        name,
        { type: "boolean", values: [value], options: [] },
      ]),
    );

  test("it is recognised by the version that it tells, or by the fields of its form", () => {
    expect(["Prosody", "ejabberd", "Openfire", ""].map(softwareName)).toEqual([
      "prosody",
      "ejabberd",
      undefined,
      undefined,
    ]);
    const ofProsody = "{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites";
    expect(softwareOfForm(form({ [ofProsody]: "0" }))?.name).toBe("prosody");
    expect(softwareOfForm(form({ allow_query_users: "1" }))?.name).toBe("ejabberd");
    expect(softwareOfForm(form({ "muc#roomconfig_whois": "1" }))).toBeUndefined();
  });

  test.each([
    [0, "ok"],
    [1, "failure"],
    [20, "failure"],
  ] as const)("%d lost stanzas are %s", (lost, outcome) => {
    expect(judgeDelivery(xmpp, lost, 20).outcome).toBe(outcome);
  });

  test.each([
    [
      { identities: [{ category: "conference", name: "" }], features: ["http://jabber.org/protocol/muc"] },
      "ok",
    ],
    [{ identities: [{ category: "conference", name: "" }], features: [] }, "failure"],
    [{ identities: [{ category: "server", name: "" }], features: [] }, "failure"],
    [new StanzaError("remote-server-not-found"), "failure"],
    [new RequestTimeout("conference.example.org", 4_000), "failure"],
  ] as const)("what says %j of itself is, as a MUC service, %s", (said, outcome) => {
    const found = judgeMucHost("conference.example.org", "example.org", said, []);
    expect(found.outcome).toBe(outcome);
    if (outcome === "failure") {
      // Under the name of something else there can be none.
      const free = said instanceof Error ? "conference.example.org" : "rooms.example.org";
      expect(found.cure?.prosody).toContain(`Component "${free}" "muc"`);
      expect(found.cure?.ejabberd).toContain(`        host: ${free}`);
      expect(found.cure?.anteroom).toEqual(
        said instanceof Error ? undefined : ["rooms:", "  service: rooms.example.org"],
      );
    }
  });

  test.each([
    [["pool.example.org"], "  service: pool.example.org   # if that is for the pool; else rooms.example.org"],
    [
      ["conference.example.org", "lounge.example.org"],
      "  service: conference.example.org   # if that is for the pool (or lounge.example.org); else rooms.example.org",
    ],
  ])("where the server has %j, rooms.service may be one of them, or a new one", (mucs, line) => {
    const found = judgeMucHost("rooms.example.org", "example.org", new StanzaError("item-not-found"), mucs);
    for (const muc of mucs) expect(found.text).toContain(muc);
    expect(found.cure?.anteroom).toEqual(["rooms:", line]);
    expect(found.cure?.prosody).toEqual([
      "-- at the end of the file, if rooms.service is to be rooms.example.org:",
      'Component "rooms.example.org" "muc"',
    ]);
    expect(found.cure?.ejabberd?.[0]).toBe("# if rooms.service is to be rooms.example.org:");
  });

  test.each(["room.shop.example", "romos.shop.example", "rooms.example.org"])(
    "%s is mended in anteroom.yaml alone, where the server has rooms.shop.example",
    (muc) => {
      const mucs = ["conference.shop.example", "rooms.shop.example"];
      const found = judgeMucHost(muc, "shop.example", new StanzaError("item-not-found"), mucs);
      expect(found.text).toContain("the server has rooms.shop.example");
      expect(found.cure).toEqual({ anteroom: ["rooms:", "  service: rooms.shop.example"] });
    },
  );

  test("the samples' MUC service is never declared to a server of another domain", () => {
    const found = judgeMucHost("rooms.example.org", "shop.example", new StanzaError("item-not-found"), []);
    expect(found.cure?.anteroom).toEqual(["rooms:", "  service: rooms.shop.example"]);
    expect(found.cure?.prosody).toContain('Component "rooms.shop.example" "muc"');
  });

  test.each([
    ["created", "ok", undefined],
    ["entered", "failure", undefined],
    [new StanzaError("not-allowed"), "failure", 'admins = { "rooms@help.example.org" }'],
    [new StanzaError("forbidden"), "failure", "restrict_room_creation = true"],
    [new StanzaError("resource-constraint"), "failure", "muc_max_rooms = 10000"],
    [new RequestTimeout("x", 4_000), "failure", undefined],
  ] as const)("creating a room that ends as %s is %s", (answer, outcome, line) => {
    const found = judgeCreation(place, answer);
    expect(found.outcome).toBe(outcome);
    if (line !== undefined) expect(found.cure?.prosody).toContain(line);
  });

  test.each([
    ["anonymous", "failure", {}, ["muc_nonanonymous"]],
    ["anonymous", "failure", { "muc#roomconfig_whois": "anyone" }, []],
    ["archive", "failure", { mam: "1" }, []],
    ["archive", "failure", { "muc#roomconfig_enablearchiving": "true" }, []],
    ["archive", "failure", {}, ["urn:xmpp:mam:2"]],
    ["room-log", "failure", { "muc#roomconfig_enablelogging": "1" }, []],
    ["public", "warning", { "muc#roomconfig_publicroom": "1" }, []],
    ["persistent", "warning", {}, ["muc_persistent"]],
    ["moderated", "warning", { "muc#roomconfig_moderatedroom": "1" }, []],
    ["members-only", "warning", { "muc#roomconfig_membersonly": "1" }, []],
    ["pings", "warning", { allow_query_users: "0" }, []],
  ] as const)("new rooms that are wrong in %s are a %s", (name, outcome, values, features) => {
    const found = judgeDefaults(place.muc, { form: form(values), features });
    expect(found.filter((one) => one.outcome !== "ok").map((one) => [one.name, one.outcome])).toEqual([
      [name, outcome],
    ]);
    expect(found[0]?.cure?.ejabberd?.slice(0, 4)).toEqual([
      `# where mod_muc of ${place.muc} stands, which may be below host_config:`,
      "modules:",
      "  mod_muc:",
      "    default_room_options:",
    ]);
  });

  test("new rooms that are right are one line", () => {
    const found = judgeDefaults(place.muc, { form: form({ mam: "0" }), features: ["muc_semianonymous"] });
    expect(found.map(({ name, outcome }) => [name, outcome])).toEqual([["room-defaults", "ok"]]);
  });

  test("a form that is not kept is a failure, an option that is not offered a warning", () => {
    const wishes = { password: "x", history: 0, maxUsers: 6, options: { "muc#roomconfig_lang": "en" } };
    const outcomes = [
      judgeForm(wishes, { refused: [] }),
      judgeForm(wishes, { refused: ["muc#roomconfig_allowpm"] }),
      judgeForm(wishes, { refused: ["muc#roomconfig_lang"] }),
      judgeForm(wishes, new RoomUnfit("not kept")),
      judgeForm(wishes, new StanzaError("not-acceptable")),
    ].map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["ok", "ok", "warning", "failure", "failure"]);
    const { text } = judgeForm(wishes, { refused: ["muc#roomconfig_maxusers", "muc#roomconfig_allowpm"] });
    expect(text).toBe(
      "the server keeps the options of a room; the bot does without maxusers and allowpm, which it does not offer",
    );
  });

  test("a stranger who gets a room is a warning", () => {
    const inside = { kind: "inside", nick: "x", jids: [], own: true, created: true, owner: true } as const;
    expect(judgeStrangers(place, inside)).toMatchObject({ outcome: "warning" });
    const refused = { kind: "refused", error: new StanzaError("not-allowed") } as const;
    expect(judgeStrangers(place, refused).outcome).toBe("ok");
    expect(judgeStrangers(place, new RequestTimeout("x", 1)).outcome).toBe("skipped");
  });

  test("more backlog than rooms.history is a warning", () => {
    expect([0, 1, 2].map((messages) => judgeBacklog(place.muc, messages, 1).outcome)).toEqual([
      "ok",
      "ok",
      "warning",
    ]);
  });

  test("a limit of rooms below what the queues may have is a failure", () => {
    const limit = { muc: place.muc, wanted: 150 };
    const refused = new StanzaError("resource-constraint");
    expect(judgeLimit({ ...limit, reached: 100, refused })).toMatchObject({
      outcome: "failure",
      cure: { ejabberd: expect.arrayContaining(["    max_user_conferences: 10000"]) },
    });
    expect(judgeLimit({ ...limit, reached: 150, refused: undefined }).outcome).toBe("ok");
    expect(judgeLimit({ ...limit, reached: 20, refused: new StanzaError("forbidden") }).outcome).toBe(
      "skipped",
    );
  });

  test.each([
    [2, "ok"],
    [1, "warning"],
    [0, "warning"],
    [3, "skipped"],
    [undefined, "skipped"],
  ] as const)("a room of which Prosody remembers %s messages of two is %s", (remembered, outcome) => {
    const found = judgeCache({ muc: place.muc, wanted: 150, reached: 150, remembered });
    expect(found.outcome).toBe(outcome);
    if (outcome === "warning") expect(found.cure?.prosody).toContain("muc_room_cache_size = 10000");
    // The file says 10000: what was seen is a lower bound.
    if (outcome === "ok") expect(found.text).toContain("at least the 150 rooms that the queues may have");
  });

  const origin = "https://www.example.org";
  test.each([
    [{ status: 200, allowOrigin: "*", allowMethods: "PUT, GET" }, "ok"],
    [{ status: 204, allowOrigin: origin, allowMethods: "PUT" }, "ok"],
    [{ status: 200, allowOrigin: "https://elsewhere.example", allowMethods: "PUT" }, "warning"],
    [{ status: 200, allowOrigin: null, allowMethods: null }, "warning"],
    [{ status: 405, allowOrigin: "*", allowMethods: "PUT" }, "warning"],
    [{ status: 200, allowOrigin: "*", allowMethods: "GET" }, "warning"],
    [new Error("no connection"), "warning"],
  ] as const)("a server that answers a page with %j is %s", (said, outcome) => {
    expect(judgePreflight(origin, said).outcome).toBe(outcome);
  });
});
