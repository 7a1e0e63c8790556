/** An exchange of three messages, and what must be true of it wherever the network was cut meanwhile. */
import { responder, text } from "anteroom";
import { expect } from "vitest";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { createDatabase } from "../database/postgres.ts";
import { isMessage } from "../people/predicates.ts";
import { acknowledged } from "../people/receipts.ts";
import { type Direction, startProxy } from "../proxy.ts";
import { type Peer, startScriptedServer } from "../servers/scripted-server.ts";
import { startComponent } from "./component-under-test.ts";

const SAID = ["/new count", "1", "2"];
const ANSWERS = ["The first number?", "After 1?", "After 2?"];

const count = responder("count", { version: 1, help: "Counts", props: { last: text().optional() } }).steps(
  "number",
  {
    number: {
      prompt: (c) => (c.last === undefined ? "The first number?" : `After ${c.last}?`),
      accept: text(),
      receive: (c, number) => {
        c.set("last", number);
        return c.go("number");
      },
    },
  },
);

/** Sends what no receipt came for, at once, with the ids of the first time. */
function say(peer: Peer, person: string, receipts: ReadonlySet<string>): void {
  const messages = SAID.map((said, index) => {
    const attrs = { from: `${person}/x`, to: "bot@help.example.org", type: "chat", id: `m${index}` };
    return xml("message", attrs, xml("body", {}, said), xml("request", { xmlns: "urn:xmpp:receipts" }));
  });
  peer.send(messages.filter(({ attrs }) => !receipts.has(attrs.id ?? "")).join(""));
}

const heard = (peer: Peer, person: string): readonly Element[] =>
  peer.received.all.filter((element) => isMessage()(element) && element.attrs.to === person);

const bodyOf = (element: Element): string => element.getChildText("body") ?? "";

/** Resolves when a receipt came for every message, and every answer. */
async function complete(person: string, ...peers: readonly Peer[]): Promise<void> {
  const last = peers.at(-1);
  const all = () => peers.flatMap((peer) => peer.received.all);
  const answers = () => new Set(peers.flatMap((peer) => heard(peer, person)).map(bodyOf));
  while (acknowledged(all()).size < SAID.length || answers().size < ANSWERS.length) {
    await last?.received.next((element) => element.attrs.to?.startsWith(person) ?? false);
  }
}

/**
 * Cuts the connection after each number of bytes that go that way, in the middle of an exchange with somebody new,
 * and lets the component come back. Gives how many cuts there were.
 */
export async function cutEverywhere(direction: Direction): Promise<number> {
  const [server, database] = await Promise.all([startScriptedServer(), createDatabase()]);
  const proxy = await startProxy(server.port);
  const { domain } = server;
  const under = await startComponent({ url: proxy.url, domain, database, responders: [count] });
  const { outbox } = under.component.ledger;

  let people = 0;
  const somebody = () => `p${String(people++).padStart(4, "0")}@example.org`;

  const first = somebody();
  const undisturbed = await server.online();
  await under.ready();
  say(undisturbed, first, new Set());
  await complete(first, undisturbed);
  await outbox.flushed();
  const length = proxy.passed[direction];
  proxy.cut();

  for (let cutAt = 1; cutAt <= length; cutAt++) {
    const person = somebody();
    proxy.cutAfter[direction] = cutAt;
    await under.retry();
    const before = await server.next();
    const accepted = before.accept().then(
      () => say(before, person, new Set()),
      () => {},
    );
    await Promise.race([
      before.closed,
      accepted.then(() => complete(person, before)).catch(() => before.closed),
    ]);
    proxy.cut();

    proxy.cutAfter[direction] = Number.POSITIVE_INFINITY;
    await under.retry();
    const after = await server.online();
    say(after, person, acknowledged(before.received.all));
    await Promise.all([under.ready(), complete(person, before, after)]);
    expect(await outbox.flushed()).toBe(true);
    check(person, heard(before, person), heard(after, person), `cut at ${cutAt}`);
    proxy.cut();
  }

  const stored = await database.query(
    `select address, array_agg(body order by seq) as said from person
     join conversation on person_id = person.id join conversation_message on conversation_id = conversation.id
     where direction = 'in' group by address having array_agg(body order by seq) <> $1`,
    [SAID],
  );
  expect(stored).toEqual([]);
  expect(await database.query("select count(*)::int as people from conversation")).toEqual([{ people }]);
  expect(server.complaints).toEqual([]);
  return length;
}

function check(person: string, before: readonly Element[], after: readonly Element[], where: string): void {
  const ids = (messages: readonly Element[]) => messages.map(({ attrs }) => attrs.id);
  const bodies = new Map([...before, ...after].map((message) => [message.attrs.id, bodyOf(message)]));
  // each answer under one id, in order, on the second stream too
  expect([where, [...bodies.values()]]).toEqual([where, ANSWERS]);
  expect([where, ids(after)]).toEqual([where, [...new Set(ids(after))]]);
  const order = after.map((message) => ANSWERS.indexOf(bodyOf(message)));
  expect([where, person, order]).toEqual([where, person, order.toSorted()]);
  for (const repeat of after.filter(({ attrs }) => ids(before).includes(attrs.id))) {
    expect([where, repeat.getChild("delay", "urn:xmpp:delay")?.attrs.from]).toEqual([
      where,
      "help.example.org",
    ]);
  }
}
