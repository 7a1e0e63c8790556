/** Judges what the database has told. */
import type { Config } from "../../config/settings.ts";
import type { Inspected } from "../../ledger/database/migrate.ts";
import { type Finding, failure, ok, skipped, warning } from "../finding.ts";
import type { DatabaseFacts } from "./facts.ts";

/** The names of the checks that need a database, in their order. */
export const CHECKS = ["schema", "durability", "listening", "clock", "webapp-role"] as const;

// Contract: more is a failure.
const MOST_CLOCK_MS = 2_000;

export interface SchemaBeside extends Pick<Inspected, "missing" | "exists" | "forbidden" | "version"> {
  /** What `serve` would say. */
  readonly lacking: string;
}

/** `createsHere`: whether the role may create what is missing. */
export function judgeSchema(
  { missing, exists, forbidden, lacking, version }: SchemaBeside,
  { schema, migrate }: Pick<Config["database"], "schema" | "migrate">,
  { role, database, createsSchemas, createsInSchema }: DatabaseFacts,
): Finding {
  const name = "schema";
  const rights = [
    `grant create on database ${quote(database)} to ${quote(role)};`,
    ...(exists ? [`grant all on schema ${quote(schema)} to ${quote(role)};`] : []),
  ];
  if (forbidden !== null) {
    return failure(name, `the role "${role}" has no right to the ${forbidden}`, {
      sql: [
        `grant all on schema ${quote(schema)} to ${quote(role)};`,
        `grant all on all tables in schema ${quote(schema)} to ${quote(role)};`,
        `grant execute on all functions in schema ${quote(schema)} to ${quote(role)};`,
      ],
    });
  }
  if (missing.length === 0) return ok(name, `PostgreSQL ${version}, the schema "${schema}" is up to date`);
  if (exists ? createsInSchema === false : !createsSchemas) {
    const where = exists ? `in the schema "${schema}"` : `the schema "${schema}"`;
    return failure(
      name,
      `the role "${role}" may not create anything ${where}`.replace("anything the", "the"),
      {
        sql: rights,
      },
    );
  }
  if (migrate) return ok(name, `PostgreSQL ${version}, \`serve\` will apply ${missing.length} migrations`);
  return failure(name, `${lacking} (database.migrate is false)`, { shell: ["anteroom migrate"] });
}

export function judgeFacts(facts: DatabaseFacts): readonly Finding[] {
  return [judgeDurability(facts), judgePooler(facts), judgeClock(facts), judgeWebapp(facts)];
}

export function judgeDurability({
  role,
  database,
  synchronousCommit,
  synchronousCommitFrom,
}: DatabaseFacts): Finding {
  const name = "durability";
  if (synchronousCommit !== "off") return ok(name, `synchronous_commit is ${synchronousCommit}`);
  return failure(
    name,
    "synchronous_commit is off: PostgreSQL confirms what a crash may still lose, receipts that people were sent included",
    undo(synchronousCommitFrom, { role, database }),
  );
}

function undo(from: string, { role, database }: Pick<DatabaseFacts, "role" | "database">) {
  switch (from) {
    case "user":
      return { sql: [`alter role ${quote(role)} set synchronous_commit = on;`] };
    case "database":
      return { sql: [`alter database ${quote(database)} set synchronous_commit = on;`] };
    case "database user":
      return {
        sql: [`alter role ${quote(role)} in database ${quote(database)} set synchronous_commit = on;`],
      };
    case "client":
      return {
        anteroom: ["# leave -c synchronous_commit=off out of the options of database.url (or of PGOPTIONS)"],
      };
    default:
      return { sql: ["alter system set synchronous_commit = on;", "select pg_reload_conf();"] };
  }
}

export function judgePooler({ pooler, database, role }: DatabaseFacts): Finding {
  const name = "listening";
  if (pooler === "none") return ok(name, "the connection is direct, so that notifications arrive");
  if (pooler === "session") return ok(name, "the connection goes through a pooler in session mode");
  return failure(
    name,
    "database.url leads through a pooler in transaction mode, through which no notification arrives: everything " +
      "that another process writes is noticed up to a second later",
    {
      anteroom: [
        "# name PostgreSQL itself in place of the pooler:",
        "database:",
        `  url: postgresql://${encodeURIComponent(role)}:PASSWORD@HOST:5432/${encodeURIComponent(database)}`,
      ],
    },
  );
}

export function judgeClock({ clockDifference }: Pick<DatabaseFacts, "clockDifference">): Finding {
  const name = "clock";
  const seconds = Math.abs(clockDifference / 1_000).toFixed(1);
  if (Math.abs(clockDifference) <= MOST_CLOCK_MS) {
    return ok(name, `database and process differ by ${seconds} s at most`);
  }
  const [fast, slow] =
    clockDifference > 0
      ? ["the database's clock", "this machine's"]
      : ["this machine's clock", "the database's"];
  return failure(name, `${fast} is ${seconds} s ahead of ${slow}: set both by NTP`, {
    shell: ["timedatectl set-ntp true   # on both machines"],
  });
}

export function judgeWebapp({ webapp }: Pick<DatabaseFacts, "webapp">): Finding {
  const name = "webapp-role";
  if (webapp) return ok(name, "the role anteroom_webapp exists");
  return warning(
    name,
    "the role anteroom_webapp is missing: a staff web application cannot be given the functions and views alone. " +
      "`serve` sets its rights at its next start",
    {
      sql: [
        "create role anteroom_webapp nologin;",
        "grant anteroom_webapp to your_role;   -- the role of the web application",
      ],
    },
  );
}

export function withoutDatabase(): readonly Finding[] {
  return CHECKS.map((name) => skipped(name, "the database cannot be used"));
}

function quote(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
