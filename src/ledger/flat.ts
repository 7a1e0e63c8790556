/**
 * The text in memory of its own. A text that is cut out of another keeps all of that alive, and the texts of the stream
 * are cut out of chunks of up to 64 KiB. So every text that is kept longer than its message has to be copied.
 */
export function flat(text: string): string {
  return Buffer.from(text).toString();
}
