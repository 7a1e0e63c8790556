import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../config/temporary-folder.ts";

const program = fileURLToPath(new URL("../../../../tools/bundle-client.mjs", import.meta.url));

test("the module is one file below 8 KB, as a web server sends it, and needs no other", async () => {
  await using folder = await temporaryFolder({});
  const file = join(folder.path, "index.js");
  await promisify(execFile)(process.execPath, [program, file]);
  const text = await readFile(file, "utf8");
  expect(gzipSync(text).length).toBeLessThanOrEqual(8192);
  expect(text).not.toMatch(/\bimport\b|\brequire\(/);
  expect(Object.keys(await import(file)).toSorted()).toEqual(["ChatError", "createChat"]);
});
