/** This folder holds the gateway's HTTP: requests, limits, problems, streams on connections, and their description. */
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Config } from "../../config/settings.ts";
import { cannotListen } from "../../ops/cannot-listen.ts";
import type { Logger } from "../../ops/log.ts";
import type { Identity } from "../identity/index.ts";
import type { Requests } from "../requests/index.ts";
import { createStreamReads } from "../stream/index.ts";
import { createClientAddress } from "./gate/address.ts";
import { type Clients, seeClients } from "./gate/clients.ts";
import { createGrievances } from "./gate/grievances.ts";
import { Latest } from "./gate/latest.ts";
import { createLimits } from "./gate/limits.ts";
import type { Parts, People } from "./operation.ts";
import { createServer } from "./server.ts";
import { createCompatPeople } from "./streams/compat-people.ts";
import { OpenFamilies } from "./streams/families.ts";
import type { Attendance, StreamParts } from "./streams/parts.ts";
import { Wheel } from "./streams/wheel.ts";

export type { Clients } from "./gate/clients.ts";
export type { People } from "./operation.ts";
export type { Attendance } from "./streams/parts.ts";
export { warningsOf } from "./warnings.ts";

export interface HttpOptions {
  readonly config: Pick<Config["http"], "base" | "origins" | "proxies" | "token_in_path" | "upload">;
  readonly listen: { readonly host: string; readonly port: number };
  readonly identity: Identity;
  readonly requests: Requests;
  readonly people: People;
  readonly attendance: Attendance;
  readonly log: Logger;
}

export interface Http extends AsyncDisposable {
  /** The address on which it listens, once it has started. */
  readonly address: { readonly host: string; readonly port: number };
  /** How many streams and waiting polls are open. */
  readonly streams: number;
  /** What the addresses of all requests so far have in common. */
  readonly clients: Clients;
  /** How many requests were answered, by class of the status. */
  readonly answers: Readonly<Record<string, number>>;
  /** Of connections that are slow, in ms. */
  readonly timeouts: Pick<Server, "headersTimeout" | "requestTimeout" | "keepAliveTimeout" | "timeout">;
  /** Replaces `http.origins`. */
  allow(origins: readonly string[]): void;
  /** Throws a `ConfigError` where the address cannot be listened on. */
  start(): Promise<void>;
  /** Tells all streams `bye`, answers the polls that wait, and takes no requests any more: the process is about to end. */
  refuse(): void;
  /** Does the same, finishes the requests under way, and closes everything. */
  stop(): Promise<void>;
}

// What is under way takes milliseconds. Whoever reads slower than this is cut off.
const LAST_ANSWERS_MS = 2_000;

/** Puts the gateway's HTTP together without starting it. */
export function createHttp(options: HttpOptions): Http {
  const { config, listen, identity, requests, log } = options;
  const { clock, scheduler, wakes, notifications } = requests;
  const limits = createLimits(clock);
  const typing = new Latest(scheduler);
  const wheel = new Wheel(clock, scheduler);
  const families = new OpenFamilies({
    over: (those) => identity.over(those),
    notifications,
    domain: requests.addresses.domain,
    log,
  });
  const { attendance } = options;
  const streams: StreamParts = {
    reads: createStreamReads(requests.reads),
    compatPeople: createCompatPeople({
      db: requests.reads,
      bot: { entity: requests.addresses.bot, name: requests.addresses.botName },
    }),
    clock,
    scheduler,
    log,
    wakes,
    attendance,
    limits,
    wheel,
    families,
  };
  const answers: Record<string, number> = { "2xx": 0, "4xx": 0, "5xx": 0 };
  let closing = false;
  let origins: ReadonlySet<string> = new Set(config.origins);
  const parts: Parts = {
    closing: () => closing,
    identity,
    requests,
    people: options.people,
    limits,
    typing,
    streams,
    settings: { tokenInPath: config.token_in_path, upload: config.upload },
  };
  const seen = seeClients(createClientAddress(config.proxies));
  const { fastify, server } = createServer({
    parts,
    base: config.base,
    origins: () => origins,
    tell: createGrievances(log, clock),
    onAnswered: (status) => {
      const kind = `${Math.trunc(status / 100)}xx`;
      answers[kind] = (answers[kind] ?? 0) + 1;
    },
    addressOf: seen.addressOf,
    log,
  });
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  const http: Http = {
    get address() {
      const { address, port } = server.address() as AddressInfo;
      return { host: address, port };
    },
    get streams() {
      return families.size;
    },
    get clients() {
      return seen.clients;
    },
    answers,
    get timeouts() {
      const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = server;
      return { headersTimeout, requestTimeout, keepAliveTimeout, timeout };
    },
    allow(allowed) {
      origins = new Set(allowed);
    },
    async start() {
      await fastify.ready();
      await new Promise<void>((resolve, reject) => {
        const failed = (error: Error) => reject(cannotListen("http.listen", listen, error));
        server.once("error", failed);
        server.listen(listen, () => {
          server.off("error", failed);
          server.on("error", (error) => log.error({ err: error }, "the server of the gateway failed"));
          resolve();
        });
      });
      wheel.start();
      families.start();
    },
    refuse() {
      closing = true;
      families.shutdown();
    },
    async stop() {
      http.refuse();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // Browsers open connections before they need them. Node does not count those as idle.
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
      const cancel = scheduler.after(LAST_ANSWERS_MS, () => {
        for (const socket of connections) socket.destroy();
      });
      await closed;
      cancel();
      await typing.stop();
      wheel.stop();
      await families.stop();
      await fastify.close();
    },
    [Symbol.asyncDispose]: () => http.stop(),
  };
  return http;
}
