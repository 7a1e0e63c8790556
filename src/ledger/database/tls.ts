/**
 * `sslmode` of a database URL, as libpq means it ("SSL Support" in PostgreSQL's manual, 32.19.1 and 32.19.3). `pg` has
 * meanings of its own, and prints warnings about them.
 */
import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";

/** One way to reach the database, as `pg` takes it. */
export interface Way {
  readonly connectionString: string;
  readonly ssl?: ConnectionOptions | false;
}

const PARAMETERS = ["sslmode", "sslrootcert", "sslcert", "sslkey", "uselibpqcompat"];

/**
 * The ways to be tried, in order. Without `sslmode` in the URL or `PGSSLMODE` it is `allow`: libpq's `prefer` would
 * encrypt even connections that stay on the machine. Throws where a file cannot be read or the mode is unknown.
 */
export function waysTo(url: string): readonly Way[] {
  const parsed = new URL(url);
  const given = parsed.searchParams;
  // An older parameter, of `pg` alone, has that meaning.
  if (given.has("ssl") && !given.has("sslmode")) return [{ connectionString: url }];
  const mode = given.get("sslmode") ?? process.env.PGSSLMODE ?? "allow";
  const file = (name: string) => {
    const path = given.get(name);
    return path === null || path === "system" ? undefined : readFileSync(path, "utf8");
  };
  const [ca, cert, key] = [file("sslrootcert"), file("sslcert"), file("sslkey")];
  const files = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  for (const name of PARAMETERS) given.delete(name);
  const plain: Way = { connectionString: parsed.href, ssl: false };
  const encrypted = (checks: ConnectionOptions): Way => ({
    connectionString: parsed.href,
    ssl: { ...files, ...checks },
  });
  const unverified = encrypted({ rejectUnauthorized: false });
  // The authority of the certificate counts, and not its host.
  const verified = encrypted({ checkServerIdentity: () => undefined });
  // A socket of this machine needs none.
  if (/^(\/|%2f)/i.test(given.get("host") ?? parsed.hostname)) return [plain];
  switch (mode) {
    case "disable":
      return [plain];
    case "allow":
      return [plain, unverified];
    case "prefer":
      return [unverified, plain];
    case "require":
      return [ca === undefined ? unverified : verified];
    case "verify-ca":
      if (ca === undefined)
        throw new Error("sslmode=verify-ca in database.url needs sslrootcert, the file of the authority");
      return [verified];
    case "verify-full":
      return [encrypted({})];
    default:
      throw new Error(
        "sslmode in database.url must be disable, allow, prefer, require, verify-ca or verify-full",
      );
  }
}
