/**
 * One component: puts stream, ledger and features together. The parts explain themselves elsewhere. This file decides
 * which part gets which others, and in which order the parts learn of a stream.
 */
import { type Clock, systemClock } from "./clock.ts";
import type { Config } from "./config/settings.ts";
import type { Feature, Parts } from "./feature.ts";
import { DatabaseClock } from "./ledger/database/clock.ts";
import type { DatabaseOptions } from "./ledger/database/database.ts";
import { Notifications } from "./ledger/database/notifications.ts";
import { Lease } from "./ledger/lease/lease.ts";
import { applicationName } from "./ledger/lease/lost-transactions.ts";
import { Ledger } from "./ledger/ledger.ts";
import { pause } from "./ledger/pause.ts";
import type { Logger } from "./ops/log.ts";
import type { Metrics } from "./ops/metrics.ts";
import { ConfigError } from "./ops/problem.ts";
import { reason } from "./ops/reason.ts";
import type { Texts } from "./texts/index.ts";
import { version } from "./version.ts";
import { parseJid } from "./xmpp/jid.ts";
import type { Link } from "./xmpp/link/link.ts";
import { serialise } from "./xmpp/out/serialise.ts";
import { type Host, installPlugins } from "./xmpp/plugin.ts";
import { type Scheduler, systemScheduler } from "./xmpp/scheduler.ts";
import { createStream } from "./xmpp/stream.ts";
import { plugins } from "./xmpp/xep/index.ts";
import { withDelay } from "./xmpp/xep/message/delay.ts";

export interface ComponentOptions {
  readonly config: Config;
  readonly texts: Texts;
  readonly features: (parts: Parts) => readonly Feature[];
  readonly log: Logger;
  readonly metrics: Metrics;
  /** A stream is open, and all that earlier ones left was sent on it. */
  readonly onReady?: () => void;
  /** Another instance is active now, so nothing may be sent any more. */
  readonly onLeaseLost?: () => void;
  /** Another instance is active, and this one waits for its end. */
  readonly onStandby?: () => void;
  /** The stream's clock; the system's by default. */
  readonly scheduler?: Scheduler;
  /** The clock for stored times; the database's by default. */
  readonly clock?: Clock;
}

export interface Component {
  readonly host: Host;
  readonly link: Link;
  readonly lease: Lease;
  readonly ledger: Ledger;
  /** A stream is open, and all that earlier ones left was sent on it. */
  readonly ready: boolean;
  /**
   * Starts the work in the background. The lease and the stream are requested separately. Rejects with the problem that
   * keeps a feature from starting.
   */
  start(): Promise<void>;
  /** What this process still waits for before it serves people without a stream; `undefined` where it never does. */
  waitingFor(): Promise<readonly string[] | undefined>;
  /** Asks the database for what the metrics are to show. Resolves when that is known, or after a while. */
  measure(): Promise<void>;
  /** The configuration was read anew. */
  reload(config: Config): void;
  /** A stream is open. The link calls this, or a test that has no link. */
  online(): Promise<void>;
  /** The stream is lost. */
  offline(): void;
  /** Answers every request with an error from now on, so that nobody believes it was accepted. */
  refuse(): void;
  /** Finishes the accepted jobs. Gives `false` if the server may not have all of their stanzas. */
  drain(): Promise<boolean>;
  /** Sends the last stanzas before the stream is closed. */
  goodbye(): Promise<void>;
  /** Closes everything at once. */
  stop(): Promise<void>;
}

// A scrape is given up after ten seconds, and the numbers in memory are worth having where the database is away.
const MEASURING_MS = 2_000;

/** Puts a component together without starting anything. */
export function createComponent(options: ComponentOptions): Component {
  const { config, texts, log, metrics, onLeaseLost = () => {}, scheduler = systemScheduler } = options;
  const { domain } = config.xmpp;
  const database: DatabaseOptions = {
    url: config.database.url,
    schema: config.database.schema,
    applicationName: applicationName(domain),
    connections: metrics.connections,
  };
  /** Grows with each stream and with each loss of one. */
  let stream = 0;
  let ready = false;
  const { host, link } = createStream({
    ...config.xmpp,
    version,
    log,
    clock: systemClock,
    scheduler,
    maySend: () => lease.tenure !== undefined,
    onAttempt: (outcome) => metrics.streamConnects.inc({ outcome }),
    onOnline: () => void online(),
    onOffline: offline,
    onCounted: (direction, stanza) => {
      metrics.stanzas[direction][stanza]++;
    },
  });
  const notifications = new Notifications({ database, log });
  // Stored times are the database's. The stream, and answers about our own time, use the system's clock.
  const databaseClock = new DatabaseClock();
  const clock = options.clock ?? databaseClock.now;
  const lease = new Lease({
    database,
    notifications,
    domain,
    holder: config.xmpp.instance,
    log,
    clock: databaseClock,
    online: () => link.online,
    onLost: onLeaseLost,
    ...(options.onStandby && { onStandby: options.onStandby }),
  });
  const ledger = new Ledger({
    database,
    domain,
    clock,
    log,
    channel: host.writer,
    notifications,
    serialise: (element) => serialise(element, domain),
    delayed: (stanza, decidedAt) => withDelay(stanza, domain, decidedAt),
    tenure: () => lease.tenure,
    onLeaseLost,
    onPressure: (high) => (high ? link.pause() : link.resume()),
    onBatch: (jobs, seconds) => {
      metrics.batchSize.observe(jobs);
      metrics.batchSeconds.observe(seconds);
    },
    onJob: ({ once, person }, outcome) => {
      // Of the jobs of people, only messages have this key.
      if (once !== undefined && person !== undefined) metrics.messages[outcome]++;
    },
    onTimer: (outcome) => {
      metrics.timers[outcome]++;
    },
  });
  addDomain(host, config.bot.name);
  const features = options.features({
    config,
    texts,
    host,
    ledger,
    database,
    notifications,
    clock,
    scheduler,
    log,
  });
  for (const feature of features) attach(feature, { host, ledger, metrics });
  installPlugins(host, plugins);

  async function online(): Promise<void> {
    const present = ++stream;
    for (const { name, online: begin } of features) {
      begin?.().catch((error: unknown) => log.error({ err: error }, `${name} failed to use the new stream`));
    }
    // Timers carry on after this: nobody's silence counts while there was no stream.
    await lease.markOnline().catch((error: unknown) => {
      log.warn({ reason: reason(error) }, "the time without a stream could not be recorded");
    });
    if (present !== stream || !(await ledger.online())) return;
    ready = true;
    options.onReady?.();
  }

  function offline(): void {
    stream++;
    ready = false;
    ledger.offline();
    for (const feature of features) feature.offline?.();
  }

  let measuring: Promise<unknown> | undefined;
  /** A database that is away is not asked again while it owes an answer. */
  async function measure(): Promise<void> {
    measuring ??= Promise.all(features.map((feature) => feature.measure?.())).finally(() => {
      measuring = undefined;
    });
    await Promise.race([measuring, pause(MEASURING_MS)]);
  }

  return {
    host,
    link,
    lease,
    ledger,
    get ready() {
      return ready;
    },
    async start() {
      notifications.start();
      ledger.start();
      for (const feature of features) await feature.start?.();
    },
    async waitingFor() {
      const asked = features.filter((feature) => feature.waitingFor !== undefined);
      if (asked.length > 0 && notifications.refused) return ["database"];
      const waiting = await Promise.all(asked.map((feature) => feature.waitingFor?.()));
      const told = waiting.filter((words) => words !== undefined);
      return told.length === 0 ? undefined : told.flat();
    },
    measure,
    reload(renewed) {
      for (const feature of features) feature.reload?.(renewed);
    },
    online,
    offline,
    refuse() {
      for (const feature of features) feature.refuse?.();
    },
    drain: () => ledger.drain(),
    async goodbye() {
      for (const feature of features) await feature.drain?.();
    },
    async stop() {
      await Promise.all([link.stop(), ...features.map((feature) => feature.stop?.())]);
      // From here on nothing is sent. A transaction under way is committed under the lease, or not at all.
      await Promise.all([lease.release(), ledger.stop(), notifications.stop()]);
    },
  };
}

interface Attachment {
  readonly host: Host;
  readonly ledger: Ledger;
  readonly metrics: Metrics;
}

function attach(feature: Feature, { host, ledger, metrics }: Attachment): void {
  for (const address of feature.addresses ?? []) host.addresses.add(address);
  for (const [kind, handler] of Object.entries(feature.timers ?? {})) ledger.timers.on(kind, handler);
  ledger.register(feature.statements ?? []);
  for (const sweep of feature.sweeps ?? []) ledger.sweeper.add(sweep);
  for (const gauge of feature.gauges ?? []) metrics.addGauge(gauge);
  feature.listen?.(host.router);
}

/** The domain itself is an address too: entities may query it and subscribe to it. */
function addDomain({ addresses, domain }: Host, name: string): void {
  const jid = parseJid(domain);
  if (jid === undefined) {
    throw new ConfigError([{ key: "xmpp.domain", text: `${domain} cannot be an address` }]);
  }
  const identities = [{ category: "component", type: "generic", name }];
  addresses.add({ jid, name, identities, features: [], listed: false, roster: "kept" });
}
