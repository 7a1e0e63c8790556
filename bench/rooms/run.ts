import { domainOf } from "../contenders.ts";
import type { Machine } from "../machine.ts";
import { Servers } from "../servers.ts";
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
  const domains = [
    ...creationNames(options.rounds),
    ...[BARE, ...Object.values(RECONCILE), ...Object.values(STEPS)],
  ].map(domainOf);
  await using servers = await Servers.start({ folder, domains, muc: true });
  const { databases, around } = servers;
  const wanted = (part: RoomsOptions["only"][number]) => options.only.includes(part);
  const callers = await findCallers(folder);
  const machine = await servers.machine();
  await servers.prepare("sql");
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
  const durability = await servers.durability();
  return { machine, durability, callers: callers.name, claims, line, creation, reconciled, steps };
}
