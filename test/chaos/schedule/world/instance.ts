/** One `anteroom serve`, with wires of its own to the database and to the XMPP server. */
import { createWriteStream, type WriteStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { attribute, openingTag, StanzaSplitter } from "../../../../bench/wire/splitter.ts";
import type { Child, Exit } from "../../../../src/demo/child.ts";
import { freePort } from "../../../../src/demo/ports.ts";
import type { Speech } from "../model/history.ts";
import type { Spawn } from "./spawn.ts";
import { startWire, type Wire } from "./wire.ts";

const CLI = fileURLToPath(new URL("../../../../dist/cli.js", import.meta.url));
const RESPONDERS = fileURLToPath(new URL("../walk.mjs", import.meta.url));

export interface InstanceOptions {
  readonly name: string;
  readonly domain: string;
  readonly secret: string;
  /** Where its output is kept. */
  readonly log: string;
  readonly effects: string;
  readonly databasePort: number;
  /** URL of the database through a port of this machine. */
  readonly databaseUrl: (port: number) => string;
  readonly serverPort: number;
  readonly spawn: Spawn;
  /** One of its streams opened or ended: messages sent to the subdomain before may be lost. */
  readonly onStream: () => void;
  /** A message with a body leaves it. */
  readonly onReply: (id: string) => void;
}

interface Line {
  /** As ISO 8601 has it. */
  readonly time?: string;
  readonly msg?: string;
  readonly holder?: string;
  readonly level?: number;
}

export async function launchInstance(options: InstanceOptions): Promise<Instance> {
  const instance = new Instance(options, await freePort());
  await instance.prepare();
  await instance.launch();
  return instance;
}

export class Instance implements AsyncDisposable {
  readonly name: string;
  readonly domain: string;
  readonly complaints: string[] = [];
  readonly #options: InstanceOptions;
  readonly #opsPort: number;
  readonly #log: WriteStream;
  /** When it took the lease, by its own clock, which is this machine's. */
  readonly #takings: number[] = [];
  /** When each of its streams opened, and when it first and last sent a stanza there. */
  readonly #spoke = new Map<number, { readonly opened: number; first: number; last: number }>();
  readonly #splitters = new Map<number, StanzaSplitter>();
  #launches = 0;
  #holds = false;
  #expectsEnd = false;
  #child: Child | undefined;
  #wires: { readonly database: Wire; readonly server: Wire } | undefined;

  constructor(options: InstanceOptions, opsPort: number) {
    this.#options = options;
    this.#opsPort = opsPort;
    this.name = options.name;
    this.domain = options.domain;
    this.#log = createWriteStream(options.log, { flags: "a" });
  }

  /** It has said that it took the lease, and has neither lost it nor stood by nor ended since. */
  get holdsLease(): boolean {
    return this.#holds && this.running;
  }

  get running(): boolean {
    return this.#child?.running ?? false;
  }

  get database(): Wire {
    return this.#both.database;
  }

  get server(): Wire {
    return this.#both.server;
  }

  get speeches(): readonly Speech[] {
    const { domain, name: instance } = this;
    const speeches = new Map<number, Speech>();
    for (const { opened, first, last } of this.#spoke.values()) {
      if (first === 0) continue;
      // it says so before it connects
      const taking = this.#takings.filter((at) => at <= opened).length;
      const before = speeches.get(taking) ?? { domain, instance, taking, first, last };
      speeches.set(taking, { ...before, last });
    }
    return [...speeches.values()];
  }

  async prepare(): Promise<void> {
    const { databasePort, serverPort } = this.#options;
    const database = await startWire(databasePort);
    const server = await startWire(serverPort, {
      chunk: (connection, direction, chunk) => direction === "up" && this.#says(connection, chunk),
      ended: (connection) => {
        this.#splitters.delete(connection);
        this.#options.onStream();
      },
    });
    this.#wires = { database, server };
  }

  async launch(): Promise<void> {
    const { domain, secret, databaseUrl, effects, spawn } = this.#options;
    // nothing of the runner's own environment may configure it
    const env = Object.entries(process.env).filter(([name]) => !name.startsWith("ANTEROOM_"));
    this.#expectsEnd = false;
    this.#launches++;
    const child = await spawn({
      name: "anteroom serve",
      command: process.execPath,
      args: [CLI, "serve"],
      env: {
        ...Object.fromEntries(env),
        ANTEROOM_XMPP_URL: `xmpp://127.0.0.1:${this.server.port}`,
        ANTEROOM_XMPP_DOMAIN: domain,
        ANTEROOM_XMPP_SECRET: secret,
        ANTEROOM_XMPP_INSTANCE: this.#holder,
        ANTEROOM_DATABASE_URL: databaseUrl(this.database.port),
        ANTEROOM_CONVERSATIONS_RESPONDERS: JSON.stringify([RESPONDERS]),
        ANTEROOM_CONVERSATIONS_FALLBACK: "walk",
        ANTEROOM_CONVERSATIONS_IDLE: "0",
        ANTEROOM_CONVERSATIONS_SIGNOUT: "0",
        ANTEROOM_OPS_LISTEN: `127.0.0.1:${this.#opsPort}`,
        CHAOS_EFFECTS: effects,
      },
      onLine: (line) => this.#logged(line),
    });
    this.#child = child;
    void child.exited.then((exit) => this.#ended(child, exit));
  }

  /** Ends it and waits for its end. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    this.#expectsEnd = true;
    this.#child?.kill("SIGCONT");
    await this.#child?.stop(signal, 40_000);
  }

  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Tells whether `/readyz` says that it is ready, and the rest of the answer. */
  async readiness(): Promise<{ readonly ready: boolean; readonly text: string }> {
    try {
      const signal = AbortSignal.timeout(2_000);
      const response = await fetch(`http://127.0.0.1:${this.#opsPort}/readyz`, { signal });
      return { ready: response.ok, text: (await response.text()).trim() };
    } catch (error) {
      return { ready: false, text: String(error) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL");
    await this.database[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
    this.#log.end();
  }

  /** Its name in the lease, which is new after each start, as with a process id in it. */
  get #holder(): string {
    return `${this.name}.${this.#launches}`;
  }

  get #both() {
    if (this.#wires === undefined) throw new Error("the instance was never prepared");
    return this.#wires;
  }

  #says(connection: number, chunk: Buffer): void {
    let splitter = this.#splitters.get(connection);
    if (splitter === undefined) {
      const spoke = { opened: Date.now(), first: 0, last: 0 };
      this.#spoke.set(connection, spoke);
      splitter = new StanzaSplitter(
        () => this.#options.onStream(),
        (xml) => {
          if (xml.startsWith("<handshake")) return;
          const now = Date.now();
          // Only now is it sure that the server has let go of the stream before.
          if (spoke.first === 0) this.#options.onStream();
          spoke.first ||= now;
          spoke.last = now;
          const tag = openingTag(xml);
          const id = attribute(tag, "id");
          if (id !== undefined && tag.startsWith("<message")) this.#options.onReply(id);
        },
      );
      this.#splitters.set(connection, splitter);
    }
    splitter.push(chunk.toString("latin1"));
  }

  #logged(text: string): void {
    this.#log.write(`${text}\n`);
    const line = readLine(text);
    const { msg = "" } = line;
    if (/^lease (taken|is still ours)/.test(msg)) {
      this.#takings.push(timeOf(line));
      this.#holds = true;
    }
    if (/^(lease lost|another instance)/.test(msg)) this.#holds = false;
    if (msg.startsWith("another instance") && line.holder === this.#holder) {
      this.complaints.push(`${this.name} stands by for itself (${when(line)})`);
    }
    if (/a job was given up|an action after a commit failed/.test(msg)) {
      this.complaints.push(`${this.name} logged "${msg}" (${when(line)})`);
    }
  }

  #ended(child: Child, { code, signal }: Exit): void {
    this.#holds = false;
    if (this.#expectsEnd) return;
    const how = signal ?? `status ${code}`;
    this.complaints.push(`${this.name} ended by itself (${how}): ${child.tail.slice(-2).join(" | ")}`);
  }
}

function timeOf({ time }: Line): number {
  return time === undefined ? Date.now() : Date.parse(time);
}

function when(line: Line): string {
  return new Date(timeOf(line)).toISOString();
}

function readLine(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return { msg: text };
  }
}
