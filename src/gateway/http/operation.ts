/** The shape of a request that the gateway takes. Routes and OpenAPI are made from the same list of these. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Bearer, Identity } from "../identity/index.ts";
import type { Availability, Presence } from "../mapping/index.ts";
import type { Requests } from "../requests/index.ts";
import type { Latest } from "./gate/latest.ts";
import type { Limits } from "./gate/limits.ts";
import type { StreamParts } from "./streams/parts.ts";

/** What people from browsers do in rooms, and who is there. */
export interface People {
  /** `undefined`: there is no such seat, or it is somebody else's. */
  takeSeat(who: Bearer, seat: string): Promise<{ readonly thread: string } | undefined>;
  /** `false`: the person does not have it. */
  leaveSeat(who: Bearer, seat: string): Promise<boolean>;
  setPresence(who: Bearer, availability: Availability): Promise<void>;
  friends(who: Bearer): Promise<readonly Presence[]>;
}

/** What operations work with. */
export interface Parts {
  readonly identity: Identity;
  readonly requests: Requests;
  readonly people: People;
  readonly limits: Limits;
  /** Signs of typing, by person and thread. */
  readonly typing: Latest;
  readonly streams: StreamParts;
  /** The process is about to end. */
  readonly closing: () => boolean;
  readonly settings: {
    readonly tokenInPath: boolean;
    readonly upload: "off" | "staff" | "all";
  };
}

/** A body that was read. */
export type Body =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "form"; readonly form: URLSearchParams };

/** A request as operations see it. */
export interface Call {
  readonly body: Body;
  readonly query: URLSearchParams;
  /** The secret in the path. */
  readonly secret: string | undefined;
  readonly authorization: string | undefined;
  /** The protocol as its client of 2014 knows it. */
  readonly compat: boolean;
  /** For the limits. */
  readonly address: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** `json`: an object, or its text. `"taken"`: it has answered itself. */
export type Answer = { readonly status: number; readonly json?: object | string } | "taken";

export type Method = "GET" | "POST" | "DELETE";

export interface AnswerSchema {
  readonly status: number;
  readonly text: string;
  readonly schema?: z.ZodType;
  /** As the client of 2014 is told it; without it, as everybody. */
  readonly compatSchema?: z.ZodType;
  /** Without it, `application/json`. */
  readonly type?: string;
}

export interface Operation {
  readonly method: Method;
  /** Below `http.base`. */
  readonly path: string;
  /** For the description. */
  readonly summary: string;
  /** How the caller is known: by a chat token, by that or a login or nothing, by a secret in the path, or by nothing. */
  readonly access: "bearer" | "optional" | "path" | "open";
  readonly query?: z.ZodObject;
  /** The header fields that it reads, beside those of every request. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Where a form says it in other words. Without it, the fields of the form are those of the body. */
  readonly form?: z.ZodObject;
  /** As the client of 2014 says it; without it, as everybody. */
  readonly compatBody?: z.ZodObject;
  readonly compatForm?: z.ZodObject;
  readonly answers: readonly AnswerSchema[];
  run(parts: Parts, call: Call): Promise<Answer>;
}
