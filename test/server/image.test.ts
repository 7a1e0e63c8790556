/**
 * Anteroom's image, which `.ci/image.sh` builds beforehand: by itself beside the servers of a test, and by the compose file
 * with servers of its own.
 */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { freePort } from "../../src/demo/ports.ts";
import { createDatabase } from "../support/database/postgres.ts";
import { visit } from "../support/gateway/gateway.ts";
import { person } from "../support/people/people.ts";
import { Arrivals } from "../support/process/arrivals.ts";
import { startTestChild } from "../support/process/children.ts";
import { Counting, numbers } from "../support/process/counting.ts";
import { disposeWithTest } from "../support/process/lifetime.ts";
import { BOT, ENDLESS, saidBy } from "../support/rooms/help-desk.ts";
import { startServer } from "../support/servers/server.ts";

const image = process.env.ANTEROOM_TEST_IMAGE ?? "";
const withImage = test.skipIf(image === "");
const run = promisify(execFile);
const docker = async (...args: string[]) => (await run("docker", args)).stdout.trim();

withImage("the image is below 200 MB, and runs as nobody in particular", async () => {
  const [inspected] = JSON.parse(await docker("image", "inspect", image));
  console.log(`the image has ${Math.round(inspected.Size / 1e6)} MB`);
  expect(inspected.Size).toBeLessThan(200e6);
  expect(inspected.Config.User).toMatch(/^[1-9]\d+:[1-9]\d+$/);
  expect(await docker("run", "--rm", "--read-only", image, "--version")).toBe(packageJson.version);
});

withImage(
  "with a read-only root, it serves a responder of the deployer's, and `docker stop` drains a thousand answers without loss",
  async () => {
    const components = { "help.localhost": { secret: "secret", conflict: "kick_old" } } as const;
    const names = Array.from({ length: 20 }, (_, n) => `person${n}`);
    const accounts = Object.fromEntries(names.map((name) => [name, "pw"]));
    const server = await startServer({ components, accounts });
    const database = disposeWithTest(await createDatabase());
    const ops = await freePort();
    const start = () =>
      startContainer([
        ["--network", "host", "--read-only", "--cap-drop", "ALL"],
        ["--volume", `${ENDLESS}:/etc/anteroom/endless.mjs:ro`],
        ...Object.entries({
          ANTEROOM_XMPP_URL: server.componentUrl,
          ANTEROOM_XMPP_DOMAIN: "help.localhost",
          ANTEROOM_XMPP_SECRET: "secret",
          ANTEROOM_DATABASE_URL: database.url,
          ANTEROOM_DATABASE_SCHEMA: database.schema,
          ANTEROOM_CONVERSATIONS_RESPONDERS: "[./endless.mjs]",
          ANTEROOM_OPS_LISTEN: `127.0.0.1:${ops}`,
        }).map(([key, value]) => ["--env", `${key}=${value}`]),
        [image],
      ]);
    const first = await start();
    expect((await fetch(`http://127.0.0.1:${ops}/readyz`)).status).toBe(200);
    const crowd = await Promise.all(
      names.map(async (name) => {
        const counting = new Counting(BOT);
        const one = await person(server, name);
        await counting.begin(one);
        return { bare: one.bare, counting };
      }),
    );
    await Promise.all(crowd.map(({ counting }) => counting.send(50)));
    expect(await first.stop()).toBe(0);
    expect(first.log.at(-1)).toBe("stopped");
    await Promise.all(crowd.map(({ counting }) => counting.send(10)));

    await start();
    const questions = ["The first number?", ...numbers(60).map((n) => `After ${n}?`)];
    for (const { bare, counting } of crowd) {
      await counting.sendAgain();
      await counting.settled();
      expect(await saidBy(database, bare)).toEqual(["/new count", ...numbers(60)]);
      expect(await counting.openQuestion()).toBe("After 60?");
      expect(counting.heard.slice(0, -1)).toEqual(questions);
    }
  },
);

withImage(
  "one command brings up PostgreSQL, Prosody and Anteroom with the sample pages, and a visitor talks with the bot",
  async () => {
    const ports = { PAGE_PORT: "", GATEWAY_PORT: "", CLIENT_PORT: "", HEALTH_PORT: "" };
    for (const name of Object.keys(ports)) Object.assign(ports, { [name]: String(await freePort()) });
    const compose = await composing({
      ...ports,
      COMPOSE_PROJECT_NAME: `anteroom-test-${randomUUID()}`,
      // What is set in place of the secrets for a trial holds for all services.
      ANTEROOM_XMPP_SECRET: randomUUID(),
      POSTGRES_PASSWORD: randomUUID(),
      WEBAPP_JWT_SECRET: randomUUID(),
    });
    disposeWithTest({ [Symbol.asyncDispose]: () => compose.does("down", "--volumes", "--timeout", "15") });
    // The web application waits until Anteroom is healthy.
    await compose.does("up", "--detach", "--no-build");

    const page = `http://localhost:${ports.PAGE_PORT}`;
    const gateway = `http://localhost:${ports.GATEWAY_PORT}/nereid-chat`;
    await compose.says("webapp", `ready: ${page}/ for visitors`);
    expect(await (await fetch(page)).text()).toContain("/assets/visitor/widget.js");
    expect(await (await fetch(`${page}/staff`)).text()).toContain("Chloe");
    expect((await fetch(`http://localhost:${ports.HEALTH_PORT}/readyz?for=stream`)).status).toBe(200);
    // Browsers at the page may ask the gateway, and a visitor's words go through Prosody's component to the bot.
    const preflight = {
      method: "OPTIONS",
      headers: { origin: page, "access-control-request-method": "POST" },
    };
    const { headers } = await fetch(`${gateway}/token`, preflight);
    expect(headers.get("access-control-allow-origin")).toBe(page);
    const vic = await visit(gateway);
    await vic.open();
    expect(await vic.ask("/new task")).toBe("What is the title?");
  },
  120_000,
);

/** `docker compose`, or the older program of that name. */
async function composing(own: Readonly<Record<string, string>>) {
  const plugin = await docker("compose", "version").then(
    () => true,
    () => false,
  );
  const [command = "", ...first] = plugin ? ["docker", "compose"] : ["docker-compose"];
  const files = ["--file", "docker-compose.yml", "--file", ".ci/compose.yml"];
  const env = { ...process.env, ...own };
  return {
    does: async (...args: string[]): Promise<void> => {
      await run(command, [...first, ...files, ...args], { env });
    },
    /** Resolves when the service has logged a line with that text. */
    says: async (service: string, words: string): Promise<void> => {
      const log = new Arrivals<string>(`the log of ${service}`);
      const args = [...first, ...files, "logs", "--follow", "--no-color", service];
      const onLine = (text: string) => log.take(text);
      const child = await startTestChild({ name: "compose logs", command, args, env, onLine });
      await log.next((text) => text.includes(words));
      await child.stop("SIGTERM");
    },
  };
}

/** `docker run`, once Anteroom is ready. */
async function startContainer(args: readonly (readonly string[])[]) {
  const name = `anteroom-test-${randomUUID()}`;
  const log = new Arrivals<string>("the container's log");
  const started = performance.now();
  const child = await startTestChild({
    name: "docker run",
    command: "docker",
    args: ["run", "--rm", "--name", name, ...args.flat()],
    onLine: (line) => log.take(line.startsWith("{") ? JSON.parse(line).msg : line),
  });
  const ended = child.exited.then(({ code }) => {
    log.end(`it ended: ${child.tail.slice(-5).join("\n")}`);
    return code;
  });
  const stop = async () => {
    if (child.running) await docker("stop", "--time", "15", name);
    return ended;
  };
  disposeWithTest({ [Symbol.asyncDispose]: async () => void (await stop()) });
  await log.next((message) => message === "ready");
  console.log(`ready ${Math.round(performance.now() - started)} ms after docker run`);
  return {
    stop,
    get log() {
      return log.all;
    },
  };
}
