/** Problem documents (RFC 9457). They repeat nothing of a request, and tell no SQL, no path and no secret. */
import { STATUS_CODES } from "node:http";
import type { Problem } from "../stream/index.ts";

export const PROBLEM_TYPE = "application/problem+json";

export interface ProblemOptions {
  /** For whoever writes the client. */
  readonly detail?: string;
  /** A line for each mistake. */
  readonly errors?: readonly string[];
  /** In seconds. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request is refused. Handlers throw this to answer with it. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly document: Problem;

  constructor(status: number, { detail, errors, retryAfter, headers = {} }: ProblemOptions = {}) {
    super(detail ?? STATUS_CODES[status]);
    this.status = status;
    this.headers = {
      ...headers,
      ...(retryAfter !== undefined && { "retry-after": String(Math.max(1, Math.ceil(retryAfter))) }),
    };
    this.document = {
      type: "about:blank",
      title: STATUS_CODES[status] ?? "Error",
      status,
      ...(detail !== undefined && { detail }),
      ...(errors !== undefined && { errors }),
    };
  }
}

export function badRequest(errors: readonly string[]): HttpProblem {
  return new HttpProblem(400, { errors });
}

/** One answer to what does not exist, is over, or belongs to somebody else: nothing tells which. */
export function notFound(): HttpProblem {
  return new HttpProblem(404);
}

export function unauthorized(): HttpProblem {
  // RFC 9110 §11.6.1.
  return new HttpProblem(401, { headers: { "www-authenticate": "Bearer" } });
}

export function tooMany(detail: string, waitMs: number): HttpProblem {
  return new HttpProblem(429, { detail, retryAfter: waitMs / 1000 });
}

export function unavailable(detail: string): HttpProblem {
  return new HttpProblem(503, { detail, retryAfter: 5 });
}

/** The process is about to end: another instance, or the next process, takes the request. */
export function closing(): HttpProblem {
  return unavailable("the gateway is being restarted");
}
