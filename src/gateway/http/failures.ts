/** What went wrong, as a problem: the request's fault, passing trouble, or ours. */
import { DatabaseAway } from "../../errors.ts";
import { isConnectionLost } from "../../ledger/database/database.ts";
import { KeysAway } from "../identity/index.ts";
import { HttpProblem, unavailable } from "./problem.ts";

/** Trouble that passes: a limit, or something away. `undefined`: it is another. */
export function passingProblem(error: unknown): HttpProblem | undefined {
  if (error instanceof HttpProblem) return error.status === 429 || error.status === 503 ? error : undefined;
  if (error instanceof KeysAway) return unavailable("logins cannot be verified at the moment");
  if (error instanceof DatabaseAway || isConnectionLost(error)) return unavailable("the database is away");
  return undefined;
}

/** The problem to answer with; `undefined` where the fault is ours, and of no known kind. */
export function problemOf(error: unknown): HttpProblem | undefined {
  if (error instanceof HttpProblem) return error;
  const passing = passingProblem(error);
  if (passing !== undefined) return passing;
  const { statusCode } = error as { readonly statusCode?: unknown };
  // Of fastify: a body that is too long, of another type, or cut off.
  if (typeof statusCode !== "number" || statusCode < 400 || statusCode >= 500) return undefined;
  return new HttpProblem(statusCode, DETAILS[statusCode] ?? {});
}

const DETAILS: Readonly<Record<number, ConstructorParameters<typeof HttpProblem>[1]>> = {
  413: { detail: "the body takes more than 64 KiB" },
  415: { detail: "the body must be application/json or application/x-www-form-urlencoded" },
};
