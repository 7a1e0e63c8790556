/** A third feature (test/support/echo) on a real server: its address beside the bot's, with a real client. */
import { expect, test } from "vitest";
import task from "../../examples/responders/task.ts";
import { createDatabase } from "../support/database/postgres.ts";
import { Echo } from "../support/echo/index.ts";
import { prepareEcho } from "../support/echo/store.ts";
import { isPresence, person } from "../support/people/people.ts";
import { startServer } from "../support/servers/server.ts";
import { startComponent } from "../support/under-test/component-under-test.ts";

test("a third feature's address is seen, answers, and says farewell, beside the bot's", async () => {
  const domain = "help.localhost";
  const echo = `echo@${domain}`;
  const [server, database] = await Promise.all([
    startServer({ components: { [domain]: { secret: "secret" } }, accounts: { alice: "pw" } }),
    createDatabase(),
  ]);
  await prepareEcho(database);
  const { withEcho } = new Echo();
  const url = server.componentUrl;
  const us = await startComponent({ url, domain, database, responders: [task], features: withEcho });
  await us.ready();
  await using alice = await person(server, "alice");
  await alice.subscribe(echo);
  await alice.next(isPresence("available", echo));
  expect(await alice.asks(echo, "hello")).toBe("hello (1)");
  expect(await alice.asks(`bot@${domain}`, "/new task")).toBe("What is the title?");
  us.component.refuse();
  expect(await us.component.drain()).toBe(true);
  await us.component.goodbye();
  expect(await alice.hears(echo)).toMatch(/^Farewell/);
});
