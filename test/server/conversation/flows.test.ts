/** What people notice of the order of things: many messages at once, slow work of others, silence, a kill. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startGate } from "../../support/process/gate.ts";
import { BOT, EXAMPLES, expireLease, GATED, newcomer, startHelpDesk } from "../../support/rooms/help-desk.ts";

const ORDER = fileURLToPath(new URL("../../../dist/examples/responders/order.js", import.meta.url));

test("twenty messages in one TCP segment are taken in order, one step each, beside another person's", async () => {
  await using desk = await startHelpDesk({ accounts: ["alice", "bob"] });
  await using alice = await newcomer(desk, "alice");
  await using bob = await newcomer(desk, "bob");
  const rounds = ["/new shake", "NAME", "2", "-"];
  const segment = (name: string): string =>
    Array.from({ length: 5 }, () => rounds)
      .flat()
      .map((body, n) => {
        const text = body.replace("NAME", name);
        return `<message to="${BOT}" type="chat" id="${name}-${n}"><body>${text}</body></message>`;
      })
      .join("");
  await Promise.all([alice.sendRaw(segment("Alice")), bob.sendRaw(segment("Bob"))]);
  for (const [someone, name] of [
    [alice, "Alice"],
    [bob, "Bob"],
  ] as const) {
    for (let round = 0; round < 5; round++) {
      expect(await someone.hears(BOT)).toBe("Who is shaking my hand?");
      expect(await someone.hears(BOT)).toContain(`Pleased to meet you, ${name}.`);
      expect(await someone.hears(BOT)).toContain("Gently.");
      expect(await someone.hears(BOT)).toBe("See you!");
    }
  }
});

test("nobody waits for the slow work of another person's conversation", async () => {
  await using gate = await startGate();
  await using desk = await startHelpDesk({
    responders: [...EXAMPLES, GATED],
    env: gate.env,
  });
  await using alice = await newcomer(desk, "alice");
  await using bob = await newcomer(desk, "bob");
  expect(await alice.asks(BOT, "/new slow")).toBe("Which word?");
  await alice.say(BOT, "thinking");
  await alice.say(BOT, "/help slow");
  const knock = await gate.knocks.next();
  expect(await bob.asks(BOT, "/new task Paint")).toBe('When is "Paint" due?');
  expect(await bob.asks(BOT, "2031-05-04")).toContain('Create "Paint"?');
  knock.open();
  expect(await alice.hears(BOT)).toBe("Thought about thinking.");
  expect(await alice.hears(BOT)).toContain("Takes its time");
});

test("an order in the straight-line form survives a kill, goes back, and is placed", async () => {
  await using desk = await startHelpDesk({ responders: [ORDER] });
  await using alice = await newcomer(desk, "alice");
  expect(await alice.asks(BOT, "/new order tea")).toBe("How many packs of tea?");
  expect(await alice.asks(BOT, "three")).toContain("What else?");
  await desk.anteroom.kill();
  await expireLease(desk.database);
  await desk.anteroom.start();
  expect(await alice.asks(BOT, "pens")).toBe("How many packs of pens?");
  expect(await alice.asks(BOT, "/back")).toContain("What else?");
  expect(await alice.asks(BOT, "-")).toBe("Order 3 × tea? (yes/no)");
  expect(await alice.asks(BOT, "yes")).toMatch(/^Ordered\. Your reference is [0-9a-f]{8}\.$/);
  const [row] = await desk.database.query("select status, props, steps_so_far from conversations");
  expect(row).toEqual({
    status: "complete",
    props: {
      item: "tea",
      many: 3,
      "item#2": null,
      sure: true,
      place: expect.stringMatching(/^[0-9a-f]{8}$/),
    },
    steps_so_far: ["item", "many", "item#2", "sure"],
  });
});

test("a person who falls silent is told that the conversation was stopped", async () => {
  await using desk = await startHelpDesk({ env: { ANTEROOM_CONVERSATIONS_IDLE: "1s" } });
  await using alice = await newcomer(desk, "alice");
  expect(await alice.asks(BOT, "/new task")).toBe("What is the title?");
  expect(await alice.hears(BOT)).toBe(
    'I have not heard from you for 1 second, so I stopped "task". /new task starts it again.',
  );
  expect(await alice.asks(BOT, "/abort")).toBe("Nothing is going on at the moment.");
});
