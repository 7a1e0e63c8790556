/** The SQL functions of a web application, beside the bare statement that each of them cannot do without. */
import type pg from "pg";
import type { Callers } from "./callers.ts";

export const CLAIMS = ["take_room", "seat_client"] as const;
export type Claim = (typeof CLAIMS)[number];

/** Calls per second of both sides, in one round. */
export interface ClaimRound {
  readonly claim: Claim;
  readonly callers: number;
  readonly ours: number;
  readonly bare: number;
}

const CALLERS = [1, 16, 64];
/** No machine makes more claims in a second than that; a stretch must not run out of rooms. */
const mostPerSecond = (callers: number): number => (callers === 1 ? 10_000 : 30_000);

export interface ClaimsOptions {
  readonly client: pg.Client;
  readonly url: string;
  readonly callers: Callers;
  readonly rounds: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
}

/** `client` is connected to a database that has our schema and nothing in it. */
export async function measureClaims(options: ClaimsOptions): Promise<readonly ClaimRound[]> {
  const { client, url, callers, rounds, seconds, say } = options;
  await client.query(
    `insert into anteroom.lease (domain, fence, holder, expires_at, online_at, token)
     values ('bench.localhost', 1, 'bench', 'infinity', 'infinity', gen_random_uuid())`,
  );
  await client.query("create table bare (like anteroom.room including all)");
  const measured: ClaimRound[] = [];
  const rate = async (claim: Claim, side: "ours" | "bare", count: number): Promise<number> => {
    const rooms = mostPerSecond(count) * seconds;
    await fill(client, claim, rooms);
    const statement = side === "ours" ? ours(claim) : bare(claim);
    const found = await callers.measure({ statement, url, callers: count, seconds });
    const table = side === "ours" ? "anteroom.room" : "bare";
    const { rows } = await client.query(`select count(*) as left from ${table} where status = $1`, [
      FROM[claim],
    ]);
    if (Number(rows[0]?.left) < 64) throw new Error(`${rooms} rooms were too few for ${claim}`);
    return found;
  };
  for (let round = 1; round <= rounds; round++) {
    say(`claims, round ${round} of ${rounds}`);
    for (const claim of CLAIMS) {
      for (const count of CALLERS) {
        // There and back again: a shared machine slows down while it is busy.
        if (round % 2 === 1) {
          const first = await rate(claim, "ours", count);
          measured.push({ claim, callers: count, ours: first, bare: await rate(claim, "bare", count) });
        } else {
          const first = await rate(claim, "bare", count);
          measured.push({ claim, callers: count, bare: first, ours: await rate(claim, "ours", count) });
        }
      }
    }
  }
  return measured;
}

const FROM: Readonly<Record<Claim, string>> = { take_room: "available", seat_client: "staff_waiting" };

function ours(claim: Claim): string {
  return `select * from anteroom.${claim}('Robin')`;
}

/** What gives a row of a table away once, and no more. */
function bare(claim: Claim): string {
  const [since, to, who] =
    claim === "take_room"
      ? ["status_changed_at", "reserved", "staff"]
      : ["waiting_since", "client_coming", "client"];
  return `update bare set status = '${to}', status_changed_at = clock_timestamp(), ${who} = 'Robin'
          where id = (select id from bare where queue = 'default' and status = '${FROM[claim]}'
                      order by ${since} limit 1 for no key update skip locked)
          returning id, jid, password`;
}

/** As many rooms as can be claimed in both tables, as the component and the functions leave them. */
async function fill(client: pg.Client, claim: Claim, rooms: number): Promise<void> {
  await client.query("truncate anteroom.room, anteroom.seat, anteroom.ticket, anteroom.room_change, bare");
  await client.query(
    `insert into anteroom.room (domain, queue, jid, bot_nick, lease, status, password)
     select 'bench.localhost', 'default', replace(gen_random_uuid()::text, '-', '') || '@muc.localhost', 'Anteroom',
            interval '1 minute', 'available', replace(gen_random_uuid()::text, '-', '')
     from generate_series(1, $1::integer)`,
    [rooms],
  );
  if (claim === "seat_client") {
    // In one transaction each call would read the rooms that all calls before it have taken.
    await client.query(
      `do $$ begin
         for n in 1..${rooms} loop
           perform anteroom.take_room('Sam ' || n);
           if n % 100 = 0 then commit; end if;
         end loop;
       end $$`,
    );
    await client.query("update anteroom.seat set state = 'inside', awaited = false, nicks = array[nick]");
    await client.query(
      "update anteroom.room set status = 'staff_waiting', waiting_since = clock_timestamp()",
    );
  }
  await client.query("insert into bare overriding system value select * from anteroom.room");
  await client.query("vacuum full anteroom.room, anteroom.seat, bare");
  await client.query("analyze anteroom.room, anteroom.seat, bare");
  await client.query("checkpoint");
}
