/** What is refused before anything is done. */
import type { FastifyInstance } from "fastify";

export class Refusal extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/**
 * A request that changes something has to come from a page of this application. Browsers say so in `Origin`, which no page
 * can forge. Together with the cookie's `SameSite=Strict` this keeps other sites from acting in the name of staff.
 */
export function refuseOtherOrigins(app: FastifyInstance, origins: readonly string[]): void {
  app.addHook("onRequest", async ({ method, headers }) => {
    if (method === "GET" || method === "HEAD") return;
    if (!origins.includes(headers.origin ?? "")) throw new Refusal(403, "this page may not ask for that");
  });
}

/** Lets each key pass so many times in a minute. */
export function perMinute(most: number): (key: string) => boolean {
  const passed = new Map<string, number>();
  let minute = 0;
  return (key) => {
    const now = Math.floor(Date.now() / 60_000);
    if (now !== minute) passed.clear();
    minute = now;
    const count = (passed.get(key) ?? 0) + 1;
    passed.set(key, count);
    return count <= most;
  };
}
