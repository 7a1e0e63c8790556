/** Runs `anteroom serve` as a child of the demo. */
import { fileURLToPath } from "node:url";
import { type Child, type Exit, startChild } from "./child.ts";

export interface ServeOptions {
  /** Settings as environment variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Takes every line of the log. */
  readonly onLine: (line: string) => void;
  /** Takes the texts of lines that the user should see. */
  readonly onTrouble: (text: string) => void;
}

/** The compiled examples, which the demo offers. */
export const responders = ["task", "appointment", "order", "survey", "intake", "shake"].map((name) =>
  fileURLToPath(new URL(`../examples/responders/${name}.js`, import.meta.url)),
);

const CLI = fileURLToPath(new URL("../cli.js", import.meta.url));

/** pino's level of warnings. */
const WARN = 40;

export interface Serve {
  readonly child: Child;
  /** Resolves when the child logs `ready`. Rejects with its last line if it ends before. */
  readonly ready: Promise<void>;
}

export async function startServe(options: ServeOptions): Promise<Serve> {
  let isReady = () => {};
  const up = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const child = await startChild({
    name: "anteroom serve",
    command: process.execPath,
    args: [CLI, "serve"],
    env: { ...withoutSettings(process.env), ...options.env },
    // a last chance to drain if the demo itself fails
    lastSignal: "SIGTERM",
    onLine: (line) => {
      options.onLine(line);
      const { level, msg } = read(line);
      if (msg === "ready") isReady();
      else if (level >= WARN) options.onTrouble(msg);
    },
  });
  const ended = child.exited.then((exit) => {
    throw new Error(`Anteroom did not start (${howItEnded(exit)}): ${read(child.tail.at(-1) ?? "").msg}`);
  });
  const ready = Promise.race([up, ended]);
  // A caller that stops the child before it is ready does not wait for this.
  ready.catch(() => {});
  return { child, ready };
}

export function howItEnded(exit: Exit): string {
  return exit.signal ?? `status ${exit.code}`;
}

/** Drops the user's own settings, which are for the user's own servers. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(ANTEROOM|WEBAPP)_/.test(name)));
}

/** Reads a line of pino's, or plain text from standard error, which the user should always see. */
function read(line: string): { readonly level: number; readonly msg: string } {
  try {
    const { level, msg }: { level?: unknown; msg?: unknown } = JSON.parse(line);
    return { level: typeof level === "number" ? level : 0, msg: String(msg) };
  } catch {
    return { level: WARN, msg: line };
  }
}
