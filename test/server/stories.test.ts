/** What an operator finds in the log: one search by an id gives the story of a conversation, a room or a stream. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { freePort } from "../../src/demo/ports.ts";
import { gatewayEnv, gatewayUrl, signLogin, visit } from "../support/gateway/gateway.ts";
import type { LogLine } from "../support/process/anteroom-process.ts";
import { EXAMPLES, rowsOf } from "../support/rooms/help-desk.ts";
import { enter, filled, reaches, startRoomDesk, visitor } from "../support/rooms/room-desk.ts";
import { give } from "../support/rooms/rooms.ts";

const CLUMSY = fileURLToPath(new URL("../support/responders/clumsy.mjs", import.meta.url));

const story = (log: readonly LogLine[], id: string) =>
  log.filter((line) => JSON.stringify(line).includes(id)).map(({ msg }) => msg);

test("the log tells the story of a conversation, a room and a stream by their ids, without a word or a secret of people", async () => {
  const port = await freePort();
  const env = { ...gatewayEnv(port), ANTEROOM_LOG_LEVEL: "debug" };
  const desk = await startRoomDesk({ env, responders: [...EXAMPLES, CLUMSY] });
  const url = gatewayUrl(port);
  const vic = await visit(url);
  await vic.open();
  await vic.ask("/new clumsy");
  const [{ id: conversation } = { id: "" }] = await desk.database.query<{ id: string }>(
    "select id from conversation",
  );
  // Another one, to be told apart.
  const uma = await visit(url);
  await uma.open();
  await uma.ask("/new task Sardines");
  const apology = await vic.ask("stone swordfish");
  expect(await vic.ask("feather swordfish")).toBe("Thank you.");

  await filled(desk, 2);
  const taken = await give(desk.database, "take_room", { staff: "Sam" });
  const staff = await enter(await visitor(desk, "sam"), taken);
  await reaches(desk, taken.room_id, "staff_waiting");
  await staff.say("anybody at sea?");
  await staff.leave();
  await reaches(desk, taken.room_id, "closed");
  await vic.close();
  await desk.anteroom.logs("a stream has ended");
  const jwt = await signLogin("kim", {});
  await fetch(`${url}/token`, { method: "POST", headers: { authorization: `Bearer ${jwt}x` } });
  await desk.anteroom.logs("a login was refused");
  await rowsOf(desk.database, "select 1 as one");

  const { log } = desk.anteroom;
  expect(story(log, conversation)).toEqual([
    "a conversation was started",
    "a turn",
    "a handler failed",
    "a turn",
    "a conversation has ended",
  ]);
  const failed = log.find(({ msg }) => msg === "a handler failed");
  expect(apology).toContain(failed?.reference);

  expect(story(log, taken.room_jid)).toEqual([
    "a room has changed",
    "an SQL function has written a room",
    "a room has changed",
    "a room has changed",
    "a room has changed",
  ]);
  const changes = log
    .filter(({ room, to }) => room === taken.room_jid && to !== undefined)
    .map(({ to }) => to);
  expect(changes).toEqual(["available", "staff_waiting", "closing", "closed"]);

  const ended = log.find(({ msg }) => msg === "a stream has ended");
  const lines = log.filter(({ stream }) => stream === ended?.stream).map(({ msg }) => msg);
  expect(lines).toEqual(["a stream was opened", "a stream has ended"]);

  const all = JSON.stringify(log);
  for (const word of [
    "swordfish",
    "Sardines",
    "at sea",
    taken.password,
    taken.seat,
    vic.token,
    uma.token,
    jwt,
  ]) {
    expect(all).not.toContain(word);
  }
});
