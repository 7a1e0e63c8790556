/** `npm run chaos:beyond`: what holds beyond one process and one machine, measured (see `main.mjs`). */
import { describe, expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { type Accounts, person } from "../../support/people/people.ts";
import { type AnteroomProcess, launchAnteroom } from "../../support/process/anteroom-process.ts";
import { startProxy } from "../../support/proxy.ts";
import { ENDLESS } from "../../support/rooms/help-desk.ts";
import { type Ejabberd, startEjabberd, startPortMapper } from "../../support/servers/ejabberd-native.ts";
import { startServer } from "../../support/servers/server.ts";
import { Crowd } from "./crowd.ts";
import { quantiles, takeOvers } from "./takeover.ts";

const { rounds, people }: { rounds: number; people: number } = JSON.parse(process.env.CHAOS ?? "{}");
const DOMAINS = ["help.localhost", "care.localhost"] as const;
const COMPONENTS = Object.fromEntries(
  DOMAINS.map((domain) => [domain, { secret: "secret", conflict: "kick_old" as const }]),
);
const TAKE_OVER_MS = { SIGKILL: 5_000, SIGTERM: 1_000 };
const LONG = { timeout: 0 };

const say = (line: string): void => console.log(line);

async function served(domain: string, componentUrl: string, database: { url: string; schema: string }) {
  const anteroom = await launchAnteroom({
    server: { componentUrl },
    database,
    domain,
    responders: [ENDLESS],
  });
  await anteroom.ready();
  return anteroom;
}

async function accounts(server: Pick<Ejabberd, "addUser">): Promise<void> {
  for (let n = 0; n < people; n++) await server.addUser(`p${n}`, "pw");
}

const bots = DOMAINS.map((domain) => `bot@${domain}`);
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(2)} s`;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const LOAD_MS = 5_000;

describe("take-over", () => {
  test("Prosody", LONG, async () => {
    const server = await startServer({ components: COMPONENTS });
    await report(`Prosody ${server.version}`, server.componentUrl);
  });

  test("ejabberd", LONG, async () => {
    const server = await startEjabberd({
      mapper: await startPortMapper(),
      name: "alone",
      components: COMPONENTS,
    });
    await report("ejabberd", server.componentUrl);
  });

  async function report(name: string, componentUrl: string): Promise<void> {
    const took = await takeOvers(componentUrl, rounds);
    for (const after of ["SIGKILL", "SIGTERM"] as const) say(`take-over, ${name}, ${quantiles(took, after)}`);
    expect(took.filter(({ after, ms }) => ms > TAKE_OVER_MS[after])).toEqual([]);
  }
});

test(
  "two subdomains on Prosody over one database, each with its own serve, one killed under load",
  LONG,
  async () => {
    const server = await startServer({ components: COMPONENTS });
    const database = await createDatabase();
    const [help] = await Promise.all(DOMAINS.map((domain) => served(domain, server.componentUrl, database)));
    await accounts(server);
    const crowd = await Crowd.start(people, [server], bots);
    crowd.talk();
    await pause(LOAD_MS);
    await restarted(help);
    await pause(LOAD_MS);
    await crowd.settle();
    await told("two subdomains on Prosody", crowd, database);
  },
);

describe("a cluster of two ejabberd nodes", () => {
  test(
    "two subdomains over one database, each on a node of its own, one serve and one node killed under load",
    LONG,
    async () => {
      const mapper = await startPortMapper();
      const one = await startEjabberd({ mapper, name: "one", components: COMPONENTS });
      await accounts(one);
      const two = await startEjabberd({ mapper, name: "two", components: COMPONENTS });
      await two.join(one);
      say(`cluster: ${await one.call("list_cluster", {})}`);
      const database = await createDatabase();
      // A load balancer between the second serve and the nodes.
      const balancer = await startProxy(two.componentPort);
      const help = await served(DOMAINS[0], one.componentUrl, database);
      const care = await served(DOMAINS[1], balancer.url, database);
      const crowd = await Crowd.start(people, [one, two], bots);
      crowd.talk();
      await pause(LOAD_MS);
      await restarted(help);
      await pause(LOAD_MS);
      const began = performance.now();
      await two.kill();
      balancer.lead(one.componentPort);
      balancer.cut();
      crowd.moveTo(one);
      await care.ready();
      say(`cluster: after a node was killed its serve has a stream on the other one after ${seconds(began)}`);
      await pause(LOAD_MS);
      await two.start();
      const guest = await person(two, "p0");
      for (const bot of bots)
        say(`cluster: ${bot} by the node that is back: ${(await guest.asks(bot, "/help")).split("\n")[0]}`);
      await crowd.settle();
      await told("two subdomains on a cluster of two ejabberd nodes", crowd, database);
    },
  );

  test(
    "domain_balancing drops what is meant for the place of an instance that is missing, and says nothing",
    LONG,
    async () => {
      const server = await startEjabberd({
        mapper: await startPortMapper(),
        name: "balanced",
        components: COMPONENTS,
        ejabberd: { domain_balancing: { [DOMAINS[0]]: { type: "bare_source", component_number: 2 } } },
      });
      await accounts(server);
      await served(DOMAINS[0], server.componentUrl, await createDatabase());
      const outcomes = await Promise.all(
        Array.from({ length: people }, (_, n) => outcomeOf(server, `p${n}`, bots[0] as string)),
      );
      const count = (what: string) => outcomes.filter((one) => one === what).length;
      say(
        `domain_balancing with component_number 2 and one instance: of ${people} people ${count("answered")} were answered, ${count("refused")} were told an error, ${count("nothing")} heard nothing within 5 s`,
      );
      expect(count("nothing")).toBeGreaterThan(0);
    },
  );
});

async function outcomeOf(server: Accounts, name: string, bot: string): Promise<string> {
  const session = await person(server, name);
  const id = await session.say(bot, "/help");
  return Promise.race([
    session
      .next(({ attrs, name: kind }) => kind === "message" && attrs.from?.startsWith(bot) === true)
      .then(({ attrs }) => (attrs.type === "error" && attrs.id === id ? "refused" : "answered")),
    pause(5_000).then(() => "nothing"),
  ]);
}

async function restarted(anteroom: AnteroomProcess | undefined): Promise<void> {
  const began = performance.now();
  await anteroom?.kill();
  await anteroom?.start();
  say(`a serve without a standby, killed and started again at once, has a stream after ${seconds(began)}`);
}

async function told(what: string, crowd: Crowd, database: Awaited<ReturnType<typeof createDatabase>>) {
  const { said, wrong } = await crowd.result(database);
  say(`${what}: ${people} people said ${said} numbers; ${wrong.length} things wrong`);
  expect(wrong).toEqual([]);
}
