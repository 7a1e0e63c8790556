import { readFileSync } from "node:fs";

const file = new URL("../package.json", import.meta.url);

/** This package's version: what `--version` prints, and what XEP-0092 and the database's lease tell of us. */
export const version: string = String(JSON.parse(readFileSync(file, "utf8")).version);
