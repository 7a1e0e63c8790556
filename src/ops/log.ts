import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import { censor, hiding } from "./hide.ts";
import { oneLine, reason } from "./reason.ts";

/**
 * The log: one JSON line per event on standard output.
 *
 * What must never be in it is kept out here, once, rather than at every call:
 * - values under telling names (`secret`, `token`, …) are replaced, and so is each known secret wherever it
 *   turns up in a line, say inside the message of a library's error;
 * - what people wrote goes under `body`, `stanza` or `xml`, which are cut off on every level but `trace`;
 * - of errors only name, message, code and stack are taken. The rest of a database error quotes rows.
 */
export type { Logger };

export interface LogOptions {
  readonly level: string;
  readonly instance: string;
  readonly domain: string;
  /** Values that never appear, as the shared secret. */
  readonly secrets?: readonly string[];
  /** Where the lines go; standard output unless told. */
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
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

/** Node prints warnings, say of a library about its own future, between the lines of the log: now they are such lines. */
export function logWarnings(log: Logger): void {
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => log.warn({ warning: name }, oneLine(message)));
}

const holdsWritten = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  !(value instanceof Error) &&
  written.some((key) => key in value);

/** Its class. What is thrown as a plain `Error` may have been given a name, and so has what Node itself aborts with. */
function typeOf(error: Error): string {
  const { name } = error.constructor;
  return name === "Error" || name === "DOMException" || name === "" ? error.name : name;
}

function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { message: reason(error) };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return { type: typeOf(error), message: reason(error), ...code, stack: error.stack };
}
