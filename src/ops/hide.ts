/** What stands where something was that must not be seen. */
export const censor = "[hidden]";

/** A value shorter than this stands in innocent words too, and replacing it would garble the lines. */
const shortestSecret = 6;

/**
 * Gives what replaces the secrets in finished lines, in each form that they may have there: as they are, escaped
 * for JSON, encoded for a URL.
 */
export function hiding(secrets: readonly string[]): (line: string) => string {
  const forms = new Set(
    secrets
      .filter((secret) => secret.length >= shortestSecret)
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
      // The longest first: a secret may hold another one, as a URL its password.
      .sort((a, b) => b.length - a.length),
  );
  return (line) => {
    let safe = line;
    for (const form of forms) safe = safe.replaceAll(form, censor);
    return safe;
  };
}
