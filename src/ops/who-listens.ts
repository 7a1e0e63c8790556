/** Who has an address on which this process cannot listen, and which one is free. */
import { createServer } from "node:net";

export interface Listen {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

// A program of this machine answers in milliseconds.
const ANSWER_MS = 2_000;
// A machine that has so many ports in a row taken is told the next one all the same.
const TRIES = 20;

/** Gives the error with which listening fails. */
export function tryToListen(listen: Listen): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen(listen, () => server.close(() => resolve(undefined)));
  });
}

export const isTaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EADDRINUSE";

/** The next port that is free. */
export async function freePortAfter({ host, port }: Listen): Promise<number> {
  const next = port < 65_535 ? port + 1 : 1_024;
  for (let tried = next; tried < next + TRIES && tried <= 65_535; tried++) {
    if ((await tryToListen({ host, port: tried })) === undefined) return tried;
  }
  return next;
}

export type Page = Readonly<Record<string, unknown>>;

/** A page in JSON. `undefined`: what has the address gives none. */
export async function fetchPage({ host, port }: Listen, path: string): Promise<Page | undefined> {
  const near =
    host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  try {
    const answer = await fetch(`http://${near}:${port}${path}`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const page: unknown = await answer.json();
    return typeof page === "object" && page !== null ? (page as Page) : undefined;
  } catch {
    return undefined;
  }
}

/** The page of `ops.listen` that tells for what an instance of Anteroom is ready; nobody else has such a one. */
export async function readyPage(listen: Listen): Promise<Page | undefined> {
  const page = await fetchPage(listen, "/readyz");
  return typeof page?.stream === "boolean" ? page : undefined;
}
