/**
 * Arrays in the binary form of PostgreSQL (`array_recv` in its source): for both sides a fraction of the work of the
 * text form, which is quoted here and read character by character there.
 */
import type { Bytes } from "./bytes.ts";

interface ElementType {
  /** In `pg_type`: the same on every server, for a type that is built in. */
  readonly oid: number;
  /** Writes one value, without its length. Throws a `TypeError` for a value of another type. */
  write(bytes: Bytes, value: unknown): void;
}

/** The types of arrays that statements may ask for: `$1::text[]`. */
const TYPES: Readonly<Record<string, ElementType>> = {
  boolean: { oid: 16, write: (bytes, value) => bytes.byte(must(value, typeof value === "boolean") ? 1 : 0) },
  bigint: { oid: 20, write: (bytes, value) => bytes.int64(wholeNumber(value)) },
  int: { oid: 23, write: (bytes, value) => bytes.int32(must<number>(value, isInt32(value))) },
  text: { oid: 25, write: (bytes, value) => bytes.text(scalarText(value)) },
  float8: {
    oid: 701,
    write: (bytes, value) => bytes.float64(must<number>(value, typeof value === "number")),
  },
  timestamptz: { oid: 1184, write: (bytes, value) => bytes.int64(sinceTheirEpoch(value)) },
  uuid: { oid: 2950, write: writeUuid },
  jsonb: {
    oid: 3802,
    write: (bytes, value) => {
      // the version of its binary form
      bytes.byte(1);
      bytes.text(storableJson(scalarText(value)));
    },
  },
};

const UNSTORABLE = /\\u(?:0000|d)/i;
const ESCAPES = /\\(?:ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|u0000|ud[\da-f]{3}|.)/gi;

/**
 * JSON without the escapes that `jsonb` refuses: a NUL is left out, half of a surrogate pair becomes U+FFFD. An author's
 * function may give them, where it cuts an emoji in two for instance.
 */
function storableJson(text: string): string {
  if (!UNSTORABLE.test(text)) return text;
  return text.replace(ESCAPES, (one) => {
    if (one === "\\u0000") return "";
    return /^\\ud...$/i.test(one) ? "\ufffd" : one;
  });
}

const types = new Map<string, readonly (ElementType | undefined)[]>();

/** The type of the elements of each parameter that is an array, as the statement says it: `$1::text[]`. */
export function elementTypes(statement: string): readonly (ElementType | undefined)[] {
  const known = types.get(statement);
  if (known !== undefined) return known;
  const found: (ElementType | undefined)[] = [];
  for (const [, number, name = ""] of statement.matchAll(/\$(\d+)::(\w+)\[\]/g)) {
    found[Number(number) - 1] = TYPES[name];
  }
  types.set(statement, found);
  return found;
}

/** Writes an array of one dimension. Throws a `TypeError` for an element that is none of the type. */
export function writeArray(bytes: Bytes, type: ElementType, values: readonly unknown[]): void {
  // dimensions, whether there are nulls (which the server finds out by itself), type
  bytes.int32(values.length === 0 ? 0 : 1);
  bytes.int32(0);
  bytes.int32(type.oid);
  if (values.length === 0) return;
  // size, and the index of the first element
  bytes.int32(values.length);
  bytes.int32(1);
  for (const value of values) {
    if (value === null || value === undefined) {
      bytes.int32(-1);
    } else {
      const length = bytes.reserve();
      type.write(bytes, value);
      bytes.fill(length);
    }
  }
}

/** A value in text form. Throws a `TypeError` for a value that has none. */
export function scalarText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      return value instanceof Date ? value.toISOString() : JSON.stringify(value);
    default:
      throw new TypeError(`a ${typeof value} cannot be sent to the database`);
  }
}

function must<T>(value: unknown, fits: boolean): T {
  if (!fits) throw new TypeError(`${String(value)} is of another type than the statement says`);
  return value as T;
}

/** Numbers that the database gave come as text. */
function wholeNumber(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  const fits = typeof value === "string" ? /^-?\d{1,19}$/.test(value) : Number.isSafeInteger(value);
  return BigInt(must<string | number>(value, fits));
}

function isInt32(value: unknown): boolean {
  return typeof value === "number" && (value | 0) === value;
}

/** In microseconds since 2000, which is where PostgreSQL's time begins. */
function sinceTheirEpoch(value: unknown): bigint {
  const date = must<Date>(value, value instanceof Date);
  return BigInt(date.getTime() - Date.UTC(2000)) * 1000n;
}

// With its dashes, or without.
const UUID_LENGTHS = [36, 32];

function writeUuid(bytes: Bytes, value: unknown): void {
  let digits = 0;
  let byte = 0;
  if (typeof value === "string" && UUID_LENGTHS.includes(value.length)) {
    for (let index = 0; index < value.length; index++) {
      const digit = hexDigit(value.charCodeAt(index));
      if (digit < 0) continue;
      byte = (byte << 4) | digit;
      if (++digits % 2 === 0) bytes.byte(byte & 0xff);
    }
  }
  must(value, digits === 32);
}

function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
