/** PgBouncer before a database of the test's: by default in transaction mode, where nobody has a connection for long. */
import { accessSync } from "node:fs";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../src/demo/ports.ts";
import { postgresBinaries } from "../../../src/demo/postgres-binaries.ts";
import { startTestChild } from "../process/children.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import type { TestDatabase } from "./postgres.ts";

export interface TestPooler extends AsyncDisposable {
  /** The database as it is reached through the pooler; `query` goes past it. */
  readonly database: Pick<TestDatabase, "url" | "schema" | "query" | typeof Symbol.asyncDispose>;
  readonly port: number;
}

export interface PoolerOptions {
  /** How many connections to the database all its clients share. */
  readonly size?: number;
  /** `transaction` by default. In `session` mode each client keeps its connection. */
  readonly mode?: "session" | "transaction";
}

export async function startPooler(
  database: TestDatabase,
  { size = 2, mode = "transaction" }: PoolerOptions = {},
): Promise<TestPooler> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-pgbouncer-"));
  const port = await freePort();
  const file = join(folder, "pgbouncer.ini");
  // It refuses to run as root, as PostgreSQL does.
  const { owner } = await postgresBinaries();
  await writeFile(file, settings(new URL(database.url), port, { size, mode }));
  if (owner !== undefined) for (const path of [folder, file]) await chown(path, owner.uid, owner.gid);
  let ready = () => {};
  const up = new Promise<"up">((resolve) => {
    ready = () => resolve("up");
  });
  const child = await startTestChild({
    name: "pgbouncer",
    command: program(),
    args: [file],
    cwd: "/",
    ...owner,
    onLine: (line) => {
      if (line.includes("process up")) ready();
    },
  });
  if ((await Promise.race([up, child.exited])) !== "up") {
    throw new Error(`PgBouncer did not start: ${child.tail.slice(-5).join(" | ")}`);
  }
  const url = Object.assign(new URL(database.url), { hostname: "127.0.0.1", port: String(port) }).href;
  const end = async () => {
    await child.stop("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  };
  return disposeWithTest({
    database: {
      url,
      schema: database.schema,
      query: database.query,
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    },
    port,
    [Symbol.asyncDispose]: end,
  });
}

/** Debian has it where the PATH of ordinary users does not look. */
function program(): string {
  try {
    accessSync("/usr/sbin/pgbouncer");
    return "/usr/sbin/pgbouncer";
  } catch {
    return "pgbouncer";
  }
}

function settings(target: URL, port: number, { size, mode }: Required<PoolerOptions>): string {
  const password = target.password === "" ? "" : ` password=${decodeURIComponent(target.password)}`;
  return `[databases]
* = host=${target.hostname} port=${target.port} user=${target.username}${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${size}
server_round_robin = 1
server_login_retry = 1
`;
}
