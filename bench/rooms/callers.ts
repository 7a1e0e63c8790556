/** Callers of SQL statements: pgbench where it is installed, else connections of this process. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);

export interface Calls {
  readonly statement: string;
  /** URL of the database. */
  readonly url: string;
  /** Connections, each with one call at a time. */
  readonly callers: number;
  readonly seconds: number;
}

export interface Callers {
  readonly name: string;
  /** Gives the calls per second. The statement is prepared once for each connection. */
  measure(calls: Calls): Promise<number>;
}

/** `folder`: for the scripts. */
export async function findCallers(folder: string): Promise<Callers> {
  const version = await run("pgbench", ["--version"]).catch(() => undefined);
  if (version === undefined) return { name: "connections of this process (there is no pgbench)", measure };
  return { name: version.stdout.trim(), measure: (calls) => measureByPgbench(calls, folder) };
}

async function measureByPgbench(
  { statement, url, callers, seconds }: Calls,
  folder: string,
): Promise<number> {
  const script = join(folder, "statement.sql");
  await writeFile(script, `${statement};\n`);
  const { stdout } = await run("pgbench", [
    ...["--no-vacuum", "--protocol=prepared", `--file=${script}`],
    ...[`--client=${callers}`, `--jobs=${Math.min(callers, 2)}`, `--time=${seconds}`, url],
  ]);
  const rate = Number(/^tps = ([\d.]+) \(without initial/m.exec(stdout)?.[1]);
  const failed = Number(/^number of failed transactions: (\d+)/m.exec(stdout)?.[1] ?? 0);
  if (!(rate > 0) || failed > 0) throw new Error(`pgbench: ${stdout}`);
  return rate;
}

async function measure({ statement, url, callers, seconds }: Calls): Promise<number> {
  const clients = Array.from({ length: callers }, () => new pg.Client(url));
  await Promise.all(clients.map((client) => client.connect()));
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let calls = 0;
  const call = async (client: pg.Client): Promise<void> => {
    while (performance.now() < end) {
      await client.query({ name: "statement", text: statement });
      calls += 1;
    }
  };
  await Promise.all(clients.map(call));
  const took = (performance.now() - begin) / 1000;
  await Promise.all(clients.map((client) => client.end()));
  return calls / took;
}
