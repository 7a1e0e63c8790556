/** A PgBouncer between Anteroom and the database. */
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../../../../src/demo/ports.ts";
import { postgresBinaries } from "../../../../src/demo/postgres-binaries.ts";
import type { Spawn } from "./spawn.ts";

export type PoolMode = "transaction" | "session";

export interface Pooler extends AsyncDisposable {
  readonly port: number;
}

export interface PoolerOptions {
  readonly mode: PoolMode;
  readonly folder: string;
  /** Where the database is. */
  readonly url: string;
  readonly spawn: Spawn;
}

/** The program `pgbouncer` of this machine. It serves one database and one role. */
export async function startPooler({ mode, folder, url, spawn }: PoolerOptions): Promise<Pooler> {
  const { hostname, port: target, username, password, pathname } = new URL(url);
  const port = await freePort();
  const database = pathname.slice(1);
  await mkdir(folder, { recursive: true });
  const users = join(folder, "users.txt");
  await writeFile(users, `"${username}" "${password}"\n`);
  const file = join(folder, "pgbouncer.ini");
  await writeFile(
    file,
    `[databases]
${database} = host=${hostname} port=${target || 5432} dbname=${database}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = 20
server_login_retry = 1
`,
  );
  await chmod(folder, 0o755);
  const { owner } = await postgresBinaries();
  const child = await spawn({ name: "pgbouncer", command: "pgbouncer", args: [file], cwd: "/", ...owner });
  while (!(await listens(port))) {
    if (!child.running) throw new Error(`pgbouncer did not start: ${child.tail.slice(-5).join(" | ")}`);
    await delay(20);
  }
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      await child.stop("SIGKILL");
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
