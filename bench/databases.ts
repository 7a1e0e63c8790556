import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { type EmbeddedPostgres, startPostgres } from "./from-src.ts";

export interface DatabasesOptions {
  readonly folder: string;
  readonly password: string;
  /** Whether to count what each statement costs. */
  readonly counting: boolean;
}

/** One PostgreSQL server, as it is out of the box, with a database for each contender that needs one. */
export class Databases {
  readonly #server: EmbeddedPostgres;
  readonly #counting: boolean;

  private constructor(server: EmbeddedPostgres, counting: boolean) {
    this.#server = server;
    this.#counting = counting;
  }

  static async start({ folder, password, counting }: DatabasesOptions): Promise<Databases> {
    const settings = counting
      ? { shared_preload_libraries: "pg_stat_statements", "pg_stat_statements.track_planning": "on" }
      : {};
    const databases = new Databases(await startPostgres({ folder, password, settings }), counting);
    if (counting) await databases.#ask("create extension pg_stat_statements");
    return databases;
  }

  /** Of the server's first process, the parent of all others. */
  get pid(): number {
    return this.#server.child?.pid ?? 0;
  }

  url(name: string): string {
    return this.#server.url(name);
  }

  async client(name: string): Promise<pg.Client> {
    const client = new pg.Client(this.url(name));
    await client.connect();
    return client;
  }

  async create(name: string): Promise<void> {
    await this.#ask(`create database ${pg.escapeIdentifier(name)}`);
  }

  /** Some of the server's settings, by name. */
  async settings(...names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const rows = await this.#ask("select name, setting from pg_settings where name = any($1)", names);
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  }

  /** Statements are counted from now on. */
  async countFromNow(): Promise<void> {
    if (this.#counting) await this.#ask("select pg_stat_statements_reset()");
  }

  /** Writes what the statements on a database cost, the dearest first. Times in milliseconds. */
  async writeCounts(name: string, folder: string): Promise<void> {
    const rows = await this.#ask(
      `select calls, rows, round(total_exec_time::numeric) as total, round(mean_exec_time::numeric, 3) as mean,
              plans, round(total_plan_time::numeric) as planning, shared_blks_hit + shared_blks_read as blocks,
              wal_bytes, query
       from pg_stat_statements join pg_database on pg_database.oid = dbid
       where datname = any($1) order by total_exec_time desc limit 40`,
      [name],
    );
    await writeFile(join(folder, `${name}.statements.json`), `${JSON.stringify(rows, undefined, 2)}\n`);
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #ask(text: string, names?: readonly string[]): Promise<readonly Record<string, string>[]> {
    const client = await this.client("postgres");
    try {
      return (await client.query<Record<string, string>>(text, names === undefined ? [] : [names])).rows;
    } finally {
      await client.end();
    }
  }
}
