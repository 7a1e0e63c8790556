import { describe, expect, test } from "vitest";
import { renewal } from "../../../src/config/live.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { keys, type Setting, settings, variableOf } from "../../../src/config/settings.ts";

const required = {
  ANTEROOM_XMPP_DOMAIN: "help.example.org",
  ANTEROOM_XMPP_SECRET: "s3cret",
  ANTEROOM_XMPP_INSTANCE: "one",
  ANTEROOM_DATABASE_URL: "postgresql://localhost/anteroom",
};
const configured = (env: Readonly<Record<string, string>> = {}) =>
  loadConfig({ env: { ...required, ...env }, cwd: "/nonexistent" });

describe("a configuration that was read anew", () => {
  test("changes nothing where it says the same in other words", () => {
    const before = configured({ ANTEROOM_ROOMS_QUEUES: "{a: {ready: 1}, b: {ready: 2}}" });
    const after = configured({ ANTEROOM_ROOMS_QUEUES: '{"b": {"ready": 2, "max": 100}, "a": {"ready": 1}}' });
    expect(renewal(before, after)).toEqual({ config: before, taken: [], left: [] });
  });

  test("is taken over in the live settings alone; the others keep their values and are named each time", () => {
    const before = configured();
    const after = configured({
      ANTEROOM_LOG_LEVEL: "debug",
      ANTEROOM_ROOMS_GRACE: "10s",
      ANTEROOM_ROOMS_QUEUES: "{night: {ready: 3}}",
      ANTEROOM_ROOMS_STAFF: "{kim@example.org: [night]}",
      ANTEROOM_HTTP_ORIGINS: "[https://shop.example.org]",
      ANTEROOM_XMPP_SECRET: "another",
    });
    const { config, taken, left } = renewal(before, after);
    expect(taken).toEqual(["rooms.queues", "rooms.staff", "http.origins", "log.level"]);
    // What is like another setting changes with it.
    expect(left).toEqual(["xmpp.secret", "rooms.grace", "rooms.client_grace"]);
    expect(config).toEqual({
      ...before,
      rooms: { ...before.rooms, queues: after.rooms.queues, staff: after.rooms.staff },
      http: { ...before.http, origins: after.http.origins },
      log: after.log,
    });
    expect(renewal(config, after)).toEqual({ config, taken: [], left });
    expect(renewal(config, before).left).toEqual([]);
  });

  test("the documents tell which settings are read anew", () => {
    const live = keys.filter((key) => (settings[key] as Setting<unknown>).live);
    expect(live.map(variableOf)).toEqual([
      "ANTEROOM_ROOMS_QUEUES",
      "ANTEROOM_ROOMS_STAFF",
      "ANTEROOM_HTTP_ORIGINS",
      "ANTEROOM_LOG_LEVEL",
    ]);
  });
});
