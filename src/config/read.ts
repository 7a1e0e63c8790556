import { closeSync, openSync, readSync } from "node:fs";

/**
 * Many times what all settings together need. The YAML parser's check for repeated keys takes time with the square
 * of the size (half a second here), and a path that never ends, as a device, is refused just as well.
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

/** A whole text file of at most 64 KiB of UTF-8, or why it cannot be had. Never throws. */
export function readText(path: string): Text {
  if (path.includes("\0")) return { failure: "there is no such file", missing: true };
  const buffer = Buffer.alloc(mostBytes + 1);
  let length = 0;
  try {
    const file = openSync(path, "r");
    try {
      // Also pipes are read (`--config <(decrypt …)`), and these come in pieces.
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
