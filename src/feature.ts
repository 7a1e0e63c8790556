/**
 * The shape of a feature, and the parts that it is made from. The component loops over the list in features.ts. To add a
 * feature, add a folder and a line to that list.
 */
import type { Clock } from "./clock.ts";
import type { Config } from "./config/settings.ts";
import type { DatabaseOptions } from "./ledger/database/database.ts";
import type { Notifications } from "./ledger/database/notifications.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Statement } from "./ledger/statement.ts";
import type { Sweep } from "./ledger/sweeper.ts";
import type { TimerHandler } from "./ledger/timers/timers.ts";
import type { Logger } from "./ops/log.ts";
import type { GaugeOptions } from "./ops/metrics.ts";
import type { Texts } from "./texts/index.ts";
import type { Address } from "./xmpp/addresses.ts";
import type { Host } from "./xmpp/plugin.ts";
import type { Router } from "./xmpp/router.ts";
import type { Scheduler } from "./xmpp/scheduler.ts";

/** The parts that a feature is made from. */
export interface Parts {
  readonly config: Config;
  /** The bot's own texts. */
  readonly texts: Texts;
  readonly host: Host;
  readonly ledger: Ledger;
  /** For sessions of a feature's own. */
  readonly database: DatabaseOptions;
  readonly notifications: Pick<Notifications, "on">;
  /** The clock for stored times: the database's. */
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Logger;
}

/** The properties are read once, before anything is started. Only the functions are called later. */
export interface Feature {
  /** The name for the log. */
  readonly name: string;
  /** Addresses that exist as long as the process. */
  readonly addresses?: readonly Address[];
  /** Handlers of due timers, by the timer's kind. */
  readonly timers?: Readonly<Record<string, TimerHandler>>;
  /** All statements that write, in their order within a transaction: parents before children. */
  readonly statements?: readonly Statement<never>[];
  /** Sweeps that delete old rows. */
  readonly sweeps?: readonly Sweep[];
  /** Gauges, which are looked up when the metrics are read. */
  readonly gauges?: readonly GaugeOptions[];
  /**
   * The metrics are about to be read: looks up in the database what the gauges are to show, or forgets it where the
   * database does not say, or another instance acts. It must not reject.
   */
  measure?(): Promise<void>;
  /** Registers handlers for stanzas. */
  listen?(router: Router): void;
  /**
   * The process begins: before it holds a lease or has a stream, and also where it never will. Rejects with the problem
   * that keeps the process from going on.
   */
  start?(): Promise<void>;
  /** What the feature still waits for before it works without lease and stream, in words; empty when it does. */
  waitingFor?(): Promise<readonly string[]>;
  /** The configuration was read anew: takes over what of it changes at run time (`live` in the table of settings). */
  reload?(config: Config): void;
  /** A stream is open. This is called before its first stanza is dispatched, and is not waited for. */
  online?(): Promise<void>;
  /** The stream is lost. */
  offline?(): void;
  /** The process is about to end: requests are answered with an error from now on. */
  refuse?(): void;
  /** Sends the last stanzas: the accepted jobs are finished, and the stream is still open. */
  drain?(): Promise<void>;
  /** The process ends: closes everything that the feature holds open. It must not reject. */
  stop?(): Promise<void>;
}
