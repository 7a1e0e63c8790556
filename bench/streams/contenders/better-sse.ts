/** A small program with the library better-sse. */
import { fileURLToPath } from "node:url";
import { freePort, startChild } from "../../from-src.ts";
import { channels } from "./by-path.ts";
import type { Contender } from "./contender.ts";

export async function startBetterSse(): Promise<Contender> {
  const port = await freePort();
  let ready = () => {};
  const up = new Promise<"up">((resolve) => {
    ready = () => resolve("up");
  });
  const child = await startChild({
    name: "better-sse",
    command: process.execPath,
    args: [fileURLToPath(new URL("./better-sse-program.js", import.meta.url)), String(port)],
    onLine: (line) => line === "ready" && ready(),
  });
  if ((await Promise.race([up, child.exited])) !== "up") {
    throw new Error(`better-sse did not start: ${child.tail.slice(-5).join(" | ")}`);
  }
  return {
    ...channels,
    title: "better-sse",
    way: { kind: "events", port, hello: "event:hello" },
    pid: child.pid,
    tail: child.tail,
    [Symbol.asyncDispose]: () => child.stop().then(() => {}),
  };
}
