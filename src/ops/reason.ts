/**
 * Tells in one line, for people, why something failed: the error's message and those of its causes. An AggregateError,
 * which Node throws when every address of a host refused, has no message of its own, so its first error's is taken.
 */
export function reason(error: unknown): string {
  const parts: string[] = [];
  let current: unknown = error;
  // Causes can be circular, and nobody reads more than five.
  for (let depth = 0; depth < 5 && current !== undefined && current !== null; depth += 1) {
    const part = oneLine(messageOf(current));
    if (part !== "" && !parts.some((earlier) => earlier.includes(part))) parts.push(part);
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.join(": ") || "unknown error";
}

/** One printable line of at most 500 characters, whatever the text holds. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim()
    .slice(0, 500)
    // Half a surrogate pair, from the cut above or from the text itself.
    .replace(/\p{Cs}/gu, "\ufffd");

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return messageOf(error.errors[0]);
  if (error instanceof Error) return error.message || error.name;
  return typeof error === "string" ? error : "unknown error";
}
