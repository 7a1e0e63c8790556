import { closeSync, openSync, readSync } from "node:fs";

/**
 * Many times the size that all settings together need. The YAML parser's check for repeated keys takes quadratic time
 * (half a second for this size). The limit also refuses endless files such as devices.
 */
const mostBytes = 64 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "reading it is not allowed",
  EPERM: "reading it is not allowed",
  EISDIR: "it is a folder",
  ENOTDIR: "there is no such file",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its links go round in a circle",
};

export type Text = { readonly text: string } | { readonly failure: string; readonly missing: boolean };

/** Reads a whole text file of at most 64 KiB of UTF-8, or tells why it cannot be read. Never throws. */
export function readText(path: string): Text {
  if (path.includes("\0")) return { failure: "there is no such file", missing: true };
  const buffer = Buffer.alloc(mostBytes + 1);
  let length = 0;
  try {
    const file = openSync(path, "r");
    try {
      // A pipe (`--config <(decrypt …)`) arrives in pieces.
      while (length < buffer.length) {
        const count = readSync(file, buffer, length, buffer.length - length, null);
        if (count === 0) break;
        length += count;
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    return { failure: `cannot be read: ${reasons[code] ?? code}`, missing: code === "ENOENT" };
  }
  if (length > mostBytes) return { failure: "is larger than 64 KiB", missing: false };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(buffer.subarray(0, length)) };
  } catch {
    return { failure: "is not UTF-8 text", missing: false };
  }
}
