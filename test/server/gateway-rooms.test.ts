/** People from browsers in rooms of a real server: with each other, and with people who come by IM. */
import { expect, test } from "vitest";
import { readThreads } from "../../src/gateway/stream/index.ts";
import { xml } from "../../src/xmpp/stanza.ts";
import { seatClient, takeRoom, twoInRoom } from "../support/rooms/browsers-in-rooms.ts";
import { rowsOf } from "../support/rooms/help-desk.ts";
import { enter, reaches, story, visitor } from "../support/rooms/room-desk.ts";
import { ledgerOf } from "../support/rooms/rooms.ts";
import { graceEnds, isRoom, isText, noted, startBrowserDesk } from "../support/rooms/rooms-browsers.ts";

const CHAT_STATES = "http://jabber.org/protocol/chatstates";
const MARKERS = "urn:xmpp:chat-markers:0";

test("two people from browsers talk in a room, each message once and in one order", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, thread } = await twoInRoom(desk);
  await sam.say(thread, "hello");
  await cleo.next(isText("hello"));
  await cleo.say(thread, "hi Sam");
  await sam.next(isText("hi Sam"));
  await cleo.next(isText("hi Sam"));
  expect(await sam.texts()).toEqual(["hello", "hi Sam"]);
  expect(await cleo.texts()).toEqual(["hello", "hi Sam"]);
});

test("people from browsers are told who comes, drops out, is back, and leaves", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, thread, forClient, forStaff } = await twoInRoom(desk);
  const { room_jid: room } = forStaff;
  expect((await sam.next(isRoom("joined", "Sam"))).room).toMatchObject({
    entity: sam.entity,
    role: "staff",
    seat: forStaff.seat,
  });
  const joined = (await sam.next(isRoom("joined", "Cleo"))).room;
  expect(joined).toMatchObject({ entity: `${room}/Cleo`, role: "client" });
  expect(joined).not.toHaveProperty("seat");
  expect((await cleo.next(isRoom("joined", "Cleo"))).room).toMatchObject({
    entity: cleo.entity,
    seat: forClient.seat,
  });
  cleo.close();
  await graceEnds(desk, cleo);
  await sam.next(isRoom("dropped", "Cleo"));
  await reaches(desk, forStaff.room_id, "lost");
  await sam.say(thread, "for when you are back");
  cleo.open();
  await sam.next(isRoom("back", "Cleo"));
  await cleo.next(isText("for when you are back"));
  await cleo.next(isRoom("back", "Cleo"));
  await reaches(desk, forStaff.room_id, "chatting");
  expect(await cleo.leave(forClient.seat)).toBe(true);
  await sam.next(isRoom("left", "Cleo"));
  expect(await sam.leave(forStaff.seat)).toBe(true);
  await reaches(desk, forStaff.room_id, "closed");
  await rowsOf(desk.database, "select 1 as one where not exists (select from occupancy)");
  expect(await desk.database.query("select ended_at is not null as ended from thread")).toEqual([
    { ended: true },
  ]);
});

test("the members of a room's thread are oneself, the bot, and the other by nickname", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, thread, forStaff, forClient } = await twoInRoom(desk);
  const room = forStaff.room_jid;
  const membersOf = async ({ personId }: typeof sam) =>
    (await readThreads(ledgerOf(desk.database).db, personId)).map((one) => [
      one.thread,
      [...one.members].toSorted(),
    ]);
  expect(await membersOf(sam)).toEqual([
    [thread, [`${room}/Anteroom`, `${room}/Cleo`, sam.entity].toSorted()],
  ]);
  expect(await membersOf(cleo)).toEqual([
    [thread, [`${room}/Anteroom`, `${room}/Sam`, cleo.entity].toSorted()],
  ]);
  await cleo.leave(forClient.seat);
  expect(await membersOf(sam)).toEqual([[thread, [`${room}/Anteroom`, sam.entity].toSorted()]]);
});

test("whoever has left reads nothing more: neither what the others say, nor what the bot says of the leaving", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, thread, forClient } = await twoInRoom(desk);
  await sam.say(thread, "before");
  await cleo.next(isText("before"));
  expect(await cleo.leave(forClient.seat)).toBe(true);
  await sam.say(thread, "after");
  await sam.next(isText("after"));
  const [{ last } = { last: 0 }] = await rowsOf<{ last: number }>(
    desk.database,
    "select last_at as last from thread where last_at > 2",
  );
  await cleo.next(isRoom("left"));
  expect(await sam.texts()).toHaveLength(last);
  expect(await cleo.texts()).toEqual(["before"]);
  expect((await cleo.all()).at(-1)).toMatchObject({ type: "room", room: { event: "left" } });
});

test("a page that is reloaded within the grace is seen by nobody", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, thread, forStaff } = await twoInRoom(desk);
  cleo.close();
  await noted(desk, cleo, "closed");
  cleo.open();
  await noted(desk, cleo, "open");
  await sam.say(thread, "still there?");
  await cleo.next(isText("still there?"));
  expect(await story(desk, forStaff.room_id)).not.toContain(expect.stringMatching(/^lost/));
  expect((await sam.all()).filter(isRoom("dropped"))).toEqual([]);
});

test("whoever says not to be available drops out at once, and is back with a new page", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, forStaff } = await twoInRoom(desk);
  await cleo.shows({ available: false });
  await sam.next(isRoom("dropped", "Cleo"));
  cleo.close();
  await noted(desk, cleo, "closed");
  cleo.open();
  await reaches(desk, forStaff.room_id, "chatting");
  await cleo.shows({ available: false });
  await reaches(desk, forStaff.room_id, "lost");
  await cleo.shows({ available: true, show: "dnd", status: "busy" });
  await reaches(desk, forStaff.room_id, "chatting");
  expect((await sam.next((stanza) => JSON.stringify(stanza).includes('"busy"'))).presence).toEqual([
    { entity: `${forStaff.room_jid}/Cleo`, available: true, show: "dnd", status: "busy" },
  ]);
  await cleo.shows({ available: true, show: "xa" });
  await sam.next((stanza) => JSON.stringify(stanza.presence ?? "").includes('"show":"xa"'));
  expect((await story(desk, forStaff.room_id)).at(-1)).toBe("chatting (all_back)");
});

test("somebody from a browser and somebody by IM talk, type, and read", async () => {
  const desk = await startBrowserDesk();
  const sam = await desk.browser("sam", "staff");
  sam.open();
  const forStaff = await takeRoom(desk, "sam");
  const thread = (await sam.join(forStaff.seat)) ?? "";
  await reaches(desk, forStaff.room_id, "staff_waiting");
  const forClient = await seatClient(desk, "Cleo");
  const cleo = await enter(await visitor(desk, "cleo"), forClient);
  await sam.next(isRoom("joined", "Cleo"));
  await sam.say(thread, "hello Cleo");
  expect(await cleo.heard()).toEqual({ nick: "Sam", text: "hello Cleo" });
  await cleo.say("hello Sam");
  const heard = (await sam.next(isText("hello Sam"))).message;
  expect(heard).toMatchObject({ thread, sender: { id: `${forStaff.room_jid}/Cleo`, displayName: "Cleo" } });
  await cleo.person.send(
    xml("message", { to: forStaff.room_jid, type: "groupchat" }, xml("composing", { xmlns: CHAT_STATES })),
  );
  expect(await desk.instance.passed.next()).toEqual({
    threads: [thread],
    stanzas: JSON.stringify([
      { type: "typing", typing: { thread, entity: `${forStaff.room_jid}/Cleo`, state: "composing" } },
    ]),
  });
  desk.instance.people.typing(sam.personId, thread, "composing");
  await cleo.person.next(
    (one) => one.attrs.from === `${forStaff.room_jid}/Sam` && one.getChild("composing") !== undefined,
  );
  const id = await sam.say(thread, "read this");
  await cleo.heard();
  await cleo.person.send(
    xml("message", { to: forStaff.room_jid, type: "groupchat" }, xml("displayed", { xmlns: MARKERS, id })),
  );
  await sam.next(
    ({ receipt }) =>
      (receipt as { id?: string; state?: string })?.id === id &&
      (receipt as { state: string }).state === "read",
  );
  await cleo.leave();
  await reaches(desk, forStaff.room_id, "closing");
});

test("what somebody says is theirs in their stream, told as sent, and keeps the fields that only browsers know", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, thread, forStaff } = await twoInRoom(desk);
  const id = await sam.say(thread, "<b>hello</b>", { type: "html", extensions: { mood: { level: 3 } } });
  const own = (await sam.next(({ type }) => type === "message")).message;
  expect(own).toMatchObject({ id, type: "html", mood: { level: 3 }, sender: { id: sam.entity } });
  const theirs = (await cleo.next(({ type }) => type === "message")).message;
  expect(theirs).toMatchObject({
    id,
    text: "<b>hello</b>",
    mood: { level: 3 },
    sender: { id: `${forStaff.room_jid}/Sam` },
  });
  await sam.next(
    ({ receipt }) =>
      (receipt as { id?: string; state?: string })?.id === id &&
      (receipt as { state: string }).state === "sent",
  );
  expect(await desk.database.query("select state, content from spoken")).toEqual([
    { state: "done", content: null },
  ]);
});

test("after a lost stream nobody has dropped out, and nothing is lost or doubled", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, thread, forStaff } = await twoInRoom(desk);
  await sam.say(thread, "before");
  desk.network.cut();
  await sam.say(thread, "while it is away");
  await cleo.say(thread, "I say so, too");
  await Promise.all([cleo, sam].map((one) => one.next(isText("I say so, too"))));
  await sam.say(thread, "after");
  await Promise.all([cleo, sam].map((one) => one.next(isText("after"))));
  expect((await cleo.texts()).toSorted()).toEqual(["I say so, too", "after", "before", "while it is away"]);
  expect(await cleo.texts()).toEqual(await sam.texts());
  expect((await story(desk, forStaff.room_id)).filter((step) => step.startsWith("lost"))).toEqual([]);
  expect((await sam.all()).filter(isRoom("dropped"))).toEqual([]);
});

test("after the end of the process nobody has dropped out", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, thread, forStaff } = await twoInRoom(desk);
  await sam.say(thread, "before");
  await cleo.next(isText("before"));
  await desk.restart(() => desk.database.query("update lease set expires_at = now()"));
  await cleo.say(thread, "after");
  await sam.next(isText("after"));
  expect((await story(desk, forStaff.room_id)).filter((step) => step.startsWith("lost"))).toEqual([]);
  expect((await sam.all()).filter(isRoom("dropped"))).toEqual([]);
  await reaches(desk, forStaff.room_id, "chatting");
});

test("nothing is lost, doubled, or out of order, however often the stream is cut and the process ends", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, thread } = await twoInRoom(desk);
  const said = Array.from({ length: 60 }, (_, n) => n);
  for (const n of said) {
    await sam.say(thread, `Sam ${n}`);
    await cleo.say(thread, `Cleo ${n}`);
    if (n % 10 === 7) desk.network.cut();
    if (n === 30) await desk.restart(() => desk.database.query("update lease set expires_at = now()"));
    if (n % 10 === 5) await cleo.next(isText(`Sam ${n}`));
  }
  for (const one of [sam, cleo]) {
    await rowsOf(
      desk.database,
      "select 1 as one from spoken where person_id = $1 and state = 'done' having count(*) = $2",
      [one.personId, said.length],
    );
  }
  const heard = await sam.texts();
  expect(await cleo.texts()).toEqual(heard);
  for (const name of ["Sam", "Cleo"]) {
    expect(heard.filter((text) => text.startsWith(name))).toEqual(said.map((n) => `${name} ${n}`));
  }
});

test("whom the server removes while the process is away is brought back before anybody is missed", async () => {
  const desk = await startBrowserDesk();
  const sam = await desk.browser("sam", "staff");
  sam.open();
  const forStaff = await takeRoom(desk, "sam");
  const thread = (await sam.join(forStaff.seat)) ?? "";
  await reaches(desk, forStaff.room_id, "staff_waiting");
  const cleo = await enter(await visitor(desk, "cleo"), await seatClient(desk, "Cleo"));
  await reaches(desk, forStaff.room_id, "chatting");
  await desk.restart(async () => {
    await desk.database.query("update lease set expires_at = now()");
    // What comes back as undeliverable tells the server that they are gone.
    await cleo.say("anybody there?");
    await cleo.misses("Sam");
    await cleo.misses("Anteroom");
  });
  await cleo.sees("Sam");
  await sam.say(thread, "here again");
  expect(await cleo.heard()).toEqual({ nick: "Sam", text: "here again" });
  await cleo.say("good");
  await sam.next(isText("good"));
  expect((await story(desk, forStaff.room_id)).filter((step) => step.startsWith("lost"))).toEqual([]);
});

test("a server that has lost its rooms: people are moved to another one, and go on in their thread", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, thread, forStaff } = await twoInRoom(desk);
  await sam.say(thread, "before");
  await cleo.next(isText("before"));
  await desk.server.kill();
  await desk.server.start();
  const moved = (await cleo.next(isRoom("moved"))).room;
  expect(moved).toMatchObject({ thread, entity: cleo.entity, role: "client" });
  await sam.next(isRoom("moved"));
  const [now] = await rowsOf<{ id: string }>(
    desk.database,
    "select room_id::text as id from rooms where status = 'chatting' and room_id <> $1",
    [forStaff.room_id],
  );
  await cleo.say(thread, "here again");
  await sam.next(isText("here again"));
  expect(await desk.database.query("select room_id::text as id, ended_at from thread")).toEqual([
    { id: now?.id, ended_at: null },
  ]);
});
