import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { problemsOf, required } from "./problems.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = "/nonexistent";
const roomsOf = (variables: Readonly<Record<string, string>>) =>
  loadConfig({ env: variables, cwd }, ["rooms"]).rooms;

describe("the settings of the pool", () => {
  test("maps are taken from the file, and as YAML or JSON from the environment", async () => {
    const queues = new Map([
      ["intake", { ready: 2, max: 9 }],
      ["default", { ready: 1, max: 3 }],
    ]);
    for (const text of [
      "intake: {ready: 2, max: 9}\ndefault:\n  ready: 1\n  max: 3\n",
      '{"intake":{"ready":2,"max":9},"default":{"ready":1,"max":3}}',
    ]) {
      expect(roomsOf({ ANTEROOM_ROOMS_QUEUES: text }).queues).toEqual(queues);
      await using folder = await temporaryFolder({
        "anteroom.yaml": `rooms:\n  queues:\n${text.replace(/^(?=.)/gm, "    ")}`,
      });
      expect(loadConfig({ env: {}, cwd: folder.path }, ["rooms"]).rooms.queues).toEqual(queues);
    }
  });

  test("a client's grace is that of staff unless it is given", async () => {
    expect(roomsOf({ ANTEROOM_ROOMS_GRACE: "40s" })).toMatchObject({ grace: 40_000, client_grace: 40_000 });
    expect(roomsOf({ ANTEROOM_ROOMS_GRACE: "40s", ANTEROOM_ROOMS_CLIENT_GRACE: "3m" })).toMatchObject({
      grace: 40_000,
      client_grace: 180_000,
    });
    expect(problemsOf({ env: { ...required, ANTEROOM_ROOMS_GRACE: "soon" } })).toHaveLength(1);
  });

  test("the pool is off unless a service is named", () => {
    expect(roomsOf({}).service).toBeUndefined();
    expect(roomsOf({ ANTEROOM_ROOMS_SERVICE: "off" }).service).toBeUndefined();
    expect(roomsOf({ ANTEROOM_ROOMS_SERVICE: "muc.example.net" }).service).toBe("muc.example.net");
  });

  test.each([
    [
      "queues: {intake: {redy: 1, max: 4, maxx: 5}}",
      "rooms.queues.intake.redy: is not a setting of a queue; the nearest is ready",
      "rooms.queues.intake.maxx: is not a setting of a queue; the nearest is max",
    ],
    [
      "queues: {second line: {ready: 9, max: 8}}",
      'rooms.queues."second line".ready: must be at most as much as max',
    ],
    ["queues: {a: {ready: ten}}", "rooms.queues.a.ready: must be a whole number from 0 to 10000"],
    ["queues: [a]", "rooms.queues: must be a map of queues such as {default: {ready: 10, max: 100}}"],
    [
      "staff: {eve@example.org: [default], EVE@example.org: [default]}",
      'rooms.staff."EVE@example.org": is given twice',
    ],
    [
      "staff: {eve@example.org: default}",
      'rooms.staff."eve@example.org": must be a list of queues such as [default]',
    ],
    ["staff: {eve: [default]}", 'rooms.staff.eve: must be an address such as "ann@example.org"'],
    ["lease: 2h", "rooms.lease: must be at most 1h"],
    ["line: 0", "rooms.line: must be more than 0"],
    ["history: some", "rooms.history: must be a whole number from 0 to 1000"],
    ["options: {a: {b: c}}", "rooms.options.a: must be text, a number, true or false"],
  ])("a problem names its place and the cure: %s", async (yaml, ...lines) => {
    await using folder = await temporaryFolder({ "anteroom.yaml": `rooms: {${yaml}}` });
    expect(problemsOf({ cwd: folder.path })).toEqual(lines.map((line) => `${line} (anteroom.yaml:1)`));
  });
});

describe("settings beside one another", () => {
  test("the service of the pool is not the component itself", () => {
    const env = { ...required, ANTEROOM_ROOMS_SERVICE: required.ANTEROOM_XMPP_DOMAIN };
    expect(problemsOf({ env })).toEqual([
      "rooms.service: must be the MUC service of the server, not xmpp.domain, which is the component itself (ANTEROOM_ROOMS_SERVICE)",
    ]);
  });

  test("the bot that owns the rooms is not the one that converses, if there is a pool", () => {
    const same = { ...required, ANTEROOM_BOT_ADDRESS: "rooms" };
    expect(problemsOf({ env: same })).toEqual([]);
    expect(problemsOf({ env: { ...same, ANTEROOM_ROOMS_SERVICE: "muc.example.net" } })).toEqual([
      "rooms.address: must differ from bot.address: the bot that owns the rooms is not the one that converses",
    ]);
  });

  test("staff are given queues that there are", () => {
    const env = {
      ...required,
      ANTEROOM_ROOMS_QUEUES: "{intake: {max: 4}}",
      ANTEROOM_ROOMS_STAFF: "{eve@example.org: [intake, default], sam@example.org: [intake, intakes]}",
    };
    expect(problemsOf({ env })).toEqual([
      'rooms.staff."sam@example.org"[1]: is not a queue of rooms.queues; the nearest is intake (ANTEROOM_ROOMS_STAFF)',
    ]);
  });
});
