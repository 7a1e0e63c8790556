/** What fails in a run, as data and as deeds. */
import { setTimeout as delay } from "node:timers/promises";
import { type Random, seeded } from "../../schedule/plan/random.ts";
import type { Guest } from "../guest.ts";
import type { Component, World } from "./world.ts";

/** What a fault has to itself while it lasts. */
type Part = "component" | "network" | "front" | "server" | "database" | "people";

export interface Kind {
  /** Relative to the others. */
  readonly weight: number;
  /** ms, the shortest and the longest. */
  readonly lasts: readonly [number, number];
  readonly parts: readonly Part[];
  strike(fault: Struck): Promise<void>;
}

interface Struck {
  readonly world: World;
  /** Those whom it strikes. */
  readonly components: readonly Component[];
  readonly people: readonly Guest[];
  readonly lasts: number;
  readonly random: Random;
}

export interface Fault {
  readonly kind: string;
  readonly lasts: number;
  /** Index of the component; both where there is none. */
  readonly component: number | undefined;
  /** Time before it, in ms. */
  readonly pause: number;
  readonly seed: number;
  /** It begins while the next one is at work. */
  readonly hasty: boolean;
}

async function relaunched({ world, components, lasts, random }: Struck): Promise<void> {
  await delay(lasts);
  // Else its lease runs out by itself, four seconds after the end.
  if (random.chance(0.5)) await world.database.query("update lease set expires_at = now()").catch(() => {});
  for (const { anteroom } of components) await anteroom.launch();
}

async function killed(struck: Struck, end: "SIGKILL" | "SIGTERM"): Promise<void> {
  await Promise.all(
    struck.components.map(({ anteroom }) => (end === "SIGTERM" ? anteroom.stop() : anteroom.kill())),
  );
  await relaunched(struck);
}

async function serverAway({ world: { server }, lasts, random }: Struck): Promise<void> {
  await (random.chance(0.5) ? server.kill() : server.stop());
  await delay(lasts);
  await server.start();
}

async function databaseAway({ world: { database }, lasts, random }: Struck): Promise<void> {
  await (random.chance(0.5) ? database.kill() : database.stop());
  await delay(lasts);
  await database.start();
}

async function vanish(people: readonly Guest[]): Promise<void> {
  await Promise.all(people.map((guest) => guest.vanish()));
}

export type Kinds = Readonly<Record<string, Kind>>;

export const KINDS: Kinds = {
  "component killed": {
    weight: 4,
    lasts: [0, 3_000],
    parts: ["component"],
    strike: (struck) => killed(struck, "SIGKILL"),
  },
  "component ended in good order": {
    weight: 2,
    lasts: [0, 2_000],
    parts: ["component"],
    strike: (struck) => killed(struck, "SIGTERM"),
  },
  "component frozen": {
    weight: 2,
    lasts: [1_000, 14_000],
    parts: ["component"],
    strike: async ({ components, lasts }) => {
      for (const { anteroom } of components) anteroom.signal("SIGSTOP");
      await delay(lasts);
      for (const { anteroom } of components) anteroom.signal("SIGCONT");
    },
  },
  "server away": { weight: 4, lasts: [0, 4_000], parts: ["server"], strike: serverAway },
  "component and server away": {
    weight: 3,
    lasts: [0, 3_000],
    parts: ["component", "server"],
    strike: async (struck) => void (await Promise.all([serverAway(struck), killed(struck, "SIGKILL")])),
  },
  "database away": { weight: 4, lasts: [300, 8_000], parts: ["database"], strike: databaseAway },
  "database away for long": {
    weight: 1,
    lasts: [25_000, 35_000],
    parts: ["database"],
    strike: databaseAway,
  },
  "sessions of the database ended": {
    weight: 2,
    lasts: [0, 1_000],
    parts: ["database"],
    strike: async ({ world: { database }, lasts }) => {
      for (const until = Date.now() + lasts; ; await delay(200)) {
        await database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()`,
        );
        if (Date.now() >= until) return;
      }
    },
  },
  "standby promoted": {
    weight: 2,
    lasts: [100, 1_000],
    parts: ["database"],
    strike: async ({ world: { database }, lasts }) => {
      await database.fallBehind();
      await delay(lasts);
      await database.promote();
      await database.addStandby();
    },
  },
  "stream cut": {
    weight: 4,
    lasts: [0, 0],
    parts: ["network"],
    strike: async ({ components }) => {
      for (const { network } of components) network.cut();
    },
  },
  "stream stalled, then cut": {
    weight: 4,
    lasts: [100, 4_000],
    parts: ["network"],
    strike: async ({ components, lasts, random }) => {
      const way = random.pick(["up", "down"] as const);
      for (const { network } of components) network.hold(way);
      await delay(lasts);
      for (const { network } of components) network.cut();
      for (const { network } of components) network.release();
    },
  },
  "stream stalled": {
    weight: 2,
    lasts: [500, 6_000],
    parts: ["network"],
    strike: async ({ components, lasts, random }) => {
      const way = random.pick(["up", "down"] as const);
      for (const { network } of components) network.hold(way);
      await delay(lasts);
      for (const { network } of components) network.release();
    },
  },
  "clients killed": {
    weight: 2,
    lasts: [0, 0],
    parts: ["people"],
    strike: ({ people }) => vanish(people.filter(({ role }) => role === "client")),
  },
  "staff killed": {
    weight: 2,
    lasts: [0, 0],
    parts: ["people"],
    strike: ({ people }) => vanish(people.filter(({ role }) => role === "staff")),
  },
  "everybody killed": { weight: 1, lasts: [0, 0], parts: ["people"], strike: ({ people }) => vanish(people) },
};

/** The faults of a seed, without end. */
export function* schedule(seed: number, kinds = KINDS): Generator<Fault> {
  const random = seeded(seed);
  const names = Object.keys(kinds);
  const bag = names.flatMap((name) => Array.from({ length: kinds[name]?.weight ?? 0 }, () => name));
  for (;;) {
    const kind = random.pick(bag);
    const [shortest, longest] = kinds[kind]?.lasts ?? [0, 0];
    yield {
      kind,
      lasts: random.between(shortest, longest),
      component: random.chance(0.6) ? random.between(0, 1) : undefined,
      pause: random.between(0, 3_000),
      seed: random.between(0, 2 ** 31),
      hasty: random.chance(0.3),
    };
  }
}

/** Whether the two may be at work at once. */
export function together(one: Fault, other: Fault, kinds = KINDS): boolean {
  const parts = kinds[one.kind]?.parts ?? [];
  return !(kinds[other.kind]?.parts ?? []).some((part) => parts.includes(part));
}

export async function strike(
  world: World,
  people: readonly Guest[],
  fault: Fault,
  kinds = KINDS,
): Promise<void> {
  const { component, lasts, seed, kind } = fault;
  const components = world.components.filter((_, index) => component === undefined || index === component);
  await kinds[kind]?.strike({ world, components, people, lasts, random: seeded(seed) });
}

export function told({ kind, component, lasts, hasty }: Fault): string {
  const where = component === undefined ? "" : ` (${component})`;
  return `${kind}${where}${lasts === 0 ? "" : `, ${(lasts / 1000).toFixed(1)} s`}${hasty ? ", and meanwhile" : ""}`;
}
