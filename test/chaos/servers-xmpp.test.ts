/** The XMPP server goes away and comes back, while somebody talks; Anteroom is not restarted. */
import { expect, test } from "vitest";
import { person } from "../support/people/people.ts";
import { Counting, numbers } from "../support/process/counting.ts";
import { BOT, ENDLESS, saidBy, startHelpDesk } from "../support/rooms/help-desk.ts";

test.each(["stop", "kill"] as const)(
  "the server after %s and start: what was acknowledged is kept once and in order, and the conversation goes on",
  async (end) => {
    const { server, database, anteroom } = await startHelpDesk({ responders: [ENDLESS] });
    const { pid } = anteroom;
    const counting = new Counting(BOT);
    // a client that comes back is the same one
    const signIn = () => person(server, "alice", { resource: "phone" });
    let alice = await signIn();
    await counting.begin(alice);
    await counting.send(5);
    await counting.settled();

    for (let round = 0; round < 2; round++) {
      // the connection may end in the midst of it
      await Promise.all([counting.send(20).catch(() => {}), server[end]()]);
      await alice.disconnected;
      const before = counting.acknowledged;
      await server.start();
      await anteroom.ready();
      const stored = await saidBy(database, alice.bare);
      expect(stored.slice(1)).toEqual(numbers(stored.length - 1));
      expect(stored).toEqual(expect.arrayContaining([...before]));
      alice = await signIn();
      await counting.sendAgain(alice);
      await counting.send(5);
      await counting.settled();
    }
    const all = numbers(counting.sent.length);
    expect(await saidBy(database, alice.bare)).toEqual(["/new count", ...all]);
    expect(await counting.openQuestion()).toBe(`After ${all.length}?`);
    // what was asked while nobody was signed in may have come back to Anteroom; nothing changed its place
    const asked = counting.heard.flatMap((body) => /^After (\d+)\?$/.exec(body)?.[1] ?? []);
    expect(asked).toEqual([...asked].sort((a, b) => Number(a) - Number(b)));
    expect(anteroom.pid).toBe(pid);
  },
);
