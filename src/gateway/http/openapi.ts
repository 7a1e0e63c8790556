/** The description of the gateway (OpenAPI 3.1), made from the list of operations and the schemas of the objects. */
import { z } from "zod";
import { version } from "../../version.ts";
import { compatObjects, envelope } from "../mapping/index.ts";
import type { AnswerSchema, Operation } from "./operation.ts";
import { PROBLEM_TYPE } from "./problem.ts";

type Json = Readonly<Record<string, unknown>>;

/** What every request may be answered. */
const PROBLEM_ANSWER = { $ref: "#/components/responses/Problem" } as const;
const REFUSALS = { "4XX": PROBLEM_ANSWER, "5XX": PROBLEM_ANSWER } as const;

const LOGIN = {
  type: "http",
  scheme: "bearer",
  bearerFormat: "JWT",
  description: "a login of the web application",
} as const;

const PROBLEM = {
  type: "object",
  description: "RFC 9457",
  required: ["type", "title", "status"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    errors: { type: "array", items: { type: "string" }, description: "a line for each mistake" },
  },
} as const;

const COMPAT = {
  name: "compat",
  in: "query",
  deprecated: true,
  description: "the protocol as its client of 2014 knows it, as below `/compat`",
  schema: { type: "string", enum: ["nereid"] },
} as const;

/** @param base `http.base` */
export function describe(operations: readonly Operation[], base: string): Json {
  const schemas = new Map<string, Json>([["Problem", PROBLEM]]);
  const of = (schema: z.ZodType, io: "input" | "output"): Json => schemaOf(schema, io, schemas);
  // Those that only the stream carries.
  for (const event of [envelope, compatObjects.event]) of(event, "output");
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    for (const compat of [false, true]) {
      const path = `${compat ? "/compat" : ""}${base}${operation.path.replace(/:(\w+)/, "{$1}")}`;
      paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describeOne(operation, compat, of) };
    }
  }
  return {
    openapi: "3.1.0",
    info: { title: "Anteroom: chat for browsers", version },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: Object.fromEntries(schemas),
      parameters: { compat: COMPAT },
      responses: {
        Problem: {
          description: "The request is refused.",
          headers: {
            "Retry-After": {
              description: "of 429 and 503: when to ask again, in s",
              schema: { type: "integer", minimum: 1 },
            },
          },
          content: { [PROBLEM_TYPE]: { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "a chat token" },
        login: LOGIN,
      },
    },
  };
}

type SchemaOf = (schema: z.ZodType, io: "input" | "output") => Json;

function describeOne(operation: Operation, compat: boolean, of: SchemaOf): Json {
  const { summary, access, path, query, headers, answers } = operation;
  const [, secret] = /:(\w+)/.exec(path) ?? [];
  const parameters = [
    ...(secret === undefined
      ? []
      : [{ name: secret, in: "path", required: true, schema: { type: "string" } }]),
    ...(query === undefined ? [] : parametersIn("query", of(query, "input"))),
    ...(headers === undefined ? [] : parametersIn("header", of(headers, "input"))),
    ...(compat ? [] : [{ $ref: "#/components/parameters/compat" }]),
  ];
  return {
    summary,
    ...(compat && { deprecated: true }),
    ...securityOf(access, compat),
    ...(parameters.length > 0 && { parameters }),
    ...describeBody(operation, compat, of),
    responses: {
      ...Object.fromEntries(
        answers.map((answer) => [String(answer.status), describeAnswer(answer, compat, of)]),
      ),
      ...REFUSALS,
    },
  };
}

/** The ways in which the caller may be known. In compat a login stands for a token. */
function securityOf(access: Operation["access"], compat: boolean): Json {
  if (access === "optional") return { security: [{ login: [] }, { token: [] }, {}] };
  if (access !== "bearer") return {};
  return { security: [{ token: [] }, ...(compat ? [{ login: [] }] : [])] };
}

function describeBody(operation: Operation, compat: boolean, of: SchemaOf): Json {
  const { body, form, compatBody, compatForm } = operation;
  const json = compat ? (compatBody ?? body) : body;
  if (json === undefined) return {};
  const fields = (compat ? (compatForm ?? form) : form) ?? json;
  return {
    requestBody: {
      content: {
        "application/json": { schema: of(json, "input") },
        "application/x-www-form-urlencoded": { schema: of(fields, "input") },
      },
    },
  };
}

function describeAnswer(answer: AnswerSchema, compat: boolean, of: SchemaOf): Json {
  const { text, type = "application/json" } = answer;
  const schema = compat ? (answer.compatSchema ?? answer.schema) : answer.schema;
  if (schema === undefined && type === "application/json") return { description: text };
  return {
    description: text,
    content: { [type]: { schema: schema === undefined ? { type: "string" } : of(schema, "output") } },
  };
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Json>>;
  readonly required?: readonly string[];
}

function parametersIn(place: "query" | "header", schema: Json): readonly Json[] {
  const { properties = {}, required = [] } = schema as ObjectSchema;
  return Object.entries(properties).map(([name, { description, ...type }]) => ({
    name,
    in: place,
    ...(required.includes(name) && { required: true }),
    ...(description !== undefined && { description }),
    schema: type,
  }));
}

/** The JSON Schema of an object. Those with a name are in its `$defs`; they go among the components, and are referred to. */
function schemaOf(schema: z.ZodType, io: "input" | "output", components: Map<string, Json>): Json {
  const {
    $schema: _,
    $defs = {},
    ...made
  } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as {
    readonly $schema?: string;
    readonly $defs?: Readonly<Record<string, Json>>;
  } & Json;
  for (const [name, definition] of Object.entries($defs)) components.set(name, referring(definition));
  return referring(made);
}

function referring(schema: Json): Json {
  const { id: _, ...plain } = schema;
  return JSON.parse(JSON.stringify(plain).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}
