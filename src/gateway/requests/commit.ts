/** A request as one transaction: reads, decides, writes, and decides anew where something changed in between. */
import { isConnectionLost, type NamedQuery, sqlState } from "../../ledger/database/database.ts";
import type { Statement, Write } from "../../ledger/statement.ts";
import { type AddedEvent, appendStatement, streamStatements } from "../stream/index.ts";
import type { Requests } from "./needs.ts";
import { errandStatement, spokenStatement } from "./rows.ts";

// 40001: a compare-and-set missed. 40P01: a deadlock. 23505: somebody else has added the same row.
const CHANGED = /^(40001|40P01|23505)$/;
const MOST_TRIES = 5;

const order: ReadonlyMap<Statement<never>, number> = new Map(
  [...streamStatements, spokenStatement, errandStatement].map((statement, place) => [statement, place]),
);

/** Writes all rows in one transaction, in the order of their statements, and brings what is new to the streams. */
export async function commit(
  { db, wakes }: Pick<Requests, "db" | "wakes">,
  writes: readonly Write[],
): Promise<void> {
  const rows = new Map<Statement<never>, unknown[]>();
  for (const { statement, row } of writes) {
    const others = rows.get(statement);
    if (others === undefined) rows.set(statement, [row]);
    else others.push(row);
  }
  const placeOf = (statement: Statement<never>): number => order.get(statement) ?? order.size;
  const queries: NamedQuery[] = [...rows]
    .sort(([one], [other]) => placeOf(one) - placeOf(other))
    .map(([{ name, text, values }, all]) => ({ name, text, values: values(all as never[]) }));
  const results = await db.transaction(queries);
  const appended = queries.findIndex(({ name }) => name === appendStatement.name);
  if (appended >= 0) wakes.added(results[appended]?.rows as readonly AddedEvent[]);
}

/**
 * Decides again where what was read has changed, or where nobody knows whether the transaction was committed: the work must
 * recognise what it has done itself.
 */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const again = CHANGED.test(sqlState(error) ?? "") || isConnectionLost(error);
      if (!again || tries === MOST_TRIES) throw error;
    }
  }
}
