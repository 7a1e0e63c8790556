/** Brings the seats of people whose room the server has lost to other rooms. */
import type { NamedQuery } from "../../ledger/database/database.ts";

export function moveLost(domain: string): NamedQuery {
  return { name: "rooms_move_lost", text: "select move_lost($1)", values: [domain] };
}
