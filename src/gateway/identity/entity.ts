/** Entities: the bare JIDs, at the component's domain, by which people from browsers are known. */
import { createHash, randomBytes } from "node:crypto";

export interface EntityNames {
  readonly domain: string;
  /** `http.jwt.issuer`. */
  readonly issuer: string | undefined;
  /** Localparts of the component's own addresses. */
  readonly reserved: readonly string[];
}

// An address folds capital letters, and may fold or refuse more than ASCII. What is not in here would not stay distinct.
const PLAIN = /^(?![uv]-)[a-z0-9][a-z0-9._-]{0,63}$/;
// A power of two, so that each letter is as likely as any other: 26 of them have 130 bits.
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const VISITOR_LETTERS = 26;

/**
 * The entity that a login gets at its first token: its `sub` where that may be a localpart, else a hash of it. Different
 * subjects have different entities.
 */
export function entityOfLogin(sub: string, names: EntityNames): string {
  const plain = PLAIN.test(sub) && !names.reserved.some((local) => local.toLowerCase() === sub);
  return `${plain ? sub : hashed(sub, names.issuer)}@${names.domain}`;
}

function hashed(sub: string, issuer = ""): string {
  // As JSON, so that nobody can move letters from one to the other.
  const digits = createHash("sha256")
    .update(JSON.stringify([issuer, sub]))
    .digest("hex");
  return `u-${digits.slice(0, 32)}`;
}

/** The entity of a new visitor, which nobody can guess. */
export function entityOfVisitor(domain: string): string {
  const letters = Array.from(randomBytes(VISITOR_LETTERS), (byte) => LETTERS[byte % LETTERS.length]);
  return `v-${letters.join("")}@${domain}`;
}

/** The addresses of the component, as JIDs. */
export function reservedAddresses({ domain, reserved }: EntityNames): readonly string[] {
  return reserved.map((local) => `${local.toLowerCase()}@${domain}`);
}
