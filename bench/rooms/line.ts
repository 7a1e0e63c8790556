/** Clients in line who ask for their place, as fast as they can. */
import type pg from "pg";
import type { Callers } from "./callers.ts";

export interface LineRound {
  /** Calls of line_position per second. */
  readonly ours: number;
  /** The same, of a row by its primary key. */
  readonly bare: number;
}

export const POLLERS = 16;

export interface LineOptions {
  readonly client: pg.Client;
  readonly url: string;
  readonly callers: Callers;
  readonly rounds: number;
  readonly seconds: number;
  readonly tickets: number;
  readonly say: (line: string) => void;
}

/** `client` is connected to a database that has our schema. */
export async function measureLine(options: LineOptions): Promise<readonly LineRound[]> {
  const { client, url, callers, rounds, seconds, tickets, say } = options;
  await client.query("truncate anteroom.room, anteroom.seat, anteroom.ticket, anteroom.room_change");
  await client.query("create table numbered (n integer primary key, id uuid)");
  await client.query(
    "insert into numbered select n, anteroom.join_line('Client ' || n) from generate_series(1, $1::integer) as n",
    [tickets],
  );
  await client.query("vacuum analyze anteroom.ticket, numbered");
  // The subquery is run once for each call.
  const some = `(select id from numbered where n = (select 1 + floor(random() * ${tickets})::integer))`;
  const measured: LineRound[] = [];
  const rate = (statement: string) => callers.measure({ statement, url, callers: POLLERS, seconds });
  for (let round = 1; round <= rounds; round++) {
    say(`line, round ${round} of ${rounds}`);
    const ours = await rate(`select * from anteroom.line_position(${some})`);
    measured.push({ ours, bare: await rate(`select * from anteroom.ticket where id = ${some}`) });
  }
  return measured;
}
