/** Brings the seats of people whose room the server has lost to other rooms. */
import type { NamedQuery } from "../../ledger/database/database.ts";

/** @param rooms the ids of those to which they may be brought, where they are available */
export function moveLost(domain: string, rooms: readonly string[]): NamedQuery {
  return { name: "rooms_move_lost", text: "select move_lost($1, $2::bigint[])", values: [domain, rooms] };
}
