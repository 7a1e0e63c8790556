/** Threads over HTTP: typing, read markers, history. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { friends, leaveSeat, takeSeat } from "../../../src/gateway/presence/index.ts";
import { say } from "../../../src/gateway/stream/index.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import {
  BOT,
  DOMAIN,
  type EventReader,
  type HttpUnderTest,
  type Issued,
  personOf,
  roomThread,
  send,
  startHttp,
  tellBot,
} from "../../support/gateway/http.ts";
import { message, startStreams } from "../../support/gateway/streams.ts";
import { ledgerOf, makeRoom } from "../../support/rooms/rooms.ts";

const staff = (gateway: HttpUnderTest, name: string) => gateway.login(name, { role: "staff" });

test("typing is shown to those who are there, and not kept; in a room it is left for the instance with the stream", async () => {
  await using database = await createDatabase();
  await using here = await startHttp(database);
  await using there = await startHttp(database);
  const [ann, ben] = [await staff(here, "ann"), await staff(here, "ben")];
  const [, { thread }] = (await send(here, ann, { members: [ben.entity], text: "hello" })) as [
    number,
    { thread: string },
  ];
  const streams = [here.stream(ben.token), there.stream(ben.token)];
  await using own = here.stream(ann.token);
  await Promise.all([...streams, own].map((stream) => stream.event()));
  const type = (of: string, state: string) =>
    here.ask("/typing", { token: ann.token, json: { thread: of, state } });
  expect((await type(thread, "composing")).status).toBe(204);
  for (const stream of streams) {
    const { id, stanzas } = await stream.stanzas();
    expect([id, stanzas]).toEqual([
      undefined,
      [{ type: "typing", typing: { thread, entity: ann.entity, state: "composing" } }],
    ]);
  }
  const room = await roomThread(database, ann);
  expect((await type(room, "paused")).status).toBe(204);
  expect(await database.query("select kind, asked from errand")).toEqual([
    { kind: "typing", asked: { thread: room, state: "paused" } },
  ]);
  expect(here.looked.errands).toBe(1);
  await send(here, ben, { thread, text: "yes?" });
  await own.stanzas();
  expect(own.text).not.toContain("typing");
});

test("of a burst of signs of typing at most one a second is shown, of each thread, and in the end the last", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const [ann, ben, cy] = [
    await staff(gateway, "ann"),
    await staff(gateway, "ben"),
    await staff(gateway, "cy"),
  ];
  const begin = async (other: Issued) =>
    ((await send(gateway, ann, { members: [other.entity], text: "hello" }))[1] as { thread: string }).thread;
  const [thread, second] = [await begin(ben), await begin(cy)];
  const streams = [gateway.stream(ben.token), gateway.stream(cy.token)] as const;
  await Promise.all(streams.map((stream) => stream.event()));
  const type = async (of: string, state: string) => {
    const { status } = await gateway.ask("/typing", { token: ann.token, json: { thread: of, state } });
    expect(status).toBe(204);
  };
  const shown = async (stream: EventReader) => (await stream.stanzas()).stanzas[0]?.typing;
  await type(thread, "composing");
  expect(await shown(streams[0])).toMatchObject({ state: "composing" });
  for (const state of ["paused", "composing", "paused"]) await type(thread, state);
  await type(second, "composing");
  expect(await shown(streams[1])).toMatchObject({ thread: second, state: "composing" });
  expect(streams[0].text.match(/"typing":/g)).toHaveLength(1);
  gateway.scheduler.advance(1_000);
  expect(await shown(streams[0])).toMatchObject({ thread, state: "paused" });
  // Somebody who is no member neither types nor learns that there is something.
  const { status } = await gateway.ask("/typing", { token: cy.token, json: { thread, state: "paused" } });
  expect(status).toBe(404);
  gateway.scheduler.advance(10_000);
  await type(thread, "composing");
  expect(await shown(streams[0])).toMatchObject({ state: "composing" });
  expect(streams[0].text.match(/"typing":/g)).toHaveLength(3);
});

test("reading up to a message is counted, told to those who wrote it, and left for the room", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const [ann, ben] = [await staff(gateway, "ann"), await staff(gateway, "ben")];
  const [, first] = (await send(gateway, ann, { members: [ben.entity], text: "one" })) as [
    number,
    { id: string; thread: string },
  ];
  await send(gateway, ann, { thread: first.thread, text: "two" });
  const unread = async () => {
    const { threads } = (await (await gateway.ask("/threads", { token: ben.token })).json()) as {
      threads: { unread: number }[];
    };
    return threads.map((one) => one.unread);
  };
  expect(await unread()).toEqual([2]);
  await using stream = gateway.stream(ann.token);
  await stream.event();
  expect(
    (await gateway.ask("/read", { token: ben.token, json: { thread: first.thread, id: first.id } })).status,
  ).toBe(204);
  expect(await unread()).toEqual([1]);
  expect((await stream.stanzas()).stanzas).toEqual([
    { type: "receipt", receipt: { id: first.id, thread: first.thread, state: "read" } },
  ]);

  const room = await roomThread(database, ben);
  const id = randomUUID();
  const streams = await startStreams(database);
  await streams.write(say(message(room, "in the room", { id })));
  expect((await gateway.ask("/read", { token: ben.token, json: { thread: room, id } })).status).toBe(204);
  expect(await database.query("select kind, asked from errand")).toEqual([
    { kind: "read", asked: { thread: room, id } },
  ]);
});

test("what was read before, or is no message of the thread, is told to nobody", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const [ann, ben] = [await staff(gateway, "ann"), await staff(gateway, "ben")];
  const [, one] = (await send(gateway, ann, { members: [ben.entity], text: "one" })) as [
    number,
    { id: string; thread: string },
  ];
  const [, two] = (await send(gateway, ann, { thread: one.thread, text: "two" })) as [number, { id: string }];
  const room = await roomThread(database, ben);
  const read = async (thread: string, id: string) =>
    expect((await gateway.ask("/read", { token: ben.token, json: { thread, id } })).status).toBe(204);
  for (const id of [two.id, two.id, one.id, randomUUID()]) await read(one.thread, id);
  for (const id of [two.id, randomUUID()]) await read(room, id);
  expect(
    await database.query("select stanzas from mailbox where person_id = $1 and stanzas like '%\"read\"%'", [
      await personOf(database, ann),
    ]),
  ).toEqual([{ stanzas: expect.stringContaining(two.id) }]);
  expect(await database.query("select kind from errand")).toEqual([]);
});

test("history is read from the newest back, and one's own copy can be deleted", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const streams = await startStreams(database);
  const ann = await gateway.login("ann");
  const thread = await tellBot(gateway, ann, "1");
  await streams.write(Array.from({ length: 4 }, (_, n) => say(message(thread, `${n + 2}`))).flat());
  const read = async (query: string) => {
    const answer = await gateway.ask(`/history?thread=${thread}${query}`, { token: ann.token });
    const { messages, more } = (await answer.json()) as {
      messages: { text: string; at: number }[];
      more: boolean;
    };
    return [messages.map(({ text }) => text), more];
  };
  expect(await read("")).toEqual([["5", "4", "3", "2", "1"], false]);
  expect(await read("&limit=2")).toEqual([["5", "4"], true]);
  expect(await read("&before=4&limit=2")).toEqual([["3", "2"], true]);
  expect(await read("&before=2&limit=1000")).toEqual([["1"], false]);
  for (const query of ["&limit=0", "&limit=x", "&before=-1", "&before=99999999999"]) {
    expect((await gateway.ask(`/history?thread=${thread}${query}`, { token: ann.token })).status).toBe(400);
  }
  expect((await gateway.ask("/history", { token: ann.token })).status).toBe(400);
  expect(
    (await gateway.ask(`/history?thread=${thread}`, { token: ann.token, method: "DELETE" })).status,
  ).toBe(204);
  expect(await read("")).toEqual([[], false]);
  expect(await (await gateway.ask("/threads", { token: ann.token })).json()).toEqual({ threads: [] });
});

test("with an occupant of a room in which one sits, start-session gives the room's thread with its members", async () => {
  await using database = await createDatabase();
  const { db } = ledgerOf(database);
  await using gateway = await startHttp(database, {
    people: {
      takeSeat: (who, seat) => takeSeat(db, who, seat),
      leaveSeat: (who, seat) => leaveSeat(db, who, seat),
      friends: (who) => friends(db, who, { bot: BOT }),
    },
  });
  const [sam, ann, eve] = [
    await staff(gateway, "sam"),
    await gateway.login("ann"),
    await staff(gateway, "eve"),
  ];
  const { jid, staffSeat, clientSeat } = await makeRoom(database, { status: "chatting", domain: DOMAIN });
  const join = async ({ token }: Issued, seat: string | undefined) =>
    (await (await gateway.ask("/join", { token, json: { seat } })).json()) as { thread: string };
  const { thread } = await join(sam, staffSeat);
  await join(ann, clientSeat);
  const start = ({ token }: Issued, entity: string, query = "") =>
    gateway.ask(`/start-session${query}`, { token, json: { entity } });
  const { presence } = (await (await gateway.ask("/get-friends", { token: ann.token })).json()) as {
    presence: { entity: string }[];
  };
  const occupants = presence.map(({ entity }) => entity).filter((entity) => entity !== BOT);
  expect(occupants).toEqual([`${jid}/Anteroom`, `${jid}/Sam`]);
  for (const occupant of occupants) {
    const begun = await start(ann, occupant);
    expect([occupant, begun.status]).toEqual([occupant, 200]);
    expect(await begun.json()).toEqual({ thread_id: thread, members: [ann.entity, ...occupants] });
  }
  expect(await (await start(ann, `${jid}/Sam`, "?compat=nereid")).json()).toEqual({
    thread_id: thread,
    members: [
      expect.objectContaining({ id: ann.entity }),
      { id: `${jid}/Anteroom`, objectType: "bot", displayName: "Anteroom" },
      { id: `${jid}/Sam`, objectType: "person", displayName: "Sam" },
    ],
  });
  for (const [who, entity] of [
    [ann, jid],
    [ann, `${jid}/`],
    [ann, `${jid}/Cleo`],
    [ann, `${jid}/sam`],
    [ann, `${jid}/Nobody`],
    [ann, "other@rooms.example.org/Sam"],
    [eve, `${jid}/Sam`],
    [eve, `${jid}/Anteroom`],
  ] as const) {
    expect([entity, (await start(who, entity)).status]).toEqual([entity, 404]);
  }
  expect((await start(sam, `${jid}/Cleo`)).status).toBe(200);
  await gateway.ask("/leave", { token: ann.token, json: { seat: clientSeat } });
  expect((await start(ann, `${jid}/Sam`)).status).toBe(404);
  expect((await start(sam, `${jid}/Cleo`)).status).toBe(404);
});
