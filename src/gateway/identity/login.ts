/** Logins: JWTs (RFC 7519) that the web application signs, verified with its secret or its published keys. */
import { decodeProtectedHeader, errors, type JWTVerifyOptions, jwtVerify } from "jose";
import type { Clock } from "../../clock.ts";
import { reason } from "../../ops/reason.ts";
import { CLOCK_DIFFERENCE_S, type Login, type Refused, readClaims } from "./claims.ts";
import { createKeys, type Fetch, KeysAway } from "./keys.ts";

export interface LoginOptions {
  /** `http.jwt.secret`. */
  readonly secret?: string | undefined;
  /** `http.jwt.jwks`: an https address. */
  readonly jwks?: string | undefined;
  readonly audience?: string | undefined;
  readonly issuer?: string | undefined;
  /** The database's. */
  readonly clock: Clock;
  readonly fetch?: Fetch;
}

/** Throws `KeysAway`. */
export type VerifyLogin = (jwt: string) => Promise<Login | Refused>;

// Each key has its own algorithms: a published key, taken for a secret, would let everybody sign (RFC 8725 §2.1).
const OF_SECRET = ["HS256"];
const OF_KEYS = ["RS256", "ES256", "EdDSA"];

/** Throws a `TypeError` for options that cannot be. */
export function createLogins({ secret, jwks, audience, issuer, clock, fetch }: LoginOptions): VerifyLogin {
  if (secret === "") throw new TypeError("http.jwt.secret is empty");
  const bytes = secret === undefined ? undefined : new TextEncoder().encode(secret);
  const keys = jwks === undefined ? undefined : createKeys({ url: jwks, clock, ...(fetch && { fetch }) });
  const options = (algorithms: readonly string[], now: number): JWTVerifyOptions => ({
    algorithms: [...algorithms],
    clockTolerance: CLOCK_DIFFERENCE_S,
    currentDate: new Date(now),
    requiredClaims: ["exp", "sub"],
    ...(audience !== undefined && { audience }),
    ...(issuer !== undefined && { issuer }),
  });
  return async (jwt) => {
    const now = clock();
    try {
      const { alg = "" } = decodeProtectedHeader(jwt);
      if (bytes !== undefined && OF_SECRET.includes(alg)) {
        return readClaims((await jwtVerify(jwt, bytes, options(OF_SECRET, now))).payload, now);
      }
      if (keys !== undefined && OF_KEYS.includes(alg)) {
        return readClaims((await jwtVerify(jwt, keys, options(OF_KEYS, now))).payload, now);
      }
      return { refused: "the login is signed by an algorithm that is not taken" };
    } catch (error) {
      if (error instanceof KeysAway) throw error;
      // The rest are errors of jose, and of reading what is no JWT at all. They hold no part of the login.
      if (!(error instanceof errors.JOSEError || error instanceof TypeError)) throw error;
      return { refused: `the login is not valid: ${reason(error)}` };
    }
  };
}
