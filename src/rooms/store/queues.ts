/** What a component writes down when it starts, so that the SQL functions work while it is away. */
import type { Config } from "../../config/settings.ts";
import type { Ledger } from "../../ledger/ledger.ts";

export interface Prepared {
  readonly domain: string;
  readonly config: Pick<Config, "rooms">;
  /** Localpart of the bot's address. */
  readonly bot: string;
}

/** The names of the queues that get rooms: in any other one a client would wait for ever. */
export function servedQueues({ queues }: Pick<Config["rooms"], "queues">): readonly string[] {
  return [...queues].flatMap(([name, { max }]) => (max > 0 ? [name] : []));
}

/** Writes the queues and their terms, and the rights of the roles, which may have been made meanwhile. */
export async function prepareQueues(
  ledger: Pick<Ledger, "underLease">,
  { domain, bot, config: { rooms } }: Prepared,
): Promise<void> {
  const names = [...rooms.queues.keys()];
  const addresses = [bot, rooms.address].map((local) => `${local}@${domain}`);
  await ledger.underLease([
    {
      name: "rooms_add_queues",
      text: "insert into queue select unnest($1::text[]) on conflict do nothing",
      values: [names],
    },
    {
      name: "rooms_drop_terms",
      text: "delete from queue_terms where domain = $1 and queue <> all ($2::text[])",
      values: [domain, names],
    },
    {
      name: "rooms_save_terms",
      text: `insert into queue_terms (domain, queue, line, addresses)
             select $1, unnest($2::text[]), $3 * interval '1 millisecond', $4::text[]
             on conflict (domain, queue) do update set line = excluded.line, addresses = excluded.addresses`,
      values: [domain, names, rooms.line, addresses],
    },
    {
      name: "rooms_save_lease",
      text: `update room set lease = $2 * interval '1 millisecond'
             where id in (select id from room where domain = $1 and closed_at is null
                                                and lease <> $2 * interval '1 millisecond'
                          for no key update skip locked)`,
      values: [domain, rooms.lease],
    },
    { name: "rooms_set_rights", text: "select set_rights()" },
  ]);
}

/**
 * Closes the free rooms of queues that get none any more. `false` while one of them is being made, or held by somebody: to be
 * called again.
 */
export async function closeUnserved(
  ledger: Pick<Ledger, "underLease">,
  { domain, config: { rooms } }: Omit<Prepared, "bot">,
): Promise<boolean> {
  const served = servedQueues(rooms);
  const [, left] = await ledger.underLease([
    {
      name: "rooms_close_unserved",
      text: `with free as (
               select id from room
               where domain = $1 and closed_at is null and status = 'available' and queue <> all ($2::text[])
               for no key update skip locked)
             select close_room(id, 'the queue gets no rooms any more') from free`,
      values: [domain, served],
    },
    {
      name: "rooms_left_unserved",
      text: `select from room
             where domain = $1 and closed_at is null and status in ('creating', 'available')
               and queue <> all ($2::text[]) limit 1`,
      values: [domain, served],
    },
  ]);
  return left?.length === 0;
}
