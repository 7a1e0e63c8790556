/**
 * The one shape of a feature, and what it is made from. The component loops over a list of them (features.ts): adding
 * one is a folder, and a line there.
 */
import type { Clock } from "./clock.ts";
import type { Config } from "./config/settings.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Statement } from "./ledger/statement.ts";
import type { Sweep } from "./ledger/sweeper.ts";
import type { TimerHandler } from "./ledger/timers/timers.ts";
import type { Logger } from "./ops/log.ts";
import type { GaugeOptions } from "./ops/metrics.ts";
import type { Texts } from "./texts/index.ts";
import type { Address, Host } from "./xmpp/plugin.ts";
import type { Router } from "./xmpp/router.ts";
import type { Scheduler } from "./xmpp/scheduler.ts";

/** What a feature is made from. */
export interface Parts {
  readonly config: Config;
  /** What the bot says by itself. */
  readonly texts: Texts;
  readonly host: Host;
  readonly ledger: Ledger;
  /** The time of what is stored: the database's. */
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Logger;
}

/** All of it is read once, before anything is started; only the functions are called later. */
export interface Feature {
  /** For the log. */
  readonly name: string;
  /** Addresses that exist as long as the process. */
  readonly addresses?: readonly Address[];
  /** Handlers of what falls due, by the kind of the timer. */
  readonly timers?: Readonly<Record<string, TimerHandler>>;
  /** All that it writes with, in the order that they have in a transaction: parents before children. */
  readonly statements?: readonly Statement<never>[];
  /** What is deleted when it is old. */
  readonly sweeps?: readonly Sweep[];
  /** What is looked up when somebody asks for the metrics. */
  readonly gauges?: readonly GaugeOptions[];
  /** Registers handlers for stanzas. */
  listen?(router: Router): void;
  /** A stream is open: called before its first stanza is dispatched, and not waited for. */
  online?(): Promise<void>;
  /** The stream is lost. */
  offline?(): void;
  /** The process is about to end: what is asked for from now on is answered with an error. */
  refuse?(): void;
  /** What was taken in is finished, and the stream is still there: the last thing to say. */
  drain?(): Promise<void>;
  /** The process ends: what the feature holds open is closed. It must not reject. */
  stop?(): Promise<void>;
}
