/**
 * A PostgreSQL with a streaming standby, which the test may promote. What the standby has not read by then is lost, as with
 * asynchronous replication. One address leads to whichever of them is the primary, as a virtual address does.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresBinaries } from "../../../src/demo/postgres-binaries.ts";
import { EmbeddedPostgres } from "../../../src/demo/postgres-embedded.ts";
import { migrate } from "../../../src/ledger/database/migrate.ts";
import { recordChild } from "../process/children.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { startProxy, type TcpProxy } from "../proxy.ts";
import { SCHEMA, type TestPostgres, testDatabase } from "./postgres.ts";
import { copyForStandby, REPLICATED, standbyCaughtUp } from "./standby-copy.ts";

export interface ReplicatedPostgres extends TestPostgres {
  /** Of the standby itself, past the address. */
  readonly standbyUrl: string;
  /** From now on nothing reaches the standby: what is committed is lost with the primary. */
  fallBehind(): Promise<void>;
  /** The primary is killed, and the standby is the primary. */
  promote(): Promise<void>;
  /** Gives the primary a standby again, after a promotion. */
  addStandby(): Promise<void>;
}

export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-replicated-"));
  // PostgreSQL, which does not run as root, must be able to pass through.
  await chmod(folder, 0o755);
  const { owner } = await postgresBinaries();
  const servers: EmbeddedPostgres[] = [];
  const start = async (primary?: TcpProxy): Promise<EmbeddedPostgres> => {
    const server = await EmbeddedPostgres.start({
      folder: join(folder, `${servers.length}`),
      settings: {
        fsync: "off",
        ...REPLICATED,
        ...(primary && {
          primary_conninfo: `host=127.0.0.1 port=${primary.port} user=postgres`,
          wal_retrieve_retry_interval: "100ms",
        }),
      },
    });
    record(server);
    servers.push(server);
    return server;
  };
  let primary = await start();
  await migrate({ url: primary.url("postgres"), schema: SCHEMA });
  const added = async () => {
    const link = await startProxy(primary.port);
    const url = primary.url("postgres");
    await copyForStandby({ url, from: primary.folder, to: join(folder, `${servers.length}`), owner });
    const server = await start(link);
    await standbyCaughtUp(url, server.url("postgres"));
    return { server, link };
  };
  let standby = await added();
  const address = await startProxy(primary.port);
  const url = Object.assign(new URL(primary.url("postgres")), { port: String(address.port) }).href;
  const database = testDatabase(url, async () => {});
  return disposeWithTest({
    url,
    schema: SCHEMA,
    query: database.query,
    get standbyUrl() {
      return standby.server.url("postgres");
    },
    async fallBehind() {
      await standbyCaughtUp(primary.url("postgres"), standby.server.url("postgres"));
      standby.link.hold("down");
    },
    async promote() {
      await primary.kill();
      standby.link.cut();
      const { server } = standby;
      const own = testDatabase(server.url("postgres"), async () => {});
      await own.query("select pg_promote(true)");
      await own.stop();
      primary = server;
      address.lead(primary.port);
      address.cut();
    },
    async addStandby() {
      standby = await added();
    },
    stop: () => primary.stop(),
    kill: () => primary.kill(),
    start: async () => {
      await primary.start();
      record(primary);
    },
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await Promise.all(servers.map((server) => server.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  });
}

function record(server: EmbeddedPostgres): void {
  if (server.child !== undefined) recordChild(server.child);
}
