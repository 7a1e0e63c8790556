/** Keeps the tickets of people who are seen signed in: nobody has to look at them. */
import type { Ledger } from "../../ledger/ledger.ts";
import type { Roster } from "../../roster/roster.ts";
import { keepTickets, type PersonInLine, peopleInLine } from "../store/index.ts";

/** Whoever signs out keeps a ticket for `rooms.line` more, as if they had looked at it last. */
export async function keepPresent(
  ledger: Pick<Ledger, "db" | "underLease">,
  roster: Pick<Roster, "presence">,
): Promise<void> {
  const people = await ledger.db.query<PersonInLine>(peopleInLine());
  if (people.length === 0) return;
  const presence = await roster.presence(
    ledger.db,
    people.map(({ person }) => person),
  );
  const here = people.filter(({ person }) => presence.get(person) === "in");
  if (here.length > 0) await ledger.underLease([keepTickets(here.map(({ ticket }) => ticket))]);
}
