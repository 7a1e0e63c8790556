/** A log whose lines a test can await. */
import { type Logger, pino } from "pino";
import { Arrivals } from "./arrivals.ts";

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [key: string]: unknown;
}

export interface RecordedLog {
  readonly log: Logger;
  readonly lines: Arrivals<LogLine>;
}

export function recordedLog(): RecordedLog {
  const lines = new Arrivals<LogLine>("the log", (line) => `${line.level}: ${line.msg}`);
  const log = pino(
    { level: "debug", base: null, formatters: { level: (level) => ({ level }) } },
    { write: (line: string) => lines.take(JSON.parse(line) as LogLine) },
  );
  return { log, lines };
}
