/** People from browsers on a real server: what others may know of them, how they are asked into rooms, and their tickets. */
import { expect, test } from "vitest";
import { readError } from "../../src/xmpp/iq.ts";
import { xml } from "../../src/xmpp/stanza.ts";
import { rowsOf } from "../support/rooms/help-desk.ts";
import { enter, reaches, visitor } from "../support/rooms/room-desk.ts";
import { answerOf, give } from "../support/rooms/rooms.ts";
import { graceEnds, isRoom, isText, startBrowserDesk } from "../support/rooms/rooms-browsers.ts";

const CHAT_STATES = "http://jabber.org/protocol/chatstates";
const DISCO = "http://jabber.org/protocol/disco#info";

import { seatClient, takeRoom, twoInRoom } from "../support/rooms/browsers-in-rooms.ts";

test("private messages are refused, a ping and a disco through the room are answered", async () => {
  const desk = await startBrowserDesk();
  const sam = await desk.browser("sam", "staff");
  sam.open();
  const forStaff = await takeRoom(desk, "sam");
  await sam.join(forStaff.seat);
  await reaches(desk, forStaff.room_id, "staff_waiting");
  const cleo = await enter(await visitor(desk, "cleo"), await seatClient(desk, "Cleo"));
  const to = `${forStaff.room_jid}/Sam`;
  await cleo.person.send(xml("message", { to, type: "chat", id: "p1" }, xml("body", {}, "psst")));
  const refused = await cleo.person.next(({ attrs }) => attrs.id === "p1" && attrs.type === "error");
  // ejabberd lets none through, and says so itself.
  expect(["policy-violation", "forbidden", "not-allowed"]).toContain(readError(refused).condition);
  await cleo.person.send(xml("iq", { to, type: "get", id: "q1" }, xml("ping", { xmlns: "urn:xmpp:ping" })));
  expect((await cleo.person.next(({ attrs }) => attrs.id === "q1")).attrs.type).toBe("result");
  await cleo.person.send(xml("iq", { to, type: "get", id: "q2" }, xml("query", { xmlns: DISCO })));
  const info = await cleo.person.next(({ attrs }) => attrs.id === "q2");
  expect(info.getChild("query")?.getChild("identity")?.attrs).toEqual({ category: "client", type: "web" });
  await sam.next(isRoom("joined", "Cleo"));
  expect(await sam.texts()).toEqual([]);
});

test("a person from a browser cannot be told from an address that does not exist", async () => {
  const desk = await startBrowserDesk();
  const { cleo } = await twoInRoom(desk);
  const eve = await visitor(desk, "eve");
  const nobody = `v-${"a".repeat(36)}@help.localhost`;
  /** The component has answered all that was sent, in order. */
  const answered = async (id: string): Promise<void> => {
    const ping = xml("ping", { xmlns: "urn:xmpp:ping" });
    await eve.send(xml("iq", { to: "bot@help.localhost", type: "get", id }, ping));
    await eve.next(({ attrs }) => attrs.id === id);
  };
  const answers = async (address: string): Promise<readonly string[]> => {
    const ids = ["m", "n", "h", "e", "p", "d", "i", "v", "s", "l", "c"].map(
      (name) => `${name}-${address.length}`,
    );
    const [m, n, h, e, p, d, i, v, s, l, c] = ids;
    const before = eve.received.length;
    for (const to of [address, `${address}/browser`]) {
      // Alone: a server passes the answer on only while the request is open, to clients that it takes for interested.
      await eve.presence({ to, type: "subscribe" });
      await answered(`${to} subscribe`);
      const iq = (id: string | undefined, xmlns: string, name = "query") =>
        eve.send(xml("iq", { to, type: "get", id }, xml(name, { xmlns })));
      await eve.send(xml("message", { to, type: "chat", id: m }, xml("body", {}, "hello")));
      await eve.send(xml("message", { to, id: n }, xml("body", {}, "hello")));
      await eve.send(xml("message", { to, type: "headline", id: h }, xml("body", {}, "hello")));
      await eve.send(xml("message", { to, type: "groupchat", id: e }, xml("body", {}, "hello")));
      await eve.send(xml("message", { to, type: "chat", id: c }, xml("composing", { xmlns: CHAT_STATES })));
      for (const type of ["probe", "unsubscribe", undefined]) await eve.presence({ to, type });
      await iq(p, "urn:xmpp:ping", "ping");
      await iq(d, DISCO);
      await iq(i, "http://jabber.org/protocol/disco#items");
      await iq(v, "jabber:iq:version");
      await iq(l, "jabber:iq:last");
      await iq(s, "vcard-temp", "vCard");
    }
    await answered(`${address} all`);
    return eve.received
      .slice(before)
      .filter(({ attrs }) => attrs.from?.startsWith(address) === true)
      .map((element) =>
        element
          .toString()
          .replaceAll(address, "ADDRESS")
          .replaceAll(`-${address.length}`, "")
          // A presence that we were not sent an id for has one of its own.
          .replace(/(?<=^<presence[^>]* id=")[^"]*/, "ID"),
      )
      .toSorted();
  };
  const theirs = await answers(cleo.entity);
  expect(theirs.length).toBeGreaterThan(15);
  expect(theirs).toEqual(await answers(nobody));
});

test("whoever is named by their entity is asked into the room in their stream, and not by XMPP", async () => {
  const desk = await startBrowserDesk();
  const [sam, cleo] = await Promise.all([desk.browser("sam", "staff"), desk.browser("cleo")]);
  // An invitation to somebody at the domain would come back to the component.
  const invitations: string[] = [];
  const payload = { name: "x", xmlns: "jabber:x:conference" };
  desk.instance.component.host.router.on({ stanza: "message", payload }, ({ to }) => {
    invitations.push(to.full);
  });
  sam.open();
  const forStaff = await takeRoom(desk, "Sam", { staff_jid: sam.entity });
  const invited = (await sam.next(isRoom("invited"))).room as { thread: string };
  expect(invited).toMatchObject({ seat: forStaff.seat, role: "staff", nick: "Sam", entity: sam.entity });
  expect(await sam.join(forStaff.seat)).toBe(invited.thread);
  await reaches(desk, forStaff.room_id, "staff_waiting");
  const forClient = await seatClient(desk, "Cleo", { client_jid: cleo.entity });
  await cleo.next(isRoom("invited"));
  // Nobody is there to be brought in until a page is open.
  expect(await cleo.join(forClient.seat)).toBe(invited.thread);
  cleo.open();
  await sam.next(isRoom("joined", "Cleo"));
  cleo.close();
  await graceEnds(desk, cleo);
  await sam.next(isRoom("dropped", "Cleo"));
  expect(invitations).toEqual([]);
  expect((await cleo.all()).filter(isRoom("invited"))).toHaveLength(1);
});

function isLine(state: string, place?: number) {
  return (stanza: { readonly type: string; readonly line?: unknown }): boolean => {
    const line = stanza.line as { state?: string; place?: number } | undefined;
    return line?.state === state && line.place === place;
  };
}

test("whoever does not come is told of the way back to the head and of the second call, however soon that is", async () => {
  const desk = await startBrowserDesk();
  const [sam, ann] = await Promise.all([desk.browser("sam", "staff"), desk.browser("ann")]);
  for (const one of [sam, ann]) one.open();
  await answerOf(desk.database, "join_line", { client: "ann" });
  await ann.next(isLine("waiting", 1));
  await sam.join((await takeRoom(desk, "sam")).seat);
  for (let call = 1; call <= 2; call++) {
    await ann.next(isLine("called"));
    await rowsOf(
      desk.database,
      `with ended as (update seat set lease_until = clock_timestamp() where role = 'client' and state = 'coming' returning room_id)
       update room set unseen = true, rev = rev + 1 from ended where room.id = ended.room_id returning 1 as one`,
    );
  }
  await ann.next(isLine("out"));
  const lines = (await ann.all()).flatMap(({ line }) => (line as { state: string } | undefined)?.state ?? []);
  expect(lines).toEqual(["waiting", "called", "waiting", "called", "out"]);
});

test("a ticket ends with the presence of its person, and not before that is known", async () => {
  const desk = await startBrowserDesk();
  const [ann, ben, cy] = await Promise.all([desk.browser("ann"), desk.browser("ben"), desk.browser("cy")]);
  // Nobody has seen Ben yet: the page is about to open.
  await answerOf(desk.database, "join_line", { client: "ben" });
  await ben.next(isLine("waiting", 1));
  ann.open();
  await answerOf(desk.database, "join_line", { client: "ann" });
  await ann.next(isLine("waiting", 2));
  await rowsOf(desk.database, "select 1 as one from browser_presence where person_id = $1 and here", [
    ann.personId,
  ]);
  await rowsOf(desk.database, "select 1 as one from ticket_told where person_id = $1 and seen", [
    ann.personId,
  ]);
  await ann.shows({ available: false });
  await rowsOf(desk.database, "select 1 as one from browser_presence where person_id = $1 and not here", [
    ann.personId,
  ]);
  // The look that finds this ticket has seen to all others.
  await answerOf(desk.database, "join_line", { client: "cy" });
  await cy.next(({ line }) => line !== undefined);
  expect(await desk.database.query("select client from standing order by client")).toEqual([
    { client: "ben" },
    { client: "cy" },
  ]);
  await ann.next(isLine("out"));
});

test("people from browsers learn how their tickets stand", async () => {
  const desk = await startBrowserDesk();
  const [sam, ann, ben] = await Promise.all([
    desk.browser("sam", "staff"),
    desk.browser("ann"),
    desk.browser("ben"),
  ]);
  for (const one of [sam, ann, ben]) one.open();
  const anns = await answerOf<string>(desk.database, "join_line", { client: "ann" });
  expect((await ann.next(isLine("waiting", 1))).line).toEqual({
    queue: "default",
    ticket: anns,
    place: 1,
    state: "waiting",
  });
  const bens = await answerOf<string>(desk.database, "join_line", { client: "Ben", client_jid: ben.entity });
  await ben.next(isLine("waiting", 2));
  // Presence decides: nobody has to look.
  await desk.database.query(
    "update ticket set until = clock_timestamp() + interval '5 seconds' where id = $1",
    [anns],
  );
  await rowsOf(
    desk.database,
    "select 1 as one from ticket where id = $1 and until > clock_timestamp() + interval '1 minute'",
    [anns],
  );
  const forStaff = await takeRoom(desk, "sam");
  await sam.join(forStaff.seat);
  await ann.next(isLine("called"));
  await desk.database.query("update ticket_told set told_at = told_at - interval '3 seconds'");
  await ben.next(isLine("waiting", 1));
  await answerOf(desk.database, "leave_line", { ticket: bens });
  await ben.next(isLine("out"));
});

test("a page that was lost with all that it knew takes the seat again under another entity", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, thread, forClient } = await twoInRoom(desk);
  await sam.say(thread, "to the first one");
  await cleo.next(isText("to the first one"));
  const fresh = await desk.browser(null);
  fresh.open();
  await give(desk.database, "renew_seat", { seat: forClient.seat });
  expect(await fresh.join(forClient.seat)).toBe(thread);
  await rowsOf(
    desk.database,
    "select 1 as one from seat where id = $1 and taken_by = $2 and state = 'inside'",
    [forClient.seat, fresh.entity],
  );
  await sam.say(thread, "to the second one");
  await fresh.next(isText("to the second one"));
  expect(await fresh.texts()).toEqual(["to the second one"]);
  expect(await cleo.texts()).toEqual(["to the first one"]);
});

test("a person who is forgotten is taken out of the room as if they had left", async () => {
  const desk = await startBrowserDesk();
  const { sam, cleo, forStaff } = await twoInRoom(desk);
  await answerOf(desk.database, "forget_person", { entity: cleo.entity });
  await sam.next(isRoom("left"));
  await reaches(desk, forStaff.room_id, "closing");
  expect(
    await desk.database.query("select client from rooms where room_id = $1", [forStaff.room_id]),
  ).toEqual([{ client: null }]);
  const names = await desk.database.query<{ actor: string | null }>(
    "select actor from room_history where room_id = $1",
    [forStaff.room_id],
  );
  expect(names.map(({ actor }) => actor)).not.toContain("Cleo");
});
