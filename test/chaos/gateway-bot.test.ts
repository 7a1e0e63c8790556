/** Browsers and the bot while instances come and go: any instance takes messages, the active one answers, each once. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { freePort } from "../../src/demo/ports.ts";
import { holdCommits } from "../support/database/held-commits.ts";
import { type Browser, Cut, gatewayEnv, gatewayUrl, visit } from "../support/gateway/gateway.ts";
import { type AnteroomProcess, launchAnteroom } from "../support/process/anteroom-process.ts";
import { Arrivals } from "../support/process/arrivals.ts";
import { startGate } from "../support/process/gate.ts";
import {
  ENDLESS,
  expireLease,
  GATED,
  type HelpDesk,
  rowsOf,
  startHelpDesk,
} from "../support/rooms/help-desk.ts";

interface Gateway extends HelpDesk {
  readonly url: string;
}

async function startGateway(
  responders: readonly string[] = [ENDLESS],
  env: Readonly<Record<string, string>> = {},
): Promise<Gateway> {
  const port = await freePort();
  const desk = await startHelpDesk({ accounts: [], responders, env: { ...gatewayEnv(port), ...env } });
  return { ...desk, url: gatewayUrl(port) };
}

/** Another instance beside it, which stands by. */
async function standby(desk: Gateway): Promise<{ readonly anteroom: AnteroomProcess; readonly url: string }> {
  const port = await freePort();
  const anteroom = await launchAnteroom({
    ...desk.options,
    env: { ...desk.options.env, ...gatewayEnv(port) },
  });
  await anteroom.logs("standing by");
  return { anteroom, url: gatewayUrl(port) };
}

async function restart({ anteroom, database }: Gateway): Promise<void> {
  await expireLease(database);
  await anteroom.start();
}

async function opened(url: string): Promise<Browser> {
  const browser = await visit(url);
  await browser.open();
  return browser;
}

/** The texts that the bot has said to somebody, as they came. */
const said = ({ stanzas, entity }: Browser): readonly string[] =>
  stanzas.all.flatMap((one) =>
    one.type === "message" && one.message.sender.id !== entity ? [one.message.text ?? ""] : [],
  );

test("a standby serves browsers: it takes their messages, and the active instance answers", async () => {
  const desk = await startGateway();
  const second = await standby(desk);
  const ready = async ({ opsUrl }: AnteroomProcess, query = "") =>
    (await fetch(`${opsUrl}/readyz${query}`)).status;
  expect([await ready(second.anteroom), await ready(second.anteroom, "?for=stream")]).toEqual([200, 503]);
  expect([await ready(desk.anteroom), await ready(desk.anteroom, "?for=stream")]).toEqual([200, 200]);

  const eve = await opened(second.url);
  expect(await eve.ask("/new count")).toBe("The first number?");
  // One page here, the next there.
  await eve.close();
  eve.url = desk.url;
  await eve.open();
  expect(await eve.ask("1")).toBe("After 1?");
  expect(said(eve)).toEqual(["The first number?", "After 1?"]);
});

test("what a standby has taken while the active instance died is answered by the one that takes over", async () => {
  const desk = await startGateway();
  const second = await standby(desk);
  const eve = await opened(second.url);
  expect(await eve.ask("/new count")).toBe("The first number?");
  await desk.anteroom.kill();
  for (const number of ["1", "2", "3"]) await eve.send(number);
  await expireLease(desk.database);
  for (const number of ["1", "2", "3"]) expect((await eve.message()).text).toBe(`After ${number}?`);
});

test("a message whose job was killed before the commit is answered after the next start, once", async () => {
  const desk = await startGateway();
  const { database, anteroom } = desk;
  const eve = await opened(desk.url);
  expect(await eve.ask("/new count")).toBe("The first number?");
  const commits = await holdCommits(database, "conversation_turn");
  const { thread } = await eve.send("1");
  await commits.waiting();
  await anteroom.kill();
  await commits.terminate();
  await commits.release();
  expect(await database.query("select state from spoken order by n")).toEqual([
    { state: "done" },
    { state: "waiting" },
  ]);
  await restart(desk);
  await eve.open();
  expect((await eve.message()).text).toBe("After 1?");
  expect(await eve.ask("2")).toBe("After 2?");
  expect(await eve.history(thread)).toEqual([
    "I: /new count",
    "bot: The first number?",
    "I: 1",
    "bot: After 1?",
    "I: 2",
    "bot: After 2?",
  ]);
});

test("a message whose job was committed after the kill is not answered again", async () => {
  const desk = await startGateway();
  const { database, anteroom } = desk;
  const eve = await opened(desk.url);
  expect(await eve.ask("/new count")).toBe("The first number?");
  const commits = await holdCommits(database, "conversation_turn");
  const { id } = await eve.send("1");
  await commits.waiting();
  await anteroom.kill();
  await commits.release();
  // All of the transaction had reached the server, which knows nothing of the kill.
  await rowsOf(database, "select 1 as one from spoken where id = $1 and state = 'done'", [id]);
  await restart(desk);
  await eve.open();
  expect((await eve.message()).text).toBe("After 1?");
  expect(await eve.ask("2")).toBe("After 2?");
  expect(said(eve)).toEqual(["The first number?", "After 1?", "After 2?"]);
});

test("a message that was being thought about at a kill is thought about anew", async () => {
  const gate = await startGate();
  const desk = await startGateway([GATED], gate.env);
  const eve = await opened(desk.url);
  expect(await eve.ask("/new slow")).toBe("Which word?");
  await eve.send("stone");
  await gate.knocks.next();
  await desk.anteroom.kill();
  await restart(desk);
  await eve.open();
  (await gate.knocks.next()).open();
  expect((await eve.message()).text).toBe("Thought about stone.");
});

test("SIGTERM: what was taken is answered, streams are told to come back, and the next one takes what follows", async () => {
  const gate = await startGate();
  const desk = await startGateway([GATED], gate.env);
  const second = await standby(desk);
  const eve = await opened(desk.url);
  expect(await eve.ask("/new slow")).toBe("Which word?");
  await eve.send("stone");
  const knock = await gate.knocks.next();
  desk.anteroom.signal("SIGTERM");
  await desk.anteroom.logs("draining");
  await eve.ended();
  expect((await eve.request("GET", "/threads")).status).toBe(503);
  eve.url = second.url;
  await eve.open();
  await eve.send("/new slow");
  knock.open();
  expect((await eve.message()).text).toBe("Thought about stone.");
  expect(await desk.anteroom.exited).toEqual({ code: 0, signal: null });
  expect((await eve.message()).text).toBe("Which word?");
  expect(await second.anteroom.stop()).toEqual({ code: 0, signal: null });
});

test("while the only instance is killed again and again, nobody's message is lost, doubled or out of order", async () => {
  const desk = await startGateway();
  const NUMBERS = 10;
  const KILLS = 4;
  const answers = new Arrivals<string>("answers");
  let up: Promise<void> = Promise.resolve();
  const crowd = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const browser = await opened(desk.url);
      expect(await browser.ask("/new count")).toBe("The first number?");
      return browser;
    }),
  );
  /** As the client module does: the same message again until it is taken. */
  const insist = async <T>(work: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        await up;
        return await work();
      } catch (error) {
        if (!(error instanceof Cut)) throw error;
      }
    }
  };
  const speaking = crowd.map(async (browser) => {
    for (let number = 1; number <= NUMBERS; number++) {
      const id = randomUUID();
      await insist(() => browser.send(`${number}`, { id }));
    }
  });
  const listening = crowd.map(async (browser) => {
    const all = browser.message(({ text }) => text === `After ${NUMBERS}?`).then(() => true);
    const count = (async () => {
      for (;;) {
        await browser.message(({ text }) => text !== `After ${NUMBERS}?`);
        answers.take(browser.entity);
      }
    })();
    count.catch(() => {});
    for (;;) {
      const done = await Promise.race([all, browser.ended().then(() => false)]);
      if (done) return;
      await insist(() => browser.open());
    }
  });
  for (let kill = 1; kill <= KILLS; kill++) {
    for (let n = 0; n < (crowd.length * NUMBERS) / (KILLS + 2); n++) await answers.next();
    up = desk.anteroom.kill().then(() => restart(desk));
    await up;
  }
  await Promise.all([...speaking, ...listening]);
  const expected = ["The first number?", ...Array.from({ length: NUMBERS }, (_, n) => `After ${n + 1}?`)];
  for (const browser of crowd) expect(said(browser)).toEqual(expected);
});
