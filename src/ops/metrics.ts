import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/**
 * What is measured, for Prometheus. One plain object is made at the start and handed to the parts; each writes its
 * own numbers, none reads them. Names and labels are an interface to dashboards: they are listed in the README,
 * which a test compares with this file. No label ever holds an address or anything that somebody wrote.
 */
export interface Metrics {
  readonly registry: Registry;
  readonly streamOnline: Gauge;
  readonly streamConnects: Counter<"outcome">;
  readonly stanzas: Counter<"direction" | "stanza">;
  readonly mailboxBacklog: Gauge;
  readonly batchSize: Histogram;
  readonly batchSeconds: Histogram;
  readonly outboxUnconfirmed: Gauge;
  readonly messages: Counter<"outcome">;
  readonly leaseHeld: Gauge;
}

/**
 * @param options.process also the process's own numbers (memory, CPU, event loop), which watch the garbage
 *   collector until the process ends: for `serve`, not for tests.
 */
export function createMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process) collectDefaultMetrics({ register: registry });
  return {
    registry,
    streamOnline: new Gauge({
      name: "anteroom_stream_online",
      help: "1 while the stream to the XMPP server is authenticated, else 0",
      registers,
    }),
    streamConnects: new Counter({
      name: "anteroom_stream_connects_total",
      help: "attempts to connect to the XMPP server, by outcome: online, refused (handshake or host), failed",
      labelNames: ["outcome"],
      registers,
    }),
    stanzas: new Counter({
      name: "anteroom_stanzas_total",
      help: "stanzas, by direction (in, out) and stanza (message, presence, iq, other)",
      labelNames: ["direction", "stanza"],
      registers,
    }),
    mailboxBacklog: new Gauge({
      name: "anteroom_mailbox_backlog",
      help: "events of people that wait to be handled",
      registers,
    }),
    batchSize: new Histogram({
      name: "anteroom_batch_size",
      help: "events that shared one transaction",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    }),
    batchSeconds: new Histogram({
      name: "anteroom_batch_seconds",
      help: "time from loading a batch to its commit, in seconds",
      // A commit takes a millisecond on a good disk; a second says that the database is in trouble.
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    outboxUnconfirmed: new Gauge({
      name: "anteroom_outbox_unconfirmed",
      help: "messages in the outbox that the server has not provably taken",
      registers,
    }),
    messages: new Counter({
      name: "anteroom_messages_total",
      help: "events handled, by outcome: handled, repeated (recognised and not handled again), failed (an apology was sent)",
      labelNames: ["outcome"],
      registers,
    }),
    leaseHeld: new Gauge({
      name: "anteroom_lease_held",
      help: "1 while this instance holds the lease of its domain, else 0",
      registers,
    }),
  };
}

/** The rows of the README's table, between its markers. The process's own metrics are prom-client's and not listed. */
export async function metricsTable(): Promise<string> {
  const metrics = await createMetrics().registry.getMetricsAsJSON();
  const rows = metrics.map(({ name, type, help }) => `| \`${name}\` | ${String(type)} | ${help} |`);
  return ["| metric | type | meaning |", "|---|---|---|", ...rows].join("\n");
}
