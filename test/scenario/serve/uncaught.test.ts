/** Errors of a deployer's code that nothing catches. Which of them end the process: test/unit/ops/uncaught.test.ts. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { xml } from "../../../src/xmpp/stanza.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { launchAnteroom } from "../../support/process/anteroom-process.ts";
import { startScriptedServer } from "../../support/servers/scripted-server.ts";

const CARELESS = fileURLToPath(new URL("../../support/responders/careless.mjs", import.meta.url));

test("a promise or a timer of a responder that fails by itself is logged, and ends neither process nor stream", async () => {
  await using server = await startScriptedServer();
  await using database = await createDatabase();
  const options = { server: { componentUrl: server.url }, domain: server.domain, database };
  const anteroom = await launchAnteroom({ ...options, responders: [CARELESS] });
  const peer = await server.online();
  await anteroom.ready();
  let said = 0;
  const say = async (body: string): Promise<string | null | undefined> => {
    const attrs = { from: "ann@example.org/desk", to: `bot@${server.domain}`, type: "chat" };
    peer.send(xml("message", { ...attrs, id: `a message with a long id ${++said}` }, xml("body", {}, body)));
    const answer = await peer.expect(({ name, attrs }) => name === "message" && attrs.type === "chat");
    return answer.getChildText("body");
  };
  for (const word of ["aside", "later", "nothing", "effect", "loop"]) {
    await say("/new careless");
    expect(await say(word)).toBe(`Done: ${word}.`);
  }
  for (const word of ["aside", "later", "loop", "after the loop"]) {
    const line = await anteroom.logs(({ err }) => (err as { message?: string })?.message === word);
    expect(line).toMatchObject({ level: "error", err: { stack: expect.stringContaining("careless.mjs") } });
  }
  // What is held back is counted, a second later or at the end.
  expect(await anteroom.stop()).toEqual({ code: 0, signal: null });
  expect(await anteroom.logs(({ times }) => times === 999)).toMatchObject({ err: { message: "loop" } });
  expect(anteroom.log.filter(({ err }) => (err as { message?: string })?.message === "loop")).toHaveLength(2);
  expect(server.connections).toBe(1);
});
