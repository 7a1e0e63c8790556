/** What both benches are as programs: a command line, a folder that goes with them, results on standard output. */
import { rmSync } from "node:fs";
import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";

/**
 * Reads the command line, measures, and ends the process: status 0, 1 where `measure` rejects or gives `false`, 2 for a
 * wrong command line. `say` takes one line on what goes on, which goes where it does not mix with the results.
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
    console.error("bench: the times of other processes are read from /proc, which only Linux has");
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
