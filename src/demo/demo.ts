/**
 * `anteroom demo`, which `npm start` runs: PostgreSQL, Prosody, `anteroom serve` and the sample web application, each as a
 * child process, with their data in `.anteroom/` of the current folder. Anteroom has a process of its own so that the user can kill it in the middle
 * of a conversation: the demo then starts it again, as a service manager would. If the demo itself is killed, its children
 * keep running, and the next demo ends them and carries on with the same data.
 */
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Child } from "./child.ts";
import { instructions } from "./instructions.ts";
import { keep, type Memory, remember } from "./memory.ts";
import { freePort } from "./ports.ts";
import { folderWithinReach } from "./postgres-binaries.ts";
import { EmbeddedPostgres } from "./postgres-embedded.ts";
import { NativeProsody } from "./prosody-native.ts";
import { chooseProgram } from "./prosody-program.ts";
import { Running } from "./running.ts";
import { howItEnded, responders, startServe } from "./serve-process.ts";
import { startWebapp } from "./webapp-process.ts";

export interface DemoOptions {
  /** Takes the lines for the user; standard output by default. */
  readonly log?: (line: string) => void;
  /** Stops the demo; by default SIGINT, SIGTERM and SIGHUP of this process do. */
  readonly signal?: AbortSignal;
}

const COMPONENT = "help.localhost";
const BOT = `bot@${COMPONENT}`;

/** The account that plays staff. */
const STAFF = "bob";
const READY = 3;

/** Longer than the 10 s that Anteroom takes to drain at most. */
const DRAIN = 15_000;

/** Runs until it is stopped. Gives the exit status: 0 if it was stopped, 1 if a server did not start or ended by itself. */
export async function runDemo(options: DemoOptions = {}): Promise<number> {
  const log = options.log ?? ((line) => process.stdout.write(`${line}\n`));
  const signal = options.signal ?? signalOfProcess();
  const demo = new Demo(join(process.cwd(), ".anteroom"), log, signal);
  try {
    await demo.start();
    await demo.untilStopped();
  } catch (error) {
    if (!signal.aborted) {
      log(`demo: ${error instanceof Error ? error.message : String(error)}`);
      return 1;
    }
  } finally {
    await demo[Symbol.asyncDispose]();
  }
  return 0;
}

class Demo {
  readonly #folder: string;
  readonly #log: (line: string) => void;
  readonly #signal: AbortSignal;
  readonly #stopped: Promise<"stopped">;
  readonly #running: Running;
  readonly #files = new Map<string, WriteStream>();
  #postgres: EmbeddedPostgres | undefined;
  #prosody: NativeProsody | undefined;
  #serve: Child | undefined;
  #webapp: Child | undefined;
  #settings: Readonly<Record<string, string>> = {};
  /** False while another demo may be running in this folder. */
  #inCharge = false;

  constructor(folder: string, log: (line: string) => void, signal: AbortSignal) {
    this.#folder = folder;
    this.#log = log;
    this.#signal = signal;
    this.#stopped = new Promise((resolve) => {
      if (signal.aborted) resolve("stopped");
      else signal.addEventListener("abort", () => resolve("stopped"), { once: true });
    });
    this.#running = new Running(join(folder, "running.json"));
  }

  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const name of await this.#running.takeOver())
      this.#log(`Ended the ${name} that an earlier demo left behind`);
    this.#inCharge = true;
    const memoryFile = join(this.#folder, "demo.json");
    const memory = await remember(memoryFile);
    const postgres = await this.#startPostgres(memory);
    this.#signal.throwIfAborted();
    const prosody = await this.#startProsody(memory);
    this.#signal.throwIfAborted();
    const ops = await freePort(memory.ports.ops);
    const gateway = await freePort(memory.ports.gateway);
    const webapp = await freePort(memory.ports.webapp);
    const ports = { c2s: prosody.c2sPort, component: prosody.componentPort, ops, gateway, webapp };
    await keep(memoryFile, { ...memory, ports });
    const origins = ["localhost", "127.0.0.1"].map((host) => `http://${host}:${webapp}`);
    const login = { secret: memory.loginSecret, issuer: "webapp", audience: "anteroom" };
    const service = `conference.${prosody.domain}`;
    this.#settings = {
      ANTEROOM_XMPP_URL: `xmpp://127.0.0.1:${ports.component}`,
      ANTEROOM_XMPP_DOMAIN: COMPONENT,
      ANTEROOM_XMPP_SECRET: memory.componentSecret,
      ANTEROOM_DATABASE_URL: postgres.url("postgres"),
      ANTEROOM_CONVERSATIONS_RESPONDERS: JSON.stringify(responders),
      ANTEROOM_ROOMS_SERVICE: service,
      ANTEROOM_ROOMS_QUEUES: JSON.stringify({ default: { ready: READY, max: 50 } }),
      ANTEROOM_ROOMS_STAFF: JSON.stringify({ [`${STAFF}@${prosody.domain}`]: ["default"] }),
      ANTEROOM_ROOMS_CLIENT_GRACE: "5m",
      ANTEROOM_HTTP_LISTEN: `127.0.0.1:${gateway}`,
      ANTEROOM_HTTP_ORIGINS: JSON.stringify(origins),
      ANTEROOM_HTTP_VISITORS: "true",
      ANTEROOM_HTTP_JWT_SECRET: login.secret,
      ANTEROOM_HTTP_JWT_ISSUER: login.issuer,
      ANTEROOM_HTTP_JWT_AUDIENCE: login.audience,
      ANTEROOM_OPS_LISTEN: `127.0.0.1:${ports.ops}`,
    };
    this.#log("Anteroom: starting");
    const { pid } = await this.#startServe();
    this.#signal.throwIfAborted();
    this.#log("Web application: starting");
    this.#webapp = await startWebapp({
      env: {
        WEBAPP_LISTEN: `127.0.0.1:${webapp}`,
        WEBAPP_ORIGINS: origins.join(" "),
        // The superuser, with the rights that a web application has.
        WEBAPP_DATABASE_URL: `${postgres.url("postgres")}?options=${encodeURIComponent("-c role=anteroom_webapp")}`,
        WEBAPP_GATEWAY: `http://localhost:${gateway}/nereid-chat`,
        WEBAPP_BOT: BOT,
        WEBAPP_JWT_SECRET: login.secret,
        WEBAPP_JWT_ISSUER: login.issuer,
        WEBAPP_JWT_AUDIENCE: login.audience,
        WEBAPP_SESSION_SECRET: memory.sessionSecret,
      },
      onLine: this.#file("webapp.log"),
    });
    await this.#record(this.#webapp);
    this.#signal.throwIfAborted();
    const facts = {
      domain: prosody.domain,
      bot: BOT,
      staff: STAFF,
      service,
      database: postgres.url("postgres"),
      page: `http://localhost:${webapp}/`,
      port: ports.c2s,
      opsPort: ops,
      folder: this.#folder,
      pid,
    };
    for (const line of instructions({ accounts: memory.accounts, ...facts })) this.#log(line);
  }

  /** Starts Anteroom again whenever it ends. Throws if it does not start, or if another of the servers ends. */
  async untilStopped(): Promise<void> {
    const others = {
      PostgreSQL: this.#postgres?.child,
      Prosody: this.#prosody?.child,
      "The web application": this.#webapp,
    };
    const lost = Promise.race(
      Object.entries(others).map(async ([name, child]) => {
        const exit = await child?.exited;
        throw new Error(`${name} ended (${exit && howItEnded(exit)})`);
      }),
    );
    lost.catch(() => {});
    for (;;) {
      const ended = await Promise.race([this.#stopped, lost, this.#serve?.exited ?? this.#stopped]);
      if (ended === "stopped") return;
      this.#log(`Anteroom ended (${howItEnded(ended)}): starting it again`);
      const { pid } = await this.#startServe();
      if (this.#signal.aborted) return;
      this.#log(`Anteroom runs again as process ${pid}`);
    }
  }

  /** Ends everything that the demo started, each server after those that need it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#inCharge) return;
    this.#log("Stopping");
    await this.#webapp?.stop();
    await this.#serve?.stop("SIGTERM", DRAIN);
    await this.#prosody?.stop();
    await this.#postgres?.stop();
    await this.#running.clear();
    await Promise.all([...this.#files.values()].map((file) => new Promise((resolve) => file.end(resolve))));
  }

  async #startPostgres(memory: Memory): Promise<EmbeddedPostgres> {
    const place = await folderWithinReach(this.#folder);
    const folder = join(place, "postgres");
    this.#log(
      place === this.#folder ? "PostgreSQL: starting" : `PostgreSQL: starting, with its data in ${folder}`,
    );
    this.#postgres = await EmbeddedPostgres.start({
      folder,
      password: memory.databasePassword,
      onLine: this.#file("postgres.log"),
    });
    return this.#postgres;
  }

  async #startProsody(memory: Memory): Promise<NativeProsody> {
    const folder = join(this.#folder, "prosody");
    await mkdir(folder, { recursive: true });
    const program = await chooseProgram(folder, this.#log);
    this.#log("Prosody: starting");
    const prosody = await NativeProsody.start({
      folder,
      components: { [COMPONENT]: { secret: memory.componentSecret, conflict: "kick_old" } },
      muc: true,
      preferredPorts: memory.ports,
      onLine: this.#file("prosody.log"),
      ...(program === undefined ? {} : { program }),
    });
    this.#prosody = prosody;
    await this.#record(prosody.child);
    for (const [user, password] of Object.entries(memory.accounts)) await prosody.addUser(user, password);
    return prosody;
  }

  async #startServe(): Promise<Child> {
    const { child, ready } = await startServe({
      env: this.#settings,
      onLine: this.#file("anteroom.log"),
      onTrouble: (text) => this.#log(`Anteroom: ${text}`),
    });
    this.#serve = child;
    await this.#record(child);
    // Anteroom may wait long, for example for a lease. The user may stop the demo meanwhile.
    await Promise.race([ready, this.#stopped]);
    return child;
  }

  async #record(child: Child | undefined): Promise<void> {
    if (child !== undefined) await this.#running.add(child.name, child.pid);
  }

  #file(name: string): (line: string) => void {
    const file =
      this.#files.get(name) ?? createWriteStream(join(this.#folder, name), { flags: "a", mode: 0o600 });
    this.#files.set(name, file);
    return (line) => file.write(`${line}\n`);
  }
}

/** A second signal ends the demo at once, together with everything that still runs. */
function signalOfProcess(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort();
    });
  }
  return controller.signal;
}
