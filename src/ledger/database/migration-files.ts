/** The migrations of this version: the SQL files of `migrations/`, in order. */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export interface MigrateOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly schema: string;
}

export interface SqlMigration {
  readonly name: string;
  readonly sql: string;
}

export async function migrationFiles(): Promise<readonly SqlMigration[]> {
  const folder = fileURLToPath(new URL("../../../migrations/", import.meta.url));
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => ({
      name: name.replace(/\.sql$/, ""),
      sql: await readFile(`${folder}${name}`, "utf8"),
    })),
  );
}
