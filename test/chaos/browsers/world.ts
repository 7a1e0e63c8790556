/**
 * The surroundings of a run: a server, a database of its own, and two instances of one component, each behind a network to
 * the server and behind one for browsers.
 */
import { freePort } from "../../../src/demo/ports.ts";
import { startReplicatedPostgres } from "../../support/database/replicated-postgres.ts";
import { gatewayEnv, gatewayUrl } from "../../support/gateway/gateway.ts";
import { launchAnteroom } from "../../support/process/anteroom-process.ts";
import { startProxy, type TcpProxy } from "../../support/proxy.ts";
import { DOMAIN, ENDLESS } from "../../support/rooms/help-desk.ts";
import { startServer } from "../../support/servers/server.ts";
import type { Component, World as RoomsWorld } from "../rooms/schedule/world.ts";

export interface Instance extends Component {
  /** Between browsers and its gateway. */
  readonly front: TcpProxy;
  /** Through the front. */
  readonly url: string;
}

export interface World extends RoomsWorld {
  readonly components: readonly Instance[];
}

export async function startWorld(rooms: number): Promise<World> {
  const levels = { default: { ready: 2, max: rooms + 2 } };
  const [server, database] = await Promise.all([
    startServer({ components: { [DOMAIN]: { secret: "secret", conflict: "kick_old" } } }),
    startReplicatedPostgres(),
  ]);
  const components: Instance[] = [];
  for (let n = 0; n < 2; n++) {
    const [port, network] = await Promise.all([freePort(), startProxy(server.componentPort)]);
    const front = await startProxy(port);
    const anteroom = await launchAnteroom({
      server: { componentUrl: network.url },
      database,
      domain: DOMAIN,
      responders: [ENDLESS],
      env: {
        ...gatewayEnv(port),
        // Each person comes from an address of their own.
        ANTEROOM_HTTP_PROXIES: '["127.0.0.1"]',
        ANTEROOM_ROOMS_SERVICE: "conference.localhost",
        ANTEROOM_ROOMS_QUEUES: JSON.stringify(levels),
        // Longer than any fault: what ends by a grace is the affair of chaos/rooms.
        ANTEROOM_ROOMS_GRACE: "10m",
        ANTEROOM_ROOMS_CLIENT_GRACE: "10m",
      },
    });
    if (n === 0) await anteroom.ready();
    else await anteroom.logs("standing by");
    components.push({ domain: DOMAIN, anteroom, network, front, url: gatewayUrl(front.port) });
  }
  return { server, database, components, grace: 600_000, levels };
}
