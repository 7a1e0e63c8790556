/**
 * The fields of a message that the gateway does not know. It keeps them for other browsers: within bounds, and without
 * anything that could pass for a field of the server's.
 */
import { xmlSafe } from "../../../xmpp/out/text.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type Extensions = { readonly [name: string]: Json };

export const LARGEST_EXTENSIONS = 16 * 1024;
export const DEEPEST_EXTENSIONS = 8;

/** A field lies deeper than is allowed. */
const TOO_DEEP = Symbol("too deep");

/**
 * Copies the fields of `object` whose names are not `taken`.
 *
 * Characters that XML forbids are removed from texts and names: PostgreSQL's JSON does not take all of them. A name is
 * compared after that, so that none becomes a taken one.
 *
 * @param object as `JSON.parse` gives it
 * @returns the problem, as a text, where they are too deep or too large
 */
export function readExtensions(object: object, taken: ReadonlySet<string>): Extensions | string {
  const copy = copyFields(object, taken, 1);
  if (copy === TOO_DEEP) {
    return `unknown fields: must be at most ${DEEPEST_EXTENSIONS} levels deep`;
  }
  if (Object.keys(copy).length > 0 && Buffer.byteLength(JSON.stringify(copy)) > LARGEST_EXTENSIONS) {
    return `unknown fields: must take at most ${LARGEST_EXTENSIONS / 1024} KiB together`;
  }
  return copy;
}

const NONE: ReadonlySet<string> = new Set();

/** @param level of the values: those of the message's own fields are at 1 */
function copyFields(object: object, taken: ReadonlySet<string>, level: number): Extensions | typeof TOO_DEEP {
  const fields: { [name: string]: Json } = {};
  for (const [key, value] of Object.entries(object)) {
    const name = xmlSafe(key);
    // Assigned to an object, `__proto__` would be no field but its prototype.
    if (name === "__proto__" || taken.has(name)) continue;
    const copy = copyValue(value, level);
    if (copy === TOO_DEEP) return TOO_DEEP;
    fields[name] = copy;
  }
  return fields;
}

function copyValue(value: unknown, level: number): Json | typeof TOO_DEEP {
  switch (typeof value) {
    case "string":
      return xmlSafe(value);
    case "number":
      // JSON.parse reads 1e999 as Infinity, which JSON cannot write.
      return Number.isFinite(value) ? value : null;
    case "boolean":
      return value;
    default:
      if (typeof value !== "object" || value === null) return null;
      if (level > DEEPEST_EXTENSIONS) return TOO_DEEP;
      return Array.isArray(value) ? copyItems(value, level + 1) : copyFields(value, NONE, level + 1);
  }
}

function copyItems(items: readonly unknown[], level: number): readonly Json[] | typeof TOO_DEEP {
  const copies: Json[] = [];
  for (const item of items) {
    const copy = copyValue(item, level);
    if (copy === TOO_DEEP) return TOO_DEEP;
    copies.push(copy);
  }
  return copies;
}
