import { debuglog } from "node:util";
import { run } from "./commands.ts";
import { reason } from "./ops/reason.ts";

/** Runs the command line of this process, and gives its status to the shell. */

// A reader that goes away (`anteroom --help | head -1`) is not a failure.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

process.on("uncaughtException", (error) => {
  debuglog("anteroom")("%s", error instanceof Error ? error.stack : error);
  process.stderr.write(`anteroom: ${reason(error)}\n`);
  process.exit(1);
});

/** What a command prints is its work, and did not arrive: on a full disk, say. The log of `serve` is none of it. */
let lost: Error | undefined;
const status = await run(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  out: (text) =>
    process.stdout.write(text, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== "EPIPE") lost ??= error;
    }),
  err: (text) => process.stderr.write(text),
});
// An exit cuts off what a slow reader has not taken yet.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise((resolve) => stream.write("", resolve));
}
if (lost !== undefined) process.stderr.write(`anteroom: standard output takes no more: ${reason(lost)}\n`);
// Exit explicitly: something that a command forgot to close must not keep a drained process alive.
process.exit(lost !== undefined && status === 0 ? 1 : status);
