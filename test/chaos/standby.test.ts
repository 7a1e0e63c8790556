/** Two instances: one is active, the other stands by and takes over. */
import { expect, test } from "vitest";
import { person } from "../support/people/people.ts";
import { isReceipt, sayAndAsk } from "../support/people/receipts.ts";
import { launchAnteroom } from "../support/process/anteroom-process.ts";
import { startGate } from "../support/process/gate.ts";
import { BOT, GATED, saidBy, startHelpDesk } from "../support/rooms/help-desk.ts";

test("after SIGKILL of the active instance the standby takes over, and conversations carry on", async () => {
  const { server, database, anteroom: first, options } = await startHelpDesk();
  const second = await launchAnteroom(options);
  await second.logs("standing by");
  expect((await fetch(`${second.opsUrl}/readyz`)).status).toBe(503);
  await using alice = await person(server, "alice");
  expect(await alice.asks(BOT, "/new task")).toContain("title");

  const killed = performance.now();
  await first.kill();
  await second.ready();
  console.log(`taken over ${((performance.now() - killed) / 1000).toFixed(1)} s after SIGKILL`);

  expect(await alice.asks(BOT, "Doors")).toContain('"Doors" due');
  expect(await saidBy(database, alice.bare)).toEqual(["/new task", "Doors"]);

  // the one that was killed comes back as the one that stands by
  await first.launch();
  await first.logs("standing by");
  expect(await alice.asks(BOT, "tomorrow")).toContain('Create "Doors"?');
});

test("with --no-wait a second instance ends with status 75 and names the active one", async () => {
  const { anteroom, options } = await startHelpDesk({ env: { ANTEROOM_XMPP_INSTANCE: "upstairs" } });
  const second = await launchAnteroom({
    ...options,
    args: ["--no-wait"],
    env: { ANTEROOM_XMPP_INSTANCE: "downstairs" },
  });
  expect(await second.exited).toEqual({ code: 75, signal: null });
  expect((await second.logs("holds the lease")).msg).toContain("upstairs");
  expect((await fetch(`${anteroom.opsUrl}/readyz`)).status).toBe(200);
});

test("after SIGTERM accepted messages are answered, later ones get an error, and the standby takes over at once", async () => {
  const gate = await startGate();
  const env = { ...gate.env, ANTEROOM_XMPP_INSTANCE: "first" };
  const desk = await startHelpDesk({ responders: [GATED], env });
  const { server, database, anteroom: first } = desk;
  const second = await launchAnteroom({ ...desk.options, env: { ...env, ANTEROOM_XMPP_INSTANCE: "second" } });
  await second.logs("standing by");
  await using alice = await person(server, "alice");
  await using bob = await person(server, "bob");
  expect(await alice.asks(BOT, "/new slow")).toBe("Which word?");

  const id = await sayAndAsk(alice, BOT, "stone");
  const knock = await gate.knocks.next();
  first.signal("SIGTERM");
  await first.logs("draining");
  const refused = await sayAndAsk(bob, BOT, "/new slow");
  const bounce = await bob.next((element) => element.attrs.id === refused);
  expect(bounce.attrs.type).toBe("error");
  expect(bounce.getChild("error")?.attrs.type).toBe("wait");
  expect(bounce.getChild("error")?.getChild("recipient-unavailable")).toBeDefined();

  knock.open();
  expect(await alice.hears(BOT)).toBe("Thought about stone.");
  await alice.next(isReceipt(id));
  expect(await first.exited).toEqual({ code: 0, signal: null });
  // given back: nobody waits for its end
  expect(await database.query("select from lease where holder = 'first'")).toEqual([]);
  const given = performance.now();
  await second.ready();
  console.log(`taken over ${((performance.now() - given) / 1000).toFixed(1)} s after SIGTERM was obeyed`);

  expect(await bob.asks(BOT, "/new slow")).toBe("Which word?");
  expect(await saidBy(database, bob.bare)).toEqual(["/new slow"]);
  expect(await database.query("select from outbox where stanza like $1", [`%to="${alice.bare}"%`])).toEqual(
    [],
  );
  expect(await second.stop()).toEqual({ code: 0, signal: null });
});
