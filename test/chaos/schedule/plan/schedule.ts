/** A random schedule of faults: the same one for the same seed and surroundings. */
import { KIND_NAMES, type Kind, type KindOfFault, kindOf } from "./kinds.ts";
import { type Random, seeded } from "./random.ts";

export interface Fault {
  readonly kind: Kind;
  /** Time between the recovery from the fault before and this one, in ms. */
  readonly pause: number;
  /** It does not wait for the recovery from the fault before. */
  readonly hasty: boolean;
  /** Index of the subdomain that it strikes; `undefined`: all. */
  readonly domain: number | undefined;
  /** Its length, or the time until an ended process is started again, in ms. */
  readonly lasts: number;
  /** Decides the details that the kind leaves open: which signal, which table, which direction. */
  readonly seed: number;
}

export interface Surroundings {
  readonly domains: number;
  /** Whether the database is a process of ours that may be stopped. */
  readonly ownDatabase: boolean;
  /** Whether each subdomain has a second instance. */
  readonly standby: boolean;
  /** Whether the database has a streaming standby; by default it has none. */
  readonly replicated?: boolean | undefined;
  /** Only these kinds; all by default. */
  readonly kinds?: readonly Kind[] | undefined;
  /** No fault lasts longer, in ms. */
  readonly longest?: number | undefined;
}

/** The faults of a seed, without end. */
export function* schedule(seed: number, around: Surroundings): Generator<Fault> {
  const random = seeded(seed);
  const kinds = KIND_NAMES.filter(
    (name) => (around.kinds?.includes(name) ?? true) && isPossible(kindOf(name), around),
  );
  if (kinds.length === 0) throw new Error("none of these faults is possible here");
  for (;;) yield drawn(random, kinds, around);
}

function drawn(random: Random, kinds: readonly Kind[], around: Surroundings): Fault {
  const kind = weighted(random, kinds);
  const { lasts, one } = kindOf(kind);
  const [shortest, longest] = lasts;
  const hasty = random.chance(0.2);
  return {
    kind,
    hasty,
    pause: random.between(0, hasty ? 1_000 : 4_000),
    domain: one ? random.between(0, around.domains - 1) : undefined,
    lasts: random.between(shortest, Math.min(longest, around.longest ?? longest)),
    seed: random.between(0, 2 ** 31),
  };
}

function weighted(random: Random, kinds: readonly Kind[]): Kind {
  const total = kinds.reduce((sum, kind) => sum + kindOf(kind).weight, 0);
  let left = random.fraction() * total;
  return kinds.find((kind) => {
    left -= kindOf(kind).weight;
    return left < 0;
  }) as Kind;
}

function isPossible({ needs, lasts }: KindOfFault, around: Surroundings): boolean {
  const { domains, ownDatabase, standby, replicated = false, longest } = around;
  if (longest !== undefined && lasts[0] > longest) return false;
  if (needs === undefined) return true;
  switch (needs) {
    case "own database":
      return ownDatabase;
    case "two subdomains":
      return domains > 1;
    case "standby":
      return standby;
    case "replica":
      return replicated;
  }
}
