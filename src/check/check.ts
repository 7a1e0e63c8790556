/**
 * `anteroom check`: tells what would become of every ongoing conversation with the responders of this build. It only reads:
 * it takes no lease and applies no migration, so it can run while another build serves, also an older one.
 */

import type { Config } from "../config/settings.ts";
import { createRegistry, examine, ongoingConversations, type Registry } from "../conversations/index.ts";
import { close, connect } from "../ledger/database/connection.ts";
import { readableSchema } from "../ledger/database/migrate.ts";
import { run } from "../ledger/database/wire/transaction.ts";
import { reason } from "../ops/reason.ts";
import { configuredResponders } from "../responders.ts";
import { builtInResponders } from "../rooms/responders/index.ts";
import { english } from "../texts/index.ts";
import { jsonReport, type Report, type Results, textReport, total } from "./report.ts";

/** Loads the configuration's responders, then checks. Throws the errors of `configuredResponders` and `checkAgainst`. */
export async function check(
  { conversations, database, rooms }: Pick<Config, "conversations" | "database" | "rooms">,
  options: CheckOptions,
  out: (text: string) => void,
  folder: string,
): Promise<number> {
  const authors = await configuredResponders(conversations, folder);
  // The domain matters only where something is written.
  const builtIn = builtInResponders(rooms, "", english);
  return checkAgainst(createRegistry([...authors.values(), ...builtIn]), database, options, out);
}

type DatabasePlace = Pick<Config["database"], "url" | "schema">;

export interface CheckOptions {
  /** Prints JSON for machines. */
  readonly json: boolean;
}

/**
 * Prints a report. Gives the exit status: 1 if a conversation is stranded, else 0. Throws an error of one line if the
 * database, or its schema, which may be that of an older build, cannot be read.
 */
export async function checkAgainst(
  registry: Registry,
  database: DatabasePlace,
  { json }: CheckOptions,
  out: (text: string) => void,
): Promise<number> {
  const lacks = await readableSchema(database);
  const report = json ? jsonReport(out) : textReport(out);
  const results = await examineAll(database, registry, report).catch((cause: unknown) => {
    throw lacks === undefined ? cause : new Error(lacks, { cause });
  });
  report.end(results);
  return total(results).stranded === 0 ? 0 : 1;
}

async function examineAll(
  database: DatabasePlace,
  registry: Registry,
  report: Report,
): Promise<ReadonlyMap<string, Results>> {
  const byResponder = new Map<string, Results>();
  const connection = await connect(
    { ...database, applicationName: "anteroom-check" },
    // The first setting is for all transactions, the second for each one: through a pooler only the second has an effect.
    { settings: { default_transaction_read_only: "on", transaction_read_only: "on" } },
  );
  try {
    for await (const one of ongoingConversations({ query: (query) => run(connection, query) }, registry)) {
      const { id, responder, version, step } = one.conversation;
      const finding = await examine(registry, one);
      const { result } = finding;
      const before = byResponder.get(responder) ?? { resumes: 0, "asks again": 0, stranded: 0 };
      byResponder.set(responder, { ...before, [result]: before[result] + 1 });
      report.add({
        id,
        person: one.person.address,
        responder,
        version,
        step,
        result,
        goesOn: result === "resumes" ? step : result === "asks again" ? finding.step : null,
        why: result === "resumes" ? "" : finding.why,
      });
    }
  } catch (error) {
    throw new Error(`database: ${reason(error)}`, { cause: error });
  } finally {
    await close(connection.client);
  }
  return byResponder;
}
