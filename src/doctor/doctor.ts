/**
 * `anteroom doctor`: finds what is wrong with the configuration, the database and the XMPP server, and prints the lines that
 * mend it, in the words of the program to which they belong.
 *
 * A check asks (the only effects), then judges what it was told: a pure function that gives a finding. Everything that can be
 * checked is checked in one run. Without a database the server is examined all the same, and the other way round; what cannot
 * be checked is told as skipped. Every question has a time limit, and the whole takes half a minute at most.
 *
 * - `configuration.ts`, `listening.ts`: settings, responders, and the addresses to listen on.
 * - `database/`: connection, schema and rights, durability, pooler, clock, roles.
 * - `stream/`: handshake, delivery, MUC service, rooms, strangers; all on a stream that is open.
 * - `instance.ts` decides whose stream that is. Beside a `serve` that works, the examination goes over the stream of that:
 *   `errands.ts` has the rows by which it is asked, `feature.ts` its side.
 * - `report.ts` prints.
 */
import type { Config } from "../config/settings.ts";
import { createLog } from "../ops/log.ts";
import { roomWishes } from "../rooms/wishes.ts";
import { loadTexts } from "../texts/index.ts";
import { examineResponders, judgeSettings } from "./configuration.ts";
import { examineDatabase } from "./database/index.ts";
import { examineServer } from "./instance.ts";
import { examineListening } from "./listening.ts";
import { type Examined, jsonReport, sumOf, textReport } from "./report.ts";

export interface DoctorOptions {
  /** Prints JSON for machines. */
  readonly json: boolean;
}

/**
 * Examines, and prints a report. Gives the exit status: 1 if a check failed, else 0. Throws a `ConfigError` for mistakes that
 * keep `serve` from starting. `folder`: from which packages of responders are looked up.
 */
export async function doctor(
  config: Config,
  { json }: DoctorOptions,
  out: (text: string) => void,
  folder: string,
): Promise<number> {
  loadTexts(config.bot);
  roomWishes(config);
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new Error("interrupted"));
  for (const signal of SIGNALS) process.once(signal, interrupt);
  const examined = await examine(config, folder, interrupted.signal);
  for (const signal of SIGNALS) process.off(signal, interrupt);
  out((json ? jsonReport : textReport)(examined));
  return sumOf(examined.findings).failure === 0 && !interrupted.signal.aborted ? 0 : 1;
}

// What was made on the server is destroyed before the process ends.
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

async function examine(config: Config, folder: string, signal: AbortSignal): Promise<Examined> {
  const log = createLog({ level: "silent", ...config.xmpp });
  const [responders, listening, database] = await Promise.all([
    examineResponders(config, folder),
    examineListening(config),
    examineDatabase(config.database),
  ]);
  const { server, findings } = await examineServer({
    config,
    database: database.state,
    running: listening.running,
    log,
    signal,
  });
  return {
    server,
    findings: [
      ...judgeSettings(config),
      responders,
      ...listening.findings,
      ...database.findings,
      ...findings,
    ],
  };
}
