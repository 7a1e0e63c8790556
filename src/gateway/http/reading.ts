/** Reads bodies and queries by their schemas. Each problem is one line, which repeats nothing that was sent. */
import { z } from "zod";
import { linesOf } from "../mapping/index.ts";
import type { Body, Call } from "./operation.ts";
import { badRequest, HttpProblem } from "./problem.ts";

/** The body as JSON. Fields of a form are texts: those that the schema wants otherwise are read from them. */
export function jsonOf(schema: z.ZodType, body: Body): unknown {
  if (body.kind === "json") return body.value;
  if (body.kind === "none") return undefined;
  const fields = new Map<string, unknown>(body.form);
  for (const { code, path } of schema.safeParse(Object.fromEntries(fields)).error?.issues ?? []) {
    const name = String(path[0]);
    const text = fields.get(name);
    if (code === "invalid_type" && typeof text === "string") fields.set(name, literal(text));
  }
  return Object.fromEntries(fields);
}

/** A truth value or a whole number. Anything else stays the text that it is. */
function literal(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return /^\d{1,16}$/.test(text) ? Number(text) : text;
}

/** Reads the body. Throws 400 where it does not have the shape of the schema. */
export function readBody<T extends z.ZodType>(schema: T, { body }: Pick<Call, "body">): z.output<T> {
  if (body.kind === "none") throw badRequest(["the body is missing"]);
  return read(schema, jsonOf(schema, body));
}

/** Reads the query; of a name that is given twice, the first one counts. */
export function readQuery<T extends z.ZodObject>(schema: T, { query }: Pick<Call, "query">): z.output<T> {
  const given = Object.keys(schema.shape).flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return read(schema, Object.fromEntries(given));
}

function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badRequest(linesOf(parsed.error));
}

/** A text that is wanted. */
export const text = () => z.string({ error: "must be text" });

/** A whole number in a query. */
export function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, { error })
    .transform(Number)
    .pipe(z.number().min(least, { error }).max(most, { error }));
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Bytes as text. Throws 400 where they are no UTF-8. */
export function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new HttpProblem(400, { detail: "the body is no UTF-8" });
  }
}

export function parsedJson(bytes: Uint8Array): unknown {
  const source = decoded(bytes);
  try {
    return JSON.parse(source);
  } catch {
    throw new HttpProblem(400, { detail: "the body is no JSON" });
  }
}
