/** Who asks: the chat token in `Authorization`, or a secret in the path of a stream. A cookie is never looked at. */
import { createHash } from "node:crypto";
import type { Bearer, Identity, Issued } from "../identity/index.ts";
import type { Call, Parts } from "./operation.ts";
import { notFound, unauthorized } from "./problem.ts";

/** The credential of `Authorization`: `Bearer` (RFC 6750 §2.1), in compat also `Token`. Throws where it is another. */
export function readAuthorization({
  authorization,
  compat,
}: Pick<Call, "authorization" | "compat">): string | undefined {
  if (authorization === undefined) return undefined;
  const [, scheme = "", credential = ""] = /^([A-Za-z]+) +([A-Za-z0-9._~+/=-]+) *$/.exec(authorization) ?? [];
  const known = /^bearer$/i.test(scheme) || (compat && /^token$/i.test(scheme));
  if (!known) throw unauthorized();
  return credential;
}

/** A JWT has two dots, a chat token has none. */
export function isLogin(credential: string): boolean {
  return credential.includes(".");
}

/** The bearer of a chat token, for all requests but streams. Throws 401, and 429 where the person asks too often. */
export async function bearerOf(parts: Parts, call: Call): Promise<Bearer> {
  const credential = readAuthorization(call);
  const who = credential === undefined ? undefined : await find(parts, call, credential, parts.identity.find);
  if (who === undefined || who.shown !== "token") throw unauthorized();
  const problem = parts.limits.request(who.personId);
  if (problem !== undefined) throw problem;
  return who;
}

/**
 * The bearer for a stream or a poll, by header or path. 404 for whatever is wrong: a page that has EventSource alone learns
 * nothing but that trying again is useless.
 */
export async function listenerOf(parts: Parts, call: Call): Promise<Bearer> {
  const inPath = call.secret !== undefined;
  const credential = call.secret ?? readOrMissing(call);
  const who =
    credential === undefined ? undefined : await find(parts, call, credential, parts.identity.findListener);
  if (who === undefined) throw notFound();
  if (inPath && who.shown === "token" && !parts.settings.tokenInPath) throw notFound();
  return who;
}

function readOrMissing(call: Call): string | undefined {
  try {
    return readAuthorization(call);
  } catch {
    return undefined;
  }
}

async function find(
  parts: Parts,
  call: Call,
  credential: string,
  byToken: Identity["find"],
): Promise<Bearer | undefined> {
  const token = await tokenFor(parts, call, credential, byToken);
  return token === undefined ? undefined : byToken(token);
}

/** The chat token that the credential is or, in compat, stands for. */
export async function tokenFor(
  parts: Parts,
  { compat }: Pick<Call, "compat">,
  credential: string,
  byToken: Identity["find"] = parts.identity.find,
): Promise<string | undefined> {
  if (!isLogin(credential)) return credential;
  return compat ? tokenOfLogin(parts, credential, byToken) : undefined;
}

const MOST_LOGINS = 1_000;
const tokensOfLogins = new WeakMap<Parts, Map<string, Issued>>();

/** In compat a login stands for a chat token as long as it is good itself: for the one that it gave the first time. */
async function tokenOfLogin(
  parts: Parts,
  login: string,
  byToken: Identity["find"],
): Promise<string | undefined> {
  const tokens = tokensOfLogins.get(parts) ?? new Map<string, Issued>();
  tokensOfLogins.set(parts, tokens);
  const key = createHash("sha256").update(login).digest("base64");
  const known = tokens.get(key);
  if (known !== undefined) {
    if (!(await parts.identity.takesLogin(login))) return undefined;
    if ((await byToken(known.token)) !== undefined) return known.token;
  }
  const issued = await parts.identity.byLogin(login);
  tokens.delete(key);
  if (issued === undefined) return undefined;
  const [oldest] = tokens.keys();
  if (tokens.size >= MOST_LOGINS && oldest !== undefined) tokens.delete(oldest);
  tokens.set(key, issued);
  return issued.token;
}
