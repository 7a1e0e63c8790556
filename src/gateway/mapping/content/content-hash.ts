/** Tells a repeat of a message from another message under the same id. */
import { createHash } from "node:crypto";
import type { NewMessage } from "../read-message.ts";

/**
 * The SHA-256 of a message's destination and content. It does not depend on the order of fields or members, nor on what
 * the check has dropped.
 */
export function contentHash({ destination, content }: Pick<NewMessage, "destination" | "content">): Buffer {
  const to = "members" in destination ? { members: destination.members.toSorted() } : destination;
  return createHash("sha256").update(JSON.stringify({ to, content }, inOrder)).digest();
}

/** Puts the fields of every object in the order of their names. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
