/** Whether two processes have the same settings, without any value that could be read. */
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { ok, skipped } from "../../../src/doctor/finding.ts";
import { differences, fingerprint, judgeRunning } from "../../../src/doctor/fingerprint.ts";
import { patientEnv } from "../../support/under-test/doctor.ts";

const of = (env: Readonly<Record<string, string>>, salt = "salt") =>
  fingerprint(loadConfig({ env: patientEnv({ env }), cwd: "/nonexistent" }), salt);

describe("the fingerprint of settings", () => {
  test.each([
    ["ANTEROOM_XMPP_SECRET", "another one", ["xmpp.secret"]],
    ["ANTEROOM_ROOMS_SERVICE", "conference.localhost", ["rooms.service"]],
    ["ANTEROOM_ROOMS_GRACE", "10s", ["rooms.grace", "rooms.client_grace"]],
    ["ANTEROOM_ROOMS_QUEUES", "{vip: {ready: 1}}", ["rooms.queues"]],
    ["ANTEROOM_HTTP_LISTEN", "8080", ["http.listen"]],
    ["ANTEROOM_CONVERSATIONS_RESPONDERS", "[anteroom/examples/task]", ["conversations.responders"]],
    ["ANTEROOM_CONVERSATIONS_RESPONDERS", "[./responders/task.js]", ["conversations.responders"]],
    ["ANTEROOM_BOT_TEXTS", "./texts", ["bot.texts"]],
    ["ANTEROOM_HTTP_BASE", "/help/nereid-chat", ["http.base"]],
    ["ANTEROOM_XMPP_INSTANCE", "another", []],
    ["ANTEROOM_OPS_LISTEN", "9091", []],
  ])("tells that %s is now %s", async (name, value, keys) => {
    expect(differences(await of({}), await of({ [name]: value }))).toEqual(keys);
  });

  test("does not tell the order of queues, nor the port of a gateway", async () => {
    const one = { ANTEROOM_ROOMS_QUEUES: "{a: {ready: 1}, b: {ready: 2}}", ANTEROOM_HTTP_LISTEN: "8080" };
    const other = { ANTEROOM_ROOMS_QUEUES: "{b: {ready: 2}, a: {ready: 1}}", ANTEROOM_HTTP_LISTEN: "8081" };
    expect(differences(await of(one), await of(other))).toEqual([]);
  });

  test("does not tell the folder of a path, which may be another on another machine", async () => {
    const texts = { ANTEROOM_BOT_TEXTS: "/srv/anteroom/texts" };
    const one = {
      ...texts,
      ANTEROOM_CONVERSATIONS_RESPONDERS: "[/srv/anteroom/task.js, anteroom/examples/task]",
    };
    const other = {
      ANTEROOM_BOT_TEXTS: "/etc/texts",
      ANTEROOM_CONVERSATIONS_RESPONDERS: "[/etc/task.js, anteroom/examples/task]",
    };
    expect(differences(await of(one), await of(other))).toEqual([]);
  });

  test("shows no value, and is another for each question", async () => {
    const text = JSON.stringify(await of({ ANTEROOM_XMPP_SECRET: "correct horse" }));
    expect(text).not.toMatch(/horse|localhost/);
    const [once, again] = await Promise.all([of({}, "one"), of({}, "two")]);
    expect(once["xmpp.secret"]).not.toBe(again["xmpp.secret"]);
  });

  test("of an older version says nothing about what that does not know", async () => {
    expect(differences({}, await of({}))).toEqual([]);
  });
});

describe("beside an instance with other settings", () => {
  const findings = [ok("delivery", ""), ok("rooms.service", ""), ok("strangers", ""), skipped("upload", "")];
  const outcomes = (different: Parameters<typeof judgeRunning>[0]) =>
    judgeRunning(different, findings).map(({ name, outcome }) => [name, outcome]);

  test("what depends on them is skipped", () => {
    expect(outcomes(["xmpp.secret", "rooms.service"])).toEqual([
      ["running-settings", "warning"],
      ["handshake", "skipped"],
      ["delivery", "ok"],
      ["rooms.service", "skipped"],
      ["strangers", "skipped"],
      ["upload", "skipped"],
    ]);
    expect(judgeRunning([], findings)).toEqual(findings);
  });

  test("another address of the server is no fault, but has not been tried", () => {
    expect(outcomes(["xmpp.url"]).slice(0, 2)).toEqual([
      ["handshake", "skipped"],
      ["delivery", "ok"],
    ]);
  });

  test("what doctor has tried by itself stands", () => {
    const own = [ok("instance", ""), ok("handshake", "")];
    expect(judgeRunning(["xmpp.secret", "rooms.service"], own).slice(1)).toEqual(own);
  });

  test("a restart is asked for only where SIGHUP is not enough", () => {
    expect(judgeRunning(["rooms.queues"], [])[0]?.text).toContain("SIGHUP");
    expect(judgeRunning(["rooms.queues", "xmpp.secret"], [])[0]?.text).not.toContain("SIGHUP");
  });
});
