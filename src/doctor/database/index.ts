/** The checks of the database: `facts.ts` asks, `judge.ts` judges. */
import { secretsOf } from "../../config/secrets.ts";
import type { Config } from "../../config/settings.ts";
import { inspect, lacking } from "../../ledger/database/migrate.ts";
import { hiding } from "../../ops/hide.ts";
import { reason } from "../../ops/reason.ts";
import { type Finding, failure, ok } from "../finding.ts";
import { databaseFacts } from "./facts.ts";
import { judgeFacts, judgeSchema, withoutDatabase } from "./judge.ts";

export interface DatabaseExamined {
  readonly findings: readonly Finding[];
  /** `ready`: it has the tables of this version, `unprepared`: none, or those of another one. */
  readonly state: "ready" | "unprepared" | "away";
}

/** Never rejects. */
export async function examineDatabase(config: Config["database"]): Promise<DatabaseExamined> {
  // Of what is printed only errors that others have worded can hold a secret.
  const hide = hiding(secretsOf({ database: config }));
  const [inspected, facts] = await Promise.allSettled([inspect(config), databaseFacts(config)]);
  if (facts.status === "rejected") {
    // What `serve` would say names the cure too.
    const why = reason(inspected.status === "rejected" ? inspected.reason : facts.reason);
    return { findings: [failure("database", hide(why)), ...withoutDatabase()], state: "away" };
  }
  const { role, database } = facts.value;
  const found = inspected.status === "fulfilled" ? inspected.value : undefined;
  const schema =
    found === undefined
      ? failure("schema", hide(reason(inspected.status === "rejected" ? inspected.reason : undefined)))
      : judgeSchema({ ...found, lacking: await lacking(config, found) }, config, facts.value);
  return {
    findings: [
      ok("database", `the role "${role}" reaches the database "${database}"`),
      schema,
      ...judgeFacts(facts.value),
    ],
    state: found?.missing.length === 0 && schema.outcome === "ok" ? "ready" : "unprepared",
  };
}
