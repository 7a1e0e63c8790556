#!/usr/bin/env node
import { tooOld } from "./ops/node-version.ts";

/**
 * The executable `anteroom`. It imports everything else only after it has looked at Node's version: all that a module imports
 * is looked up before its first line runs. For the same reason it has no `await` of its own.
 */
const problem = tooOld(process.versions.node);
if (problem === undefined) void import("./command-line.ts");
else {
  process.stderr.write(`anteroom: ${problem}\n`);
  process.exitCode = 1;
}
