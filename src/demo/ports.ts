/**
 * Free ports for servers that need to know their port beforehand (Prosody and PostgreSQL do not accept port 0) and that
 * return to it after a stop. The ports are below the range of outgoing connections (from 32768 on Linux, 49152
 * elsewhere), so that no such connection takes one in the meantime.
 */
import { createServer } from "node:net";

const FIRST = 15_000;
const LAST = 32_000;
const ATTEMPTS = 200;

/** Tells whether nothing listens on this port of the host. */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Finds a free port: one of the preferred ones, or else a random one. Throws if there is none. */
export async function freePort(...preferred: readonly number[]): Promise<number> {
  for (const port of preferred) if (await isFree(port)) return port;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`);
}
