/** The text that takes the place of a secret. */
export const censor = "[hidden]";

/** A shorter value also occurs in innocent words, and replacing it would garble the lines. */
const shortestSecret = 6;

/**
 * Makes a function that replaces the secrets in finished lines, in each form in which they may occur: plain, escaped for
 * JSON, or encoded for a URL.
 */
export function hiding(secrets: readonly string[]): (line: string) => string {
  const forms = new Set(
    secrets
      .filter((secret) => secret.length >= shortestSecret)
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
      // The longest first: one secret may contain another, as a URL contains its password.
      .sort((a, b) => b.length - a.length),
  );
  return (line) => {
    let safe = line;
    for (const form of forms) safe = safe.replaceAll(form, censor);
    return safe;
  };
}
