/** The database as a process that ends or freezes, and as a place where somebody locks tables and ends sessions. */
import { setTimeout as delay } from "node:timers/promises";
import { seeded } from "../plan/random.ts";
import type { Fault } from "../plan/schedule.ts";
import type { PostgresProcess } from "../world/postgres.ts";
import type { World } from "../world/world.ts";
import { actives, type Strike, type Strikes } from "./strike.ts";

function processOf({ postgres }: World): PostgresProcess {
  if (postgres.process === undefined) throw new Error("the database is no process of ours");
  return postgres.process;
}

const away =
  (signalOf: (fault: Fault) => "SIGQUIT" | "SIGKILL"): Strike =>
  async (world, fault) => {
    const database = processOf(world);
    await database.end(signalOf(fault));
    await delay(fault.lasts);
    await database.start();
  };

const EVERY_MS = 200;
const ON_THEIR_WAY_MS = 500;

async function endSessions(world: World): Promise<void> {
  await world.administer((client) =>
    client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    ),
  );
}

const LOCKED = [
  ["conversation"],
  ["conversation_turn"],
  ["conversation", "conversation_turn", "person", "inbox"],
  ["person"],
  ["outbox"],
  ["timer"],
];

async function lockTables(world: World, { seed, lasts }: Fault): Promise<void> {
  const tables = seeded(seed).pick(LOCKED);
  await world.administer(async (client) => {
    // the session that locks them waits as patiently as an administrator
    await client.query("set lock_timeout to 0; set statement_timeout to 0");
    await client.query(`begin; lock table ${tables.join(", ")} in access exclusive mode`);
    await delay(lasts);
    await client.query("rollback");
  });
}

/** Changes settings of the role, which apply to each new session, until the fault is over. */
const lockWithTimeouts: Strike = async (world, fault) => {
  const setting = seeded(fault.seed).pick(["lock_timeout", "statement_timeout"]);
  const alter = `alter role ${world.role} in database ${world.database}`;
  await world.administer((client) => client.query(`${alter} set ${setting} to '700ms'`));
  try {
    await endSessions(world);
    await lockTables(world, fault);
  } finally {
    await world.administer((client) => client.query(`${alter} reset ${setting}`));
    await endSessions(world);
  }
};

export const databaseStrikes = {
  "database stopped": away(() => "SIGQUIT"),
  "database killed": away(() => "SIGKILL"),
  "database away for long": away(({ seed }) => seeded(seed).pick(["SIGQUIT", "SIGKILL"])),
  "database frozen": async (world, { lasts }) => {
    const database = processOf(world);
    await database.freeze();
    await delay(lasts);
    await database.thaw();
  },
  "database and active killed": async (world, fault) => {
    const database = processOf(world);
    const killed = actives(world, fault);
    await Promise.all([database.end("SIGKILL"), ...killed.map((instance) => instance.end("SIGKILL"))]);
    await delay(fault.lasts);
    await Promise.all([database.start(), ...killed.map((instance) => instance.launch())]);
  },
  "standby promoted": async (world, { lasts }) => {
    const database = processOf(world);
    const from = Date.now();
    await database.promote(lasts);
    const to = Date.now();
    // What had left then may have come a little later. The lease is set back as all rows are.
    world.forgotten.push({ from, to: to + ON_THEIR_WAY_MS });
    world.leaseSetBack.push({ from, to });
    await database.replicate();
  },
  "backends terminated": async (world, { lasts }) => {
    for (const until = Date.now() + lasts; Date.now() < until; await delay(EVERY_MS))
      await endSessions(world);
  },
  "table locked": lockTables,
  "table locked under time-outs": lockWithTimeouts,
} satisfies Strikes;
