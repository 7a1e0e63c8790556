/**
 * Values as PostgreSQL reads them in text form. Made before anything of a transaction is sent, so that a value
 * that cannot be sent fails before it rather than in the middle.
 */
export type Parameter = string | Buffer | null;

/** Throws a `TypeError` for what has no form in SQL. */
export function parameters(values: readonly unknown[]): Parameter[] {
  return values.map((value) =>
    Array.isArray(value) ? arrayLiteral(value) : Buffer.isBuffer(value) ? value : scalar(value),
  );
}

function scalar(value: unknown): string | null {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    case "undefined":
      return null;
    case "object":
      if (value === null) return null;
      if (value instanceof Date) return value.toISOString();
      return JSON.stringify(value);
    default:
      throw new TypeError(`a ${typeof value} cannot be sent to the database`);
  }
}

/** "Array Input and Output Syntax" of PostgreSQL's manual (8.15.6). */
function arrayLiteral(values: readonly unknown[]): string {
  let text = "{";
  for (const value of values) {
    if (text.length > 1) text += ",";
    if (Array.isArray(value)) text += arrayLiteral(value);
    else text += element(Buffer.isBuffer(value) ? `\\x${value.toString("hex")}` : scalar(value));
  }
  return `${text}}`;
}

function element(text: string | null): string {
  if (text === null) return "NULL";
  return `"${/["\\]/.test(text) ? text.replaceAll(/["\\]/g, "\\$&") : text}"`;
}
