/**
 * An XMPP server for one test: a Prosody in a container where Docker answers, else this machine's own program; or an
 * ejabberd in a container, where the run is against that. One interface for all. Free ports on loopback, its data in a
 * place of its own, any number at the same time.
 */
import { inject } from "vitest";
import type { ComponentOptions } from "../../../src/demo/prosody-config.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { type MucServices, mucServices } from "./muc-hosts.ts";
import { startChosen } from "./server-choice.ts";

export interface ServerOptions {
  /** The domain of the accounts, `localhost` by default. */
  readonly domain?: string;
  /** By domain. An ejabberd lets every further connection in beside the ones before, whatever is said here. */
  readonly components?: Readonly<Record<string, ComponentOptions>>;
  /** Further MUC services, by domain. */
  readonly mucs?: Readonly<Record<string, MucSettings>>;
  /** Further top-level options of an ejabberd. */
  readonly ejabberd?: Readonly<Record<string, unknown>>;
  /** Whether it stores files (XEP-0363) of its components' people, up to `MOST_BYTES` each. */
  readonly files?: boolean;
}

/** Beside the defaults of each server. */
export interface MucSettings {
  /** Lines below the service's Component. */
  readonly prosody?: readonly string[];
  /** Options of mod_muc. */
  readonly ejabberd?: Readonly<Record<string, unknown>>;
  /** Further modules of an ejabberd, with their options. */
  readonly ejabberdModules?: Readonly<Record<string, object>>;
}

export interface TestServerOptions extends ServerOptions {
  /** Passwords by user name; further ones with `addUser`. */
  readonly accounts?: Readonly<Record<string, string>>;
}

export interface TestServer extends AsyncDisposable {
  /** As the server tells it, say `0.12.3`. */
  readonly version: string;
  /** The domain of the accounts. */
  readonly domain: string;
  /** Where its ports are: a loopback address. */
  readonly host: string;
  readonly c2sPort: number;
  readonly componentPort: number;
  /** `xmpp://host:componentPort`, as Anteroom and `@xmpp/component` want it. */
  readonly componentUrl: string;
  /** Where it stores files, if it does. */
  readonly files: string | undefined;
  readonly passwords: ReadonlyMap<string, string>;
  readonly muc: MucServices;
  /** What the server logged so far, over all its starts. */
  log(): readonly string[];
  addUser(user: string, password: string): Promise<void>;
  /** The rooms that there are on the pool's MUC service, hidden ones too. */
  rooms(): Promise<readonly string[]>;
  /** A clean end, and waits for it. Data and ports stay. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for its end. */
  kill(): Promise<void>;
  /** Starts it again with the same data on the same ports. */
  start(): Promise<void>;
}

/** What each software, in each place, does differently. */
export type ServerProgram = Omit<TestServer, "componentUrl" | "muc" | "passwords">;

export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const program = await startChosen(inject("server"), inject("children"), options);
  const passwords = new Map<string, string>();
  const server: TestServer = {
    version: program.version,
    domain: program.domain,
    host: program.host,
    c2sPort: program.c2sPort,
    componentPort: program.componentPort,
    componentUrl: `xmpp://${program.host}:${program.componentPort}`,
    files: program.files,
    passwords,
    muc: mucServices(program.domain),
    log: () => program.log(),
    addUser: async (user, password) => {
      await program.addUser(user, password);
      passwords.set(user, password);
    },
    rooms: () => program.rooms(),
    stop: () => program.stop(),
    kill: () => program.kill(),
    start: () => program.start(),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
  disposeWithTest(server);
  for (const [user, password] of Object.entries(options.accounts ?? {})) await server.addUser(user, password);
  return server;
}
