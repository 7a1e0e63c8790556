/**
 * The text in memory of its own. A text cut out of another keeps all of that alive, and what comes from the stream is
 * cut out of chunks of up to 64 KiB: whatever is kept longer than its message has to be copied.
 */
export function flat(text: string): string {
  return Buffer.from(text).toString();
}
