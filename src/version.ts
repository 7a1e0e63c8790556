import { readFileSync } from "node:fs";

const file = new URL("../package.json", import.meta.url);

/** This package's version, which `--version`, XEP-0092 and the lease in the database show. */
export const version: string = String(JSON.parse(readFileSync(file, "utf8")).version);
