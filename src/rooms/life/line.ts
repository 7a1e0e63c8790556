/** What becomes of a ticket whose client got a seat, and did not take it or lost it. */
import type { TicketEnd } from "./state.ts";

export interface CalledTicket {
  /** How often its client did not come, until now. */
  readonly calls: number;
}

/** Where the ticket is afterwards: waiting at the head of the line, or over. */
export function ticketAfter(
  { calls }: CalledTicket,
  how: TicketEnd,
): { readonly state: "head" | "over"; readonly calls: number } {
  switch (how) {
    case "no_show":
      return { state: calls === 0 ? "head" : "over", calls: calls + 1 };
    case "recalled":
      return { state: "head", calls };
    case "given_up":
      return { state: "over", calls };
  }
}
