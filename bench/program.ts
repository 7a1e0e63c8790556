/** The frame of each bench as a program: a command line, a temporary folder, results on standard output. */
import { rmSync } from "node:fs";
import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";

/**
 * Reads the command line, measures, and ends the process: with status 0, with 1 if `measure` rejects or gives `false`, or
 * with 2 for a wrong command line. `say` prints a line about the progress, apart from the results.
 */
export async function runProgram<Options>(
  read: (args: readonly string[]) => Options,
  measure: (options: Options, folder: string, say: (line: string) => void) => Promise<boolean>,
): Promise<never> {
  let options: Options;
  try {
    options = read(process.argv.slice(2));
  } catch (error) {
    // Commander has said what is wrong.
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
    throw error;
  }
  if (process.platform !== "linux") {
    console.error("bench: needs Linux, since it reads the times of other processes from /proc");
    process.exit(1);
  }
  const folder = await mkdtemp(join(tmpdir(), "anteroom-bench-"));
  // PostgreSQL, which does not run as root, must be able to pass through; what is secret in it has modes of its own.
  await chmod(folder, 0o755);
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  try {
    const clean = await measure(options, folder, (line) => console.error(`bench: ${line}`));
    process.exit(clean ? 0 : 1);
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
