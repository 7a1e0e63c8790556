/** One request to the gateway, and its refusals. */
import { readRetryAfter } from "./back-off.ts";
import type { Problem } from "./interface.ts";
import type { Surroundings } from "./surroundings.ts";

/** The gateway refused a request, or could not be reached. */
export class ChatError extends Error {
  readonly problem: Problem;
  /** Trying again may help. */
  readonly passing: boolean;
  /** In ms, where the server named a time. */
  readonly retryAfter: number | undefined;

  constructor(problem: Problem, passing = false, retryAfter?: number) {
    super(problem.title);
    this.name = "ChatError";
    this.problem = problem;
    this.passing = passing;
    this.retryAfter = retryAfter;
  }
}

export interface RequestOptions {
  readonly token?: string | undefined;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** The request outlives the page. */
  readonly keepalive?: boolean;
}

export interface Requests {
  /** Throws a `ChatError` at any answer that refuses, and where there is none. */
  fetch(method: string, path: string, options?: RequestOptions): Promise<Response>;
  /** Gives the JSON of the answer; `undefined` where it has no body. */
  json<T>(method: string, path: string, options?: RequestOptions): Promise<T>;
}

export function createRequests({ fetch, now, address }: Surroundings, base: string): Requests {
  const root = new URL(base, address).href.replace(/\/$/, "");
  const requests: Requests = {
    async fetch(method, path, { token, body, headers, signal, keepalive } = {}) {
      const response = await reached(
        fetch(root + path, {
          method,
          headers: {
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(body !== undefined && { "content-type": "application/json" }),
            ...headers,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          ...(signal && { signal }),
          ...(keepalive && { keepalive }),
          cache: "no-store",
          credentials: "omit",
        }),
      );
      if (!response.ok) throw await refusal(response, now());
      return response;
    },
    async json(method, path, options) {
      const response = await requests.fetch(method, path, options);
      const text = await reached(response.text());
      try {
        return text === "" ? undefined : JSON.parse(text);
      } catch {
        throw new ChatError({ title: "The answer is not from the chat server" }, true);
      }
    },
  };
  return requests;
}

/** The path of a page of a history. */
export function historyPath(thread: string, options: { before?: number; limit?: number } = {}): string {
  const query = new URLSearchParams({ thread });
  for (const [name, value] of Object.entries(options)) query.set(name, String(value));
  return `/history?${query}`;
}

/** `fetch` rejects without a reason that programs can read. */
async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const error = new ChatError({ title: "The chat server cannot be reached" }, true);
    error.cause = cause;
    throw error;
  }
}

/** Only the gateway itself can refuse for good: a proxy's error page about a token would cost a visitor the chat. */
async function refusal(response: Response, now: number): Promise<ChatError> {
  const { status, headers } = response;
  let problem: Problem = { title: `The chat server answers with status ${status}`, status };
  let passing = true;
  if (headers.get("content-type")?.startsWith("application/problem+json")) {
    problem = { ...problem, ...(await response.json().catch(() => undefined)) };
    passing = status === 408 || status === 429 || status >= 500;
  }
  return new ChatError(problem, passing, readRetryAfter(headers.get("retry-after"), now));
}
