/** The surroundings of a run: a server, a database of its own, and two components over it, each behind a network. */

import {
  type ReplicatedPostgres,
  startReplicatedPostgres,
} from "../../../support/database/replicated-postgres.ts";
import { type AnteroomProcess, launchAnteroom } from "../../../support/process/anteroom-process.ts";
import { startProxy, type TcpProxy } from "../../../support/proxy.ts";
import { startServer, type TestServer } from "../../../support/servers/server.ts";
import type { Level } from "../truth.ts";

export interface Component {
  readonly domain: string;
  readonly anteroom: AnteroomProcess;
  readonly network: TcpProxy;
}

export interface World {
  readonly server: TestServer;
  readonly database: ReplicatedPostgres;
  readonly components: readonly Component[];
  /** The longest, in ms. */
  readonly grace: number;
  readonly levels: Readonly<Record<string, Level>>;
}

const DOMAINS = ["help.localhost", "care.localhost"];
const LEVELS = { default: { ready: 3, max: 14 } };

/** Short, so that the end of a grace is often met. */
const ENV = {
  ANTEROOM_ROOMS_SERVICE: "conference.localhost",
  ANTEROOM_ROOMS_QUEUES: JSON.stringify(LEVELS),
  ANTEROOM_ROOMS_LEASE: "10s",
  ANTEROOM_ROOMS_GRACE: "6s",
  ANTEROOM_ROOMS_CLIENT_GRACE: "8s",
};

export async function startWorld(accounts: readonly string[]): Promise<World> {
  const [server, database] = await Promise.all([
    startServer({
      components: Object.fromEntries(
        DOMAINS.map((domain) => [domain, { secret: "secret", conflict: "kick_old" as const }]),
      ),
    }),
    startReplicatedPostgres(),
  ]);
  for (const name of accounts) await server.addUser(name, "pw");
  const components: Component[] = [];
  for (const domain of DOMAINS) {
    const network = await startProxy(server.componentPort);
    const options = { server: { componentUrl: network.url }, database, domain, responders: [], env: ENV };
    const anteroom = await launchAnteroom(options);
    await anteroom.ready();
    components.push({ domain, anteroom, network });
  }
  return { server, database, components, grace: 8_000, levels: LEVELS };
}
