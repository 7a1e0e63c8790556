/**
 * A Prosody for one test: in a container where Docker answers, else from this machine's own program; one interface
 * for both. Free ports on loopback, its data in a folder of its own, any number at the same time.
 */
import { inject } from "vitest";
import type { ProsodyOptions } from "../../src/demo/prosody-config.ts";
import { disposeWithTest } from "./lifetime.ts";
import { startNative } from "./prosody-native.ts";

export interface TestProsodyOptions extends ProsodyOptions {
  /** Passwords by user name; further ones with `addUser`. */
  readonly accounts?: Readonly<Record<string, string>>;
}

export interface TestProsody extends AsyncDisposable {
  readonly kind: "native" | "container";
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
  readonly passwords: ReadonlyMap<string, string>;
  /** What the server logged so far, over all its starts. */
  log(): readonly string[];
  addUser(user: string, password: string): Promise<void>;
  /** SIGTERM, and waits for its end. Data and ports stay. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for its end. */
  kill(): Promise<void>;
  /** Starts it again with the same data on the same ports. */
  start(): Promise<void>;
}

/** What the two kinds do differently. */
export type ProsodyServer = Omit<TestProsody, "componentUrl" | "passwords">;

export async function startProsody(options: TestProsodyOptions = {}): Promise<TestProsody> {
  const choice = inject("prosody");
  const server =
    choice.kind === "native"
      ? await startNative(options)
      : await import("./prosody-container.ts").then((module) =>
          module.startContainer(choice.image, inject("children"), options),
        );
  const passwords = new Map<string, string>();
  const prosody: TestProsody = {
    kind: server.kind,
    version: server.version,
    domain: server.domain,
    host: server.host,
    c2sPort: server.c2sPort,
    componentPort: server.componentPort,
    componentUrl: `xmpp://${server.host}:${server.componentPort}`,
    passwords,
    log: () => server.log(),
    addUser: async (user, password) => {
      await server.addUser(user, password);
      passwords.set(user, password);
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    start: () => server.start(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  disposeWithTest(prosody);
  for (const [user, password] of Object.entries(options.accounts ?? {}))
    await prosody.addUser(user, password);
  return prosody;
}
