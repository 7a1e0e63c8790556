/** PostgreSQL goes away and comes back, while somebody talks; Anteroom is not restarted. */
import { expect, test } from "vitest";
import { holdCommits } from "../../support/database/held-commits.ts";
import { startPostgres } from "../../support/database/postgres.ts";
import { person } from "../../support/people/people.ts";
import { Counting, numbers } from "../../support/process/counting.ts";
import { BOT, ENDLESS, saidBy, startHelpDesk } from "../../support/rooms/help-desk.ts";

async function countingDesk() {
  const postgres = await startPostgres();
  const desk = await startHelpDesk({ database: postgres, responders: [ENDLESS] });
  const alice = await person(desk.server, "alice");
  const counting = new Counting(BOT);
  await counting.begin(alice);
  await counting.send(5);
  await counting.settled();
  const questions = (last: number) => ["The first number?", ...numbers(last).map((n) => `After ${n}?`)];
  return { ...desk, postgres, alice, counting, questions };
}

test("every answer is taken once and in order, without a new stream, while PostgreSQL is stopped and started", async () => {
  const { postgres, anteroom, network, counting, questions, alice } = await countingDesk();
  // in the midst of a transaction
  const commits = await holdCommits(postgres);
  await counting.send(20);
  await commits.waiting();
  await postgres.stop();
  await counting.send(20);
  await anteroom.logs("database cannot be reached");
  await postgres.start();
  await counting.send(5);
  await counting.settled();
  expect(await saidBy(postgres, alice.bare)).toEqual(["/new count", ...numbers(50)]);
  expect(await counting.openQuestion()).toBe("After 50?");
  expect(counting.heard.slice(0, -1)).toEqual(questions(50));
  expect(network.connections).toBe(1);
  expect((await fetch(`${anteroom.opsUrl}/readyz`)).status).toBe(200);
});

test("after PostgreSQL was killed and away until the lease was lost, every acknowledged message is kept once and in order", async () => {
  const { postgres, anteroom, counting, questions, alice } = await countingDesk();
  const { pid } = anteroom;
  await Promise.all([counting.send(20), postgres.kill()]);
  await counting.send(20);
  await anteroom.logs("lease lost");
  const before = counting.acknowledged;
  await postgres.start();
  await anteroom.ready();
  expect(await saidBy(postgres, alice.bare)).toEqual(expect.arrayContaining([...before]));
  // an answer that was in Anteroom's memory may have been taken, or refused by the server: a client sends it again
  await counting.sendAgain();
  await counting.send(5);
  await counting.settled();
  expect(await saidBy(postgres, alice.bare)).toEqual(["/new count", ...numbers(50)]);
  expect(await counting.openQuestion()).toBe("After 50?");
  expect(counting.heard.slice(0, -1)).toEqual(questions(50));
  expect(anteroom.pid).toBe(pid);
});
