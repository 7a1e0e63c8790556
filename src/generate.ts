import { readFile, writeFile } from "node:fs/promises";
import { documents } from "./documents.ts";

/** Writes the documents made from the code: `node dist/generate.js`, after a change of settings, metrics or exports. */
const root = new URL("../", import.meta.url);
const readme = await readFile(new URL("README.md", root), "utf8");
for (const [path, text] of await documents(readme)) await writeFile(new URL(path, root), text);
