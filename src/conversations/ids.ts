import { randomFillSync } from "node:crypto";

const bytes = Buffer.alloc(16);

/**
 * A fresh id: a UUID of version 7 (RFC 9562 §5.7), whose first 48 bits are the time and whose other 74 are chance.
 * Conversations that begin together so stand together in the indexes, however many older ones there are.
 */
export function newId(now: number): string {
  randomFillSync(bytes);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
