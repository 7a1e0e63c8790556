/** `anteroom check` as a process of its own beside one that serves, and what it says of the responder for plain text. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  BOT,
  EXAMPLES,
  GATED,
  type HelpDesk,
  newcomer,
  startHelpDesk,
} from "../../support/rooms/help-desk.ts";

const cli = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));

let desk: HelpDesk;
beforeAll(async () => {
  const env = { ANTEROOM_CONVERSATIONS_FALLBACK: "task" };
  desk = await startHelpDesk({ accounts: [], responders: [...EXAMPLES, GATED], env });
});
afterAll(() => desk[Symbol.asyncDispose]());

async function check(
  responders: readonly string[],
  env: Readonly<Record<string, string>> = {},
  ...args: string[]
) {
  const child = spawn(process.execPath, [cli, "check", ...args], {
    env: {
      ANTEROOM_DATABASE_URL: desk.database.url,
      ANTEROOM_DATABASE_SCHEMA: desk.database.schema,
      ANTEROOM_CONVERSATIONS_RESPONDERS: JSON.stringify(responders),
      ...env,
    },
  });
  const ended = once(child, "close");
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await ended;
  return { status, out, err };
}

test("plain text starts the fallback, and check reports on that conversation while another process serves", async () => {
  await using alice = await newcomer(desk, "alice");
  await using bob = await newcomer(desk, "bob");
  expect(await alice.asks(BOT, "Paint the door")).toBe('When is "Paint the door" due?');
  expect(await bob.asks(BOT, "/new slow")).toBe("Which word?");
  expect(await check([...EXAMPLES, GATED])).toEqual({
    status: 0,
    out: expect.stringMatching(
      /^(resumes: \S+ of (alice|bob)@localhost, \w+ at "\w+"\n){2}slow: 1 resumes\ntask: 1 resumes\nall 2 ongoing: 2 resume\n$/,
    ),
    err: "",
  });
  const { status, out } = await check(EXAMPLES);
  expect(status).toBe(1);
  expect(out).toMatch(
    /^stranded: \S+ of bob@localhost, slow at "word": no responder of this build is called so\n/,
  );
  const machine = await check(EXAMPLES, {}, "--json");
  expect(JSON.parse(machine.out).total).toEqual({ resumes: 1, "asks again": 0, stranded: 1 });
  expect(await alice.asks(BOT, "2031-05-04")).toContain('Create "Paint the door"?');
});

test("a fallback that this build does not have is found before the deploy", async () => {
  expect(await check(EXAMPLES, { ANTEROOM_CONVERSATIONS_FALLBACK: "slow" })).toEqual({
    status: 2,
    out: "",
    err: "conversations.fallback: no responder is called slow; the nearest is task\n",
  });
});
