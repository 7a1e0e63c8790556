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
  const taken = [...(bytes ? OF_SECRET : []), ...(keys ? OF_KEYS : [])];
  const unknown =
    taken.length === 0
      ? "neither http.jwt.secret nor http.jwt.jwks is set, so no login of any algorithm is taken"
      : `it is signed by an algorithm that is not taken: ${taken.join(", ")} would be`;
  return async (jwt) => {
    const now = clock();
    let key = "";
    try {
      const { alg = "" } = decodeProtectedHeader(jwt);
      key = OF_SECRET.includes(alg) ? "http.jwt.secret" : "any key of http.jwt.jwks";
      if (bytes !== undefined && OF_SECRET.includes(alg)) {
        return readClaims((await jwtVerify(jwt, bytes, options(OF_SECRET, now))).payload, now);
      }
      if (keys !== undefined && OF_KEYS.includes(alg)) {
        return readClaims((await jwtVerify(jwt, keys, options(OF_KEYS, now))).payload, now);
      }
      return { refused: unknown };
    } catch (error) {
      if (error instanceof KeysAway) throw error;
      return refusedFor(error, { key, audience, issuer });
    }
  };
}

interface Expected {
  /** What was to verify the signature. */
  readonly key: string;
  readonly audience: string | undefined;
  readonly issuer: string | undefined;
}

/**
 * Of a login whose signature does not fit anybody may be the author, so nothing of it is told. One that fits comes from the
 * web application, and where it is meant for somebody else that shows in its `iss` and `aud`.
 */
function refusedFor(error: unknown, { key, audience, issuer }: Expected): Refused {
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return { refused: `its signature does not fit ${key}` };
  }
  if (error instanceof errors.JWTExpired) return { refused: reason(error), ordinary: true };
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, payload } = error;
    if (claim === "iss") return { refused: differs("iss", payload.iss, "http.jwt.issuer", issuer) };
    if (claim === "aud") return { refused: differs("aud", payload.aud, "http.jwt.audience", audience) };
    return { refused: reason(error) };
  }
  if (error instanceof errors.JWKSNoMatchingKey) return { refused: reason(error) };
  // Others quote what a stranger has written.
  if (error instanceof errors.JOSEError) return { refused: `it is no JWT that can be read (${error.code})` };
  if (error instanceof TypeError) return { refused: "it is no JWT" };
  throw error;
}

const SHOWN_LETTERS = 100;

function differs(claim: string, said: unknown, key: string, wanted: string | undefined): string {
  const is = said === undefined ? `it has no ${claim}` : `its ${claim} is ${shown(said)}`;
  return `${is}, and ${key} is ${shown(wanted)}`;
}

function shown(value: unknown): string {
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  return text.length > SHOWN_LETTERS ? `${text.slice(0, SHOWN_LETTERS)}…` : text;
}
