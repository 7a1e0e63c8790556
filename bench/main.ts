/** `npm run bench`: Anteroom beside its peers, in one run, against the same Prosody. */
import { rmSync } from "node:fs";
import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import { type BenchOptions, readOptions } from "./options.ts";
import { faults, report } from "./report.ts";
import { runBench } from "./run.ts";

let options: BenchOptions;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  // Commander has said what is wrong.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  throw error;
}
if (process.platform !== "linux") {
  console.error("bench: the times of other processes are read from /proc, which only Linux has");
  process.exit(1);
}
const folder = await mkdtemp(join(tmpdir(), "anteroom-bench-"));
// PostgreSQL, which does not run as root, must be able to pass through; what is secret in it has modes of its own.
await chmod(folder, 0o755);
process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
try {
  // Progress goes where it does not mix with the results.
  const results = await runBench(options, folder, (line) => console.error(`bench: ${line}`));
  console.log(options.json ? JSON.stringify(results, undefined, 2) : `\n${report(results)}`);
  process.exitCode = faults(results.samples).length > 0 ? 1 : 0;
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
process.exit();
