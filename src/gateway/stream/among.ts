/** A thread named by the people in it. */
import { createHash } from "node:crypto";

/** The thread of exactly these people. */
export interface Among {
  readonly domain: string;
  /** The hash of the set of members, by which their thread is found. */
  readonly key: string;
  /** The entities, sorted. */
  readonly members: readonly string[];
}

/** `members`: entities, in any order. */
export function among(domain: string, members: readonly string[]): Among {
  const sorted = [...new Set(members)].sort();
  const key = createHash("sha256").update(sorted.join("\n")).digest("hex").slice(0, 32);
  return { domain, key, members: sorted };
}

/** A UUID, or the people in it. */
export type ThreadName = string | Among;

export function uuidOf(thread: ThreadName): string | null {
  return typeof thread === "string" ? thread : null;
}

export function domainOf(thread: ThreadName): string | null {
  return typeof thread === "string" ? null : thread.domain;
}

export function keyOf(thread: ThreadName): string | null {
  return typeof thread === "string" ? null : thread.key;
}
