import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { domainOf, runAnteroom, type Surroundings } from "../contenders.ts";
import { Databases } from "../databases.ts";
import { startProsody } from "../from-src.ts";
import { describeMachine, type Machine } from "../machine.ts";
import { findCallers } from "./callers.ts";
import { type ClaimRound, measureClaims } from "./claims.ts";
import { BARE, type CreationRound, creationNames, measureCreation } from "./creation.ts";
import { type LineRound, measureLine } from "./line.ts";
import type { RoomsOptions } from "./options.ts";
import { measureReconcile, RECONCILE, type Reconciled } from "./reconcile.ts";
import { measureSteps, STEPS, type StepsRound } from "./steps.ts";

export interface RoomsResults {
  readonly machine: Machine;
  readonly durability: Readonly<Record<string, string>>;
  /** The program that called the SQL functions. */
  readonly callers: string;
  readonly claims: readonly ClaimRound[];
  readonly line: readonly LineRound[];
  readonly creation: readonly CreationRound[];
  readonly reconciled: Reconciled | undefined;
  readonly steps: readonly StepsRound[];
}

/** Measures below `folder`, and stops everything. `say` takes one line on what goes on. */
export async function runRooms(
  options: RoomsOptions,
  folder: string,
  say: (line: string) => void,
): Promise<RoomsResults> {
  say("starting Prosody and PostgreSQL");
  const secret = randomBytes(16).toString("hex");
  const domains = [
    ...creationNames(options.rounds),
    ...[BARE, ...Object.values(RECONCILE), ...Object.values(STEPS)],
  ].map(domainOf);
  await using prosody = await startProsody({
    folder: join(folder, "prosody"),
    components: Object.fromEntries(domains.map((domain) => [domain, { secret }])),
    muc: true,
  });
  await using databases = await Databases.start({
    folder: join(folder, "postgres"),
    password: secret,
    counting: false,
  });
  const around: Surroundings = {
    folder,
    secret,
    python: undefined,
    componentPort: prosody.componentPort,
    database: (name) => databases.url(name),
    profile: undefined,
  };
  const wanted = (part: RoomsOptions["only"][number]) => options.only.includes(part);
  const callers = await findCallers(folder);
  const machine = describeMachine({
    prosody: prosody.version,
    postgresql: (await databases.settings("server_version")).server_version ?? "",
  });
  await databases.create("sql");
  await runAnteroom("migrate", "sql", around);
  const client = await databases.client("sql");
  const calling = { ...options, client, url: databases.url("sql"), callers, say };
  const { claims, line } = await (async () => {
    try {
      return {
        claims: wanted("claims") ? await measureClaims(calling) : [],
        line: wanted("line") ? await measureLine(calling) : [],
      };
    } finally {
      // Before the database goes, which would end it with an error of its own.
      await client.end();
    }
  })();
  const world = { around, databases, say };
  const creation = wanted("creation") ? await measureCreation(world, options) : [];
  const reconciled = wanted("reconcile") ? await measureReconcile(world, options) : undefined;
  const steps = wanted("steps") ? await measureSteps(world, options) : [];
  const durability = await databases.settings("fsync", "synchronous_commit", "full_page_writes");
  return { machine, durability, callers: callers.name, claims, line, creation, reconciled, steps };
}
