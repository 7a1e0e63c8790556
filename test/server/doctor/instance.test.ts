/** Who examines the server: an instance that works is left alone, and whatever the examination makes is gone afterwards. */
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { freePort } from "../../../src/demo/ports.ts";
import { examineStream } from "../../../src/doctor/stream/examination.ts";
import { openOnce } from "../../../src/doctor/stream/handshake.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { isMessage, isPresence } from "../../support/people/people.ts";
import { launchAnteroom } from "../../support/process/anteroom-process.ts";
import { expireLease } from "../../support/rooms/help-desk.ts";
import { enter, filled, reaches, startRoomDesk, visitor } from "../../support/rooms/room-desk.ts";
import { give } from "../../support/rooms/rooms.ts";
import { roomsLeft } from "../../support/rooms/rooms-left.ts";
import { startServer } from "../../support/servers/server.ts";
import { diagnose, patientEnv } from "../../support/under-test/doctor.ts";

const POOL = {
  ANTEROOM_CONVERSATIONS_RESPONDERS: "[anteroom/examples/task]",
  ANTEROOM_ROOMS_SERVICE: "conference.localhost",
  ANTEROOM_ROOMS_QUEUES: JSON.stringify({ default: { ready: 2, max: 10 } }),
};

describe("beside an instance that works", () => {
  test("doctor examines the server over its stream, and leaves its stream, its rooms and its people alone", async () => {
    const port = await freePort();
    const desk = await startRoomDesk({
      env: { ...POOL, ANTEROOM_HTTP_LISTEN: String(port), ANTEROOM_HTTP_VISITORS: "true" },
    });
    await fetch(`http://127.0.0.1:${port}/nereid-chat/token`, { method: "POST" });
    await filled(desk, 2);
    const sam = await visitor(desk, "sam");
    const taken = await give(desk.database, "take_room", { staff: "Sam" });
    await enter(sam, taken);
    await reaches(desk, taken.room_id, "staff_waiting");
    await filled(desk, 2);
    const rooms = [...(await desk.server.rooms())].sort();
    const { status, check, names } = await diagnose({
      ...desk,
      env: { ...POOL, ANTEROOM_HTTP_LISTEN: String(port), ANTEROOM_HTTP_VISITORS: "true" },
    });
    // Of browsers it knows one address, 127.0.0.1: as if it stood behind a proxy.
    expect([status, names("failure"), names("warning")]).toEqual([0, [], ["http.proxies"]]);
    expect(check("instance").text).toContain("another instance has the lease");
    expect(check("http.listen").text).toContain("an instance of Anteroom listens");
    for (const name of ["delivery", "room-creation", "room-options", "strangers"]) {
      expect(check(name).outcome).toBe("ok");
    }
    expect(await roomsLeft(desk.server, rooms.length)).toEqual(rooms);
    const online = desk.anteroom.log.filter(({ msg }) => msg.startsWith("online"));
    const lost = desk.anteroom.log.filter(({ msg }) => msg.includes("next attempt"));
    expect([online.length, lost.length]).toEqual([1, 0]);
    // The bot and everybody else have stayed where they were.
    await sam.say("bot@help.localhost", "/help");
    await sam.next(isMessage("bot@help.localhost/anteroom"));
    expect(sam.received.filter(isPresence(taken.room_jid)).filter(({ attrs }) => attrs.type)).toEqual([]);
    const failed = await desk.database.query("select 1 from rooms where status in ('failed', 'closed')");
    expect(failed).toEqual([]);
    expect(await desk.database.query("select 1 from errand")).toEqual([]);
  });

  test("doctor tells that its file has other settings than the instance, and approves nothing that nobody has tried", async () => {
    await using database = await createDatabase();
    await using server = await startServer({ components: { "help.localhost": { secret: "secret" } } });
    const serve = await launchAnteroom({ server, database, env: POOL });
    await serve.logs("ready");
    const same = await diagnose({ server, database, env: { ...POOL, ANTEROOM_XMPP_INSTANCE: "another" } });
    expect(same.checks.map(({ name }) => name)).not.toContain("running-settings");
    const { check, checks, status } = await diagnose({
      server,
      database,
      env: {
        ANTEROOM_XMPP_SECRET: "another one",
        ANTEROOM_CONVERSATIONS_RESPONDERS: "[anteroom/examples/shake]",
        ANTEROOM_ROOMS_SERVICE: "nowhere.localhost",
        ANTEROOM_HTTP_LISTEN: "0",
        ANTEROOM_HTTP_VISITORS: "true",
      },
    });
    expect(status).toBe(0);
    expect(check("running-settings").outcome).toBe("warning");
    expect(check("running-settings").text).toContain(
      "(xmpp.secret, conversations.responders, rooms.service, rooms.queues, http.listen, http.visitors): restart it",
    );
    for (const name of ["handshake", "rooms.service", "room-creation", "strangers", "http.proxies"]) {
      expect([name, check(name).outcome]).toEqual([name, "skipped"]);
    }
    expect(check("delivery").outcome).toBe("ok");
    expect(JSON.stringify(checks)).not.toContain("another one");
  });

  test("an instance that has no stream is left alone, and the reason is found", async () => {
    await using database = await createDatabase();
    await using server = await startServer({ components: { "help.localhost": { secret: "secret" } } });
    const serve = await launchAnteroom({ server, database, secret: "another one" });
    await serve.logs("refuses xmpp.secret");
    const { status, check } = await diagnose({
      server,
      database,
      env: { ANTEROOM_XMPP_SECRET: "another one" },
    });
    expect(status).toBe(1);
    expect(check("instance").text).toContain("no stream");
    expect(check("handshake")).toMatchObject({ outcome: "failure" });
  });
});

test("where no instance runs, doctor takes the lease, gives it back, and the rooms of the pool are still there afterwards", async () => {
  const desk = await startRoomDesk();
  await filled(desk, 2);
  await desk.anteroom.kill();
  await expireLease(desk.database);
  const rooms = [...(await desk.server.rooms())].sort();
  const { status, check } = await diagnose({ ...desk, env: POOL });
  expect(status).toBe(0);
  expect(check("instance").text).toContain("has taken the lease");
  expect(check("room-limit").outcome).toBe("ok");
  expect(await roomsLeft(desk.server, rooms.length)).toEqual(rooms);
  const [row] = await desk.database.query<{ free: boolean }>("select expires_at <= now() as free from lease");
  expect(row?.free).toBe(true);
});

test("an examination that is interrupted leaves no room behind", async () => {
  await using server = await startServer({ components: { "help.localhost": { secret: "secret" } } });
  const config = loadConfig({ env: patientEnv({ server, env: POOL }), cwd: "/nonexistent" });
  const opened = await openOnce(config.xmpp);
  if (!("link" in opened)) throw new Error("no stream");
  const interrupted = new AbortController();
  const { host, link } = opened;
  const writer: Pick<typeof host.writer, "send"> = {
    send: (stanza) => {
      const sent = host.writer.send(stanza);
      if (typeof stanza !== "string" && stanza.name === "presence")
        interrupted.abort(new Error("interrupted"));
      return sent;
    },
  };
  const { findings } = await examineStream({
    wire: { ...host, writer },
    config,
    alone: { openRooms: 0 },
    signal: interrupted.signal,
  });
  expect(findings.at(-1)).toMatchObject({ name: "examination", outcome: "failure" });
  expect(await roomsLeft(server, 0)).toEqual([]);
  await link.stop();
});
