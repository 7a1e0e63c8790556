/**
 * Ports for servers that must be told theirs beforehand (Prosody and PostgreSQL take no port 0) and come back on
 * the same one after a stop. They are taken below the range from which kernels give out ports for outgoing
 * connections (32768 on Linux, 49152 elsewhere), so that none of those sits on the port in the meantime.
 */
import { createServer } from "node:net";

const FIRST = 15_000;
const LAST = 32_000;
const ATTEMPTS = 200;

/** Whether nothing listens on the port of this host. */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port that is free now: one of the preferred, else a random one. Throws when none was found. */
export async function freePort(...preferred: readonly number[]): Promise<number> {
  for (const port of preferred) if (await isFree(port)) return port;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`);
}
