/** Messages to PostgreSQL ("Message Formats" in its manual, 54.7). `pg` makes a buffer for each; these share one. */
import type { Bytes } from "./bytes.ts";
import { writeParameters } from "./parameters.ts";

const code = (letter: string): number => letter.charCodeAt(0);
const BIND = code("B");
const SYNC = code("S");

// Describe (D) the unnamed portal (P), and Execute (E) it to its end. A length counts itself, but not the letter.
const DESCRIBE_AND_EXECUTE = Buffer.from("D\0\0\0\x06P\0E\0\0\0\x09\0\0\0\0\0", "latin1");

/** Binds values to a statement that the server knows, has the result described, and executes it. */
export function writeExecution(
  bytes: Bytes,
  statement: { readonly name: string; readonly text: string; readonly values: readonly unknown[] },
): void {
  bytes.byte(BIND);
  const length = bytes.reserve();
  // to the unnamed portal
  bytes.byte(0);
  bytes.name(statement.name);
  writeParameters(bytes, statement.text, statement.values);
  // all results as text
  bytes.int16(0);
  bytes.fill(length, 4);
  bytes.bytes(DESCRIBE_AND_EXECUTE);
}

/** Ends the transaction. */
export function writeSync(bytes: Bytes): void {
  bytes.byte(SYNC);
  bytes.int32(4);
}
