/** The keys of the web application (JWKS, RFC 7517), fetched when they are needed. */
import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTHeaderParameters,
} from "jose";
import type { Clock } from "../../clock.ts";
import { reason } from "../../ops/reason.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface KeysOptions {
  /** An https address. */
  readonly url: string;
  readonly clock: Clock;
  readonly fetch?: Fetch;
}

/** The keys could not be fetched: that is no fault of the login. */
export class KeysAway extends Error {
  override readonly name = "KeysAway";
}

/** Gives the key that a login names. Throws `KeysAway`, or jose's error where there is none. */
export type FindKey = (header: JWTHeaderParameters) => Promise<CryptoKey>;

const KEPT_MS = 10 * 60_000;
// A key may be new. Whoever makes up names of keys must not make us ask all the time.
const UNKNOWN_MS = 60_000;
const TIMEOUT_MS = 5_000;
// After a failure logins would otherwise wait for a dead address one after another.
const FAILED_MS = 5_000;

/** Throws a `TypeError` where the address is not https. */
export function createKeys({ url, clock, fetch = globalThis.fetch }: KeysOptions): FindKey {
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") {
    throw new TypeError(`http.jwt.jwks is no https address: ${url}`);
  }
  let keys: ReturnType<typeof createLocalJWKSet> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let failure: KeysAway | undefined;
  let fetching: Promise<void> | undefined;

  const load = async (): Promise<void> => {
    askedAt = clock();
    try {
      // Only from that address: no other one may give keys by a redirect.
      const response = await fetch(url, {
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { accept: "application/jwk-set+json, application/json" },
      });
      if (response.status !== 200) throw new Error(`it answered ${response.status}`);
      keys = createLocalJWKSet((await response.json()) as JSONWebKeySet);
      fetchedAt = askedAt;
      failure = undefined;
    } catch (error) {
      failure = new KeysAway(`the keys of http.jwt.jwks could not be fetched: ${reason(error)}`, {
        cause: error,
      });
      throw failure;
    }
  };
  const fetchOnce = (): Promise<void> => {
    fetching ??= load().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  return async (header) => {
    if (keys === undefined || clock() - fetchedAt >= KEPT_MS) {
      if (failure !== undefined && clock() - askedAt < FAILED_MS) throw failure;
      await fetchOnce();
    }
    const present = keys;
    if (present === undefined) throw new KeysAway("the keys of http.jwt.jwks are not there");
    try {
      return await present(header);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // Those that others have fetched meanwhile may have it.
      if (clock() - askedAt >= UNKNOWN_MS) await fetchOnce();
      else if (fetching !== undefined) await fetching;
      return await (keys ?? present)(header);
    }
  };
}
