/** Checks whether the addresses can be listened on, or an instance of Anteroom has them already. */
import type { Config } from "../config/settings.ts";
import { cannotListen, type Listen, type ListenKey, otherListen } from "../ops/cannot-listen.ts";
import { reason } from "../ops/reason.ts";
import { fetchPage, freePortAfter, isTaken, type Page, readyPage, tryToListen } from "../ops/who-listens.ts";
import { type Finding, failure, ok, skipped } from "./finding.ts";

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
    examine("ops.listen", ops.listen, () => readyPage(ops.listen)),
    http.listen === undefined
      ? { finding: skipped("http.listen", "off: browsers are not served"), page: undefined }
      : examine("http.listen", http.listen, () => gatewayPage(http.listen, http.base)),
  ]);
  const { page } = ofOps;
  return {
    findings: [ofOps.finding, ofHttp.finding],
    running: page && { stream: page.stream === true },
  };
}

async function examine(
  key: ListenKey,
  listen: Listen,
  read: () => Promise<Page | undefined>,
): Promise<{ readonly finding: Finding; readonly page: Page | undefined }> {
  const where = `${listen.host}:${listen.port}`;
  const error = await tryToListen(listen);
  if (error === undefined) return { finding: ok(key, `${where} is free`), page: undefined };
  const page = isTaken(error) ? await read() : undefined;
  if (page !== undefined) {
    return { finding: ok(key, `an instance of Anteroom listens on ${where}`), page };
  }
  const taken = isTaken(error) ? { byAnteroom: false, free: await freePortAfter(listen) } : undefined;
  const [section, name] = key.split(".");
  const cure = { anteroom: [`${section}:`, `  ${name}: ${otherListen(listen, error, taken)}`] };
  return { finding: failure(key, reason(cannotListen(key, listen, error, taken)), cure), page: undefined };
}

/** Contract: GET is 405 there. It counts as no request of a client. */
async function gatewayPage(listen: Listen | undefined, base: string): Promise<Page | undefined> {
  const page = listen && (await fetchPage(listen, `${base}/token`));
  return page?.status === 405 ? page : undefined;
}
