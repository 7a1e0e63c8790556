/** Ids of messages: UUIDs (RFC 9562), whoever wrote the message. */
import { createHash } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

// A UUID of version 4 made for this. Another one would give other ids to the same messages.
const NAMESPACE = Buffer.from("5b1f6f0e2c0d4a6d9f0a8b8f3c1d7e42", "hex");

/** The UUID in lower case; `undefined` if `text` is none. */
export function readUuid(text: string | undefined): string | undefined {
  return text !== undefined && UUID.test(text) ? text.toLowerCase() : undefined;
}

/** The UUID of version 5 (§5.5) for a message whose sender gave it another kind of id: always the same one. */
export function uuidOf(sender: string, stanzaId: string, body: string): string {
  const name = JSON.stringify([sender, stanzaId, body]);
  const bytes = createHash("sha1").update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
