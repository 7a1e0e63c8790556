const expected = 'must be a URL such as "postgresql://user:password@127.0.0.1:5432/anteroom"';

/**
 * Tells what is wrong with the URL of a database, without repeating any of it; `undefined` if nothing is.
 *
 * The usual mistake is a generated password with characters that mean something in a URL. Some of these URLs still parse
 * but point elsewhere: in `postgres://me:12/34@db/x` the host is "me". So an "@" in the path or query is refused, and a
 * "%" must begin an escape.
 */
export function wrongDatabaseUrl(text: string): string | undefined {
  const rest = /^postgres(?:ql)?:\/\/(.+)$/s.exec(text)?.[1];
  if (rest === undefined) return expected;
  const { path = "", query = "" } = /^[^/?#]*(?<path>[^?#]*)(?<query>.*)$/s.exec(rest)?.groups ?? {};
  const misplaced = path.includes("@") || /^\?[^=]*@/.test(query) || query.includes("#");
  if (!misplaced && !/[\s\p{Cs}]/u.test(text) && URL.canParse(text) && isDecodable(rest)) return undefined;
  const escapes = escapesFor(rest);
  return escapes === "" ? expected : `${expected}; percent-encode its password: ${escapes}`;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** How to write the special characters of the password before the last "@": `/ as %2F, # as %23`. */
function escapesFor(rest: string): string {
  const login = rest.slice(0, Math.max(rest.lastIndexOf("@"), 0));
  const password = login.slice(login.indexOf(":") + 1);
  const found = password.match(/[/?#@:[\] ]|%(?![0-9A-Fa-f]{2})/g) ?? [];
  return [...new Set(found)]
    .map((character) => `${character === " " ? "a space" : character} as ${encodeURIComponent(character)}`)
    .join(", ");
}
