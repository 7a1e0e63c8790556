/** What is allowed in the settings, and mostly a mistake: a line for each. */
import type { Config } from "../../config/settings.ts";

export interface SettingWarning {
  readonly key: string;
  /** One line, which names the key. */
  readonly text: string;
}

// RFC 7518 §3.2: a key of HS256 has as many bits as the hash.
const SECRET_BYTES = 32;

export function warningsOf({
  jwt,
  visitors,
}: Pick<Config["http"], "jwt" | "visitors">): readonly SettingWarning[] {
  const { secret, jwks, audience } = jwt;
  const logins = secret !== undefined || jwks !== undefined;
  const found: SettingWarning[] = [];
  const warn = (key: string, text: string) => found.push({ key, text });
  if (secret !== undefined && Buffer.byteLength(secret) < SECRET_BYTES) {
    warn(
      "http.jwt.secret",
      `http.jwt.secret has fewer than ${SECRET_BYTES} bytes: whoever guesses it is anybody; take a longer one`,
    );
  }
  if (logins && audience === undefined) {
    warn(
      "http.jwt.audience",
      "http.jwt.audience is not set: a login that was made for another service of the same key is taken, too",
    );
  }
  if (!logins && !visitors) {
    warn(
      "http.visitors",
      "nobody can chat: set http.visitors, or http.jwt.secret or http.jwt.jwks for people with a login",
    );
  }
  return found;
}
