/**
 * Values as PostgreSQL reads them. Written before anything of a transaction is sent, so that a value that cannot be
 * sent fails before it rather than in the middle.
 */
import { elementTypes, scalarText, writeArray } from "./arrays.ts";
import type { Bytes } from "./bytes.ts";

const TEXT = 0;
const BINARY = 1;

/** Writes formats and values as they stand in a Bind message. Throws a `TypeError` for a value without a form in SQL. */
export function writeParameters(bytes: Bytes, statement: string, values: readonly unknown[]): void {
  bytes.int16(values.length);
  for (const value of values) bytes.int16(isBinary(value) ? BINARY : TEXT);
  bytes.int16(values.length);
  values.forEach((value, index) => {
    if (value === null || value === undefined) {
      bytes.int32(-1);
      return;
    }
    const length = bytes.reserve();
    if (Buffer.isBuffer(value)) bytes.bytes(value);
    else if (!Array.isArray(value)) bytes.text(scalarText(value));
    else {
      const type = elementTypes(statement)[index];
      if (type === undefined) throw new TypeError(`$${index + 1} is an array of unknown type`);
      writeArray(bytes, type, value);
    }
    bytes.fill(length);
  });
}

const isBinary = (value: unknown): boolean => Array.isArray(value) || Buffer.isBuffer(value);
