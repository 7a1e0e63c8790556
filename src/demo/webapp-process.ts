/** Runs the sample web application, `examples/webapp`, as a child of the demo. */
import { fileURLToPath } from "node:url";
import { type Child, startChild } from "./child.ts";
import { howItEnded, withoutSettings } from "./serve-process.ts";

export interface WebappOptions {
  /** Settings as environment variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Takes every line of the log. */
  readonly onLine: (line: string) => void;
}

const PROGRAM = fileURLToPath(new URL("../examples/webapp/server/main.js", import.meta.url));

/** Resolves when it listens. Throws an error with its last line if it does not start. */
export async function startWebapp({ env, onLine }: WebappOptions): Promise<Child> {
  let isReady = () => {};
  const ready = new Promise<"ready">((resolve) => {
    isReady = () => resolve("ready");
  });
  const child = await startChild({
    name: "web application",
    command: process.execPath,
    args: [PROGRAM],
    env: { ...withoutSettings(process.env), ...env },
    onLine: (line) => {
      onLine(line);
      if (line.startsWith("ready")) isReady();
    },
  });
  const outcome = await Promise.race([ready, child.exited]);
  if (outcome !== "ready") {
    throw new Error(`The web application did not start (${howItEnded(outcome)}): ${child.tail.at(-1) ?? ""}`);
  }
  return child;
}
