/** Checks whether the addresses can be listened on, or an instance of Anteroom has them already. */
import { createServer } from "node:net";
import type { Config } from "../config/settings.ts";
import { cannotListen, type Listen } from "../ops/cannot-listen.ts";
import { reason } from "../ops/reason.ts";
import { type Finding, failure, ok, skipped } from "./finding.ts";

// A program of this machine answers in milliseconds.
const ANSWER_MS = 2_000;

/** What is known of the instance that runs on this machine; `undefined` where none does. */
export interface Running {
  readonly stream: boolean;
}

export interface ListeningFindings {
  readonly findings: readonly Finding[];
  readonly running: Running | undefined;
}

/** Never rejects. */
export async function examineListening({
  http,
  ops,
}: Pick<Config, "http" | "ops">): Promise<ListeningFindings> {
  const [ofOps, ofHttp] = await Promise.all([
    examine("ops.listen", ops.listen, "/readyz", (page) => typeof page.stream === "boolean"),
    http.listen === undefined
      ? { finding: skipped("http.listen", "off: browsers are not served"), page: undefined }
      : // Contract: GET is 405 there. It counts as no request of a client.
        examine("http.listen", http.listen, `${http.base}/token`, ({ status }) => status === 405),
  ]);
  const { page } = ofOps;
  return {
    findings: [ofOps.finding, ofHttp.finding],
    running: page && { stream: page.stream === true },
  };
}

type Page = Readonly<Record<string, unknown>>;

async function examine(
  key: string,
  listen: Listen,
  path: string,
  isOurs: (page: Page) => boolean,
): Promise<{ readonly finding: Finding; readonly page: Page | undefined }> {
  const where = `${listen.host}:${listen.port}`;
  const error = await tryToListen(listen);
  if (error === undefined) return { finding: ok(key, `${where} is free`), page: undefined };
  const page = isTaken(error) ? await fetchPage(listen, path) : undefined;
  if (page !== undefined && isOurs(page)) {
    return { finding: ok(key, `an instance of Anteroom listens on ${where}`), page };
  }
  return { finding: failure(key, reason(cannotListen(key, listen, error))), page: undefined };
}

/** Gives the error with which it fails. */
function tryToListen(listen: Listen): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen(listen, () => server.close(() => resolve(undefined)));
  });
}

const isTaken = (error: Error): boolean => "code" in error && error.code === "EADDRINUSE";

async function fetchPage({ host, port }: Listen, path: string): Promise<Page | undefined> {
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
