/**
 * One component: stream, ledger and features wired together. What each means is elsewhere; here is who gets whom.
 */
import { systemClock } from "./clock.ts";
import type { Config } from "./config/settings.ts";
import { type Conversations, createConversations, type Registry } from "./conversations/index.ts";
import { StanzaError } from "./errors.ts";
import { DatabaseClock } from "./ledger/database/clock.ts";
import type { DatabaseOptions } from "./ledger/database/database.ts";
import { Notifications } from "./ledger/database/notifications.ts";
import { Session } from "./ledger/database/session.ts";
import { Lease } from "./ledger/lease/lease.ts";
import { applicationName } from "./ledger/lease/lost-transactions.ts";
import { LeaseLost } from "./ledger/lease/tenure.ts";
import { Ledger } from "./ledger/ledger.ts";
import type { Logger } from "./ops/log.ts";
import type { Metrics } from "./ops/metrics.ts";
import { ConfigError } from "./ops/problem.ts";
import { createRoster, type Roster } from "./roster/roster.ts";
import { version } from "./version.ts";
import type { Commands } from "./xmpp/commands.ts";
import { parseJid } from "./xmpp/jid.ts";
import type { Link } from "./xmpp/link/link.ts";
import { serialise } from "./xmpp/out/serialise.ts";
import { type Address, type Host, installPlugins } from "./xmpp/plugin.ts";
import { type Scheduler, systemScheduler } from "./xmpp/scheduler.ts";
import { createStream } from "./xmpp/stream.ts";
import { caps } from "./xmpp/xep/caps.ts";
import { COMMAND_FEATURES } from "./xmpp/xep/commands.ts";
import { withDelay } from "./xmpp/xep/delay.ts";
import { plugins } from "./xmpp/xep/index.ts";
import { avatarUpdate } from "./xmpp/xep/vcard-avatar.ts";

export interface ComponentOptions {
  readonly config: Config;
  readonly registry: Registry;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** A stream is open. */
  readonly onOnline: () => void;
  readonly onOffline: () => void;
  /** Another instance acts now; nothing may be sent any more. */
  readonly onLeaseLost: () => void;
  /** The stream's time; that of the system by default. */
  readonly scheduler?: Scheduler;
}

export interface Component {
  readonly host: Host;
  readonly link: Link;
  readonly lease: Lease;
  readonly ledger: Ledger;
  readonly roster: Roster;
  /** Starts what works in the background; the lease and the stream are asked for apart. */
  start(): void;
  /** Answers messages and commands with an error from now on: what is not taken in must not be thought to be. */
  refuse(): void;
  /** Closes everything, at once. */
  stop(): Promise<void>;
}

/** Wires a component; nothing is started yet. */
export function createComponent(options: ComponentOptions): Component {
  const { config, registry, log, metrics } = options;
  const { domain } = config.xmpp;
  const database: DatabaseOptions = {
    url: config.database.url,
    schema: config.database.schema,
    applicationName: applicationName(domain),
  };
  const { host, link } = createStream({
    ...config.xmpp,
    version,
    log,
    clock: systemClock,
    ...(options.scheduler && { scheduler: options.scheduler }),
    maySend: () => lease.tenure !== undefined,
    onAttempt: (outcome) => metrics.streamConnects.inc({ outcome }),
    onOnline: options.onOnline,
    onOffline: options.onOffline,
    onCounted: (direction, stanza) => {
      metrics.stanzas[direction][stanza]++;
    },
  });
  const notifications = new Notifications({ database, log });
  // What is stored carries the database's time; the stream and the answers about our own time keep the system's.
  const clock = new DatabaseClock();
  const lease = new Lease({
    database,
    notifications,
    domain,
    holder: config.xmpp.instance,
    log,
    clock,
    online: () => link.online,
    onLost: options.onLeaseLost,
  });
  const ledger = new Ledger({
    database,
    domain,
    clock: clock.now,
    log,
    channel: host.writer,
    notifications,
    serialise: (element) => serialise(element, domain),
    delayed: (stanza, decidedAt) => withDelay(stanza, domain, decidedAt),
    tenure: () => {
      if (lease.tenure === undefined) throw new LeaseLost("the lease is not held");
      return lease.tenure;
    },
    onLeaseLost: options.onLeaseLost,
    onPressure: (high) => (high ? link.pause() : link.resume()),
    onBatch: (jobs, seconds) => {
      metrics.batchSize.observe(jobs);
      metrics.batchSeconds.observe(seconds);
    },
    onJob: ({ once }, outcome) => {
      // Messages have such a key, and nothing else.
      if (once !== undefined) metrics.messages[outcome]++;
    },
  });
  const bot = botAddress(config);
  const session = new Session(database, log);
  const conversations: Conversations = createConversations({
    registry,
    settings: config.conversations,
    domain,
    bot: `${bot.jid.bare}/${config.bot.resource}`,
    clock: clock.now,
    scheduler: systemScheduler,
    log,
    post: (job) => ledger.post(job),
    timers: ledger.timers,
    sweeper: ledger.sweeper,
    presence: (db, personIds) => roster.presence(db, personIds),
    sendNow: (element) => host.writer.send(element),
  });
  const door = createDoor();
  const { list, execute } = conversations.commands;
  const commands: Commands = {
    list,
    execute: (request, stanza) => {
      door.pass();
      return execute(request, stanza);
    },
  };
  addAddresses(host, { ...bot, features: COMMAND_FEATURES, commands });
  installPlugins(host, plugins);
  const roster = createRoster({
    domain,
    addresses: host.addresses,
    writer: host.writer,
    mailbox: ledger.mailbox,
    iq: host.iq,
    db: session,
    log,
    presenceExtras: (address) => [caps(host, address), avatarUpdate(address)],
    follower: conversations.follower,
  });
  listen(host, bot, roster, conversations, door);
  return {
    host,
    link,
    lease,
    ledger,
    roster,
    refuse: door.close,
    start() {
      notifications.start();
      ledger.start();
    },
    async stop() {
      await link.stop();
      await Promise.all([ledger.stop(), session.stop(), notifications.stop()]);
      await lease.release();
    },
  };
}

function botAddress({ bot, xmpp }: Config): Address {
  const jid = parseJid(`${bot.address}@${xmpp.domain}`);
  if (jid === undefined) {
    throw new ConfigError([{ key: "bot.address", text: `${bot.address} cannot be part of an address` }]);
  }
  return {
    jid,
    name: bot.name,
    resource: bot.resource,
    identities: [{ category: "client", type: "bot", name: bot.name }],
    features: [],
    listed: true,
  };
}

function addAddresses({ addresses, domain }: Host, bot: Address): void {
  const jid = parseJid(domain);
  if (jid === undefined) {
    throw new ConfigError([{ key: "xmpp.domain", text: `${domain} cannot be an address` }]);
  }
  const identities = [{ category: "component", type: "generic", name: bot.name }];
  addresses.add({ jid, name: bot.name, identities, features: [], listed: false });
  addresses.add(bot);
}

/** Through it goes what people want done, until it is closed. */
interface Door {
  /** Throws the error that answers what comes too late. */
  pass(): void;
  close(): void;
}

function createDoor(): Door {
  let closed = false;
  return {
    pass() {
      if (!closed) return;
      const text = "I am about to restart. Please send that again in a moment.";
      throw new StanzaError("recipient-unavailable", { text, type: "wait" });
    },
    close() {
      closed = true;
    },
  };
}

/** Sends messages and presence to who handles them. */
function listen(host: Host, bot: Address, roster: Roster, conversations: Conversations, door: Door): void {
  host.router.on({ stanza: "message", to: { local: bot.jid.local } }, (stanza) => {
    door.pass();
    conversations.onMessage(stanza);
  });
  host.router.on({ stanza: "presence" }, (stanza) => roster.onPresence(stanza));
}
