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

const status = await run(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
// An exit cuts off what a slow reader has not taken yet.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise((resolve) => stream.write("", resolve));
}
// Exit explicitly: something that a command forgot to close must not keep a drained process alive.
process.exit(status);
