/**
 * This folder holds what is asked of every request before anything is done for it: where it comes from, and the limits. The
 * gate stands before the router, so that no answer goes out without the headers that it sets.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpProblem, PROBLEM_TYPE } from "../problem.ts";
import type { Grievance, Tell } from "./grievances.ts";
import { ruleOnOrigin } from "./origin.ts";

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  vary: "Origin",
};

export interface GateOptions {
  /** `http.origins`, as they are at the moment. */
  readonly origins: () => ReadonlySet<string>;
  /** `http.base`. */
  readonly base: string;
  readonly tell: Tell;
}

/** Lets a request through, or answers it. */
export type Gate = (request: IncomingMessage, response: ServerResponse) => boolean;

export function createGate({ origins, base, tell }: GateOptions): Gate {
  return (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const { method = "", headers, httpVersion } = request;
    // Keep-alive was added to HTTP/1.0 later, and by not all proxies in the same way.
    if (httpVersion === "1.0") response.setHeader("connection", "close");
    else if (headers.host === undefined) {
      refuse(request, response, new HttpProblem(400, { detail: "the header Host is missing" }));
      return false;
    }
    const ruling = ruleOnOrigin(
      {
        method,
        origin: headers.origin,
        host: headers.host,
        wants: headers["access-control-request-method"],
        compat: isCompat(request.url ?? "", base),
      },
      origins(),
    );
    if (ruling.kind === "foreign") {
      tell(grievance(headers.origin), "a page was refused");
      const detail = "the origin of the page is not among http.origins";
      refuse(request, response, new HttpProblem(403, { detail }));
      return false;
    }
    for (const [name, value] of Object.entries(ruling.headers)) response.setHeader(name, value);
    if (ruling.kind === "go") return true;
    response.writeHead(204).end();
    return false;
  };
}

// A scheme, a host and a port. Whatever else is written there is no origin of a page.
const ORIGIN = /^[a-z][a-z0-9+.-]{0,30}:\/\/[a-z0-9._:[\]-]{1,255}$/i;

function grievance(origin: string | undefined): Grievance {
  if (origin === undefined || !ORIGIN.test(origin))
    return { reason: "its origin is none that can be allowed" };
  return {
    reason: `${origin} is not among http.origins`,
    cure: `if it is yours, add it as it stands here: localhost and 127.0.0.1 are two origins, as are http and https`,
  };
}

/** Whether the protocol of 2014 is spoken: by the path, or by the query. */
export function isCompat(url: string, base: string): boolean {
  return url.startsWith(`/compat${base}/`) || /[?&]compat=nereid(&|$)/.test(url);
}

/** Answers without a route. */
export function refuse(request: IncomingMessage, response: ServerResponse, problem: HttpProblem): void {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  // What follows is not read: the connection ends with the answer.
  if (length !== undefined || encoding !== undefined) response.setHeader("connection", "close");
  const text = JSON.stringify(problem.document);
  response.writeHead(problem.status, {
    ...problem.headers,
    "content-type": PROBLEM_TYPE,
    "content-length": Buffer.byteLength(text),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}
