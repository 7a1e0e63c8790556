import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import { censor, hiding } from "./hide.ts";
import { oneLine, reason } from "./reason.ts";

/**
 * The log: one JSON line per event on standard output.
 *
 * Confidential data is kept out in this one place rather than at every call:
 * - Values under telling names (`secret`, `token`, …) are replaced, and so is each known secret wherever it occurs in a
 *   line, for example in the message of a library's error.
 * - People's own words go under `body`, `stanza` or `xml`, which are replaced at every level but `trace`.
 * - Only name, message, code and stack of an error are logged. The other properties of a database error quote rows.
 */
export type { Logger };

export interface LogOptions {
  readonly level: string;
  readonly instance: string;
  readonly domain: string;
  /** Values that must never appear, such as the shared secret. */
  readonly secrets?: readonly string[];
  /** The destination of the lines; standard output by default. */
  readonly destination?: DestinationStream;
}

const hidden = ["secret", "token", "password", "authorization", "cookie"];
const written = ["body", "stanza", "xml"];
const trace = 10;

export function createLog(options: LogOptions): Logger {
  const settings: LoggerOptions = {
    level: options.level,
    base: { instance: options.instance, domain: options.domain },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor },
    serializers: { err: plainError, error: plainError },
    hooks: {
      logMethod(args, method, level) {
        const [first, ...others] = args as unknown as [unknown, ...unknown[]];
        if (level <= trace || !holdsWritten(first)) return method.apply(this, args);
        const kept = Object.entries(first).map(([key, value]) => [
          key,
          written.includes(key) ? censor : value,
        ]);
        return method.apply(this, [Object.fromEntries(kept), ...others] as unknown as typeof args);
      },
      streamWrite: hiding(options.secrets ?? []),
    },
  };
  // Node writes to it line by line. The destination that pino makes itself leaves a line to another thread, and at the end
  // of the process that line comes after all the later ones.
  return pino(settings, options.destination ?? process.stdout);
}

/** Turns the warnings that Node prints, for example about a library's deprecations, into lines of the log. */
export function logWarnings(log: Logger): void {
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => log.warn({ warning: name }, oneLine(message)));
}

const holdsWritten = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  !(value instanceof Error) &&
  written.some((key) => key in value);

/** The error's class, or its name where that says more: a plain `Error` may have one, and Node's aborts do. */
function typeOf(error: Error): string {
  const { name } = error.constructor;
  return name === "Error" || name === "DOMException" || name === "" ? error.name : name;
}

function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { message: reason(error) };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return { type: typeOf(error), message: reason(error), ...code, stack: error.stack };
}
