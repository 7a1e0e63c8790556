import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/**
 * The metrics, for Prometheus. One plain object is made at the start and handed to the parts. Each part writes its own
 * numbers, and none reads them. Names and labels are an interface to dashboards: the README lists them, and a test
 * compares it with this file. No label ever holds an address or anything that people wrote.
 */
export interface Metrics {
  readonly registry: Registry;
  readonly streamConnects: Counter<"outcome">;
  readonly stanzas: Readonly<Record<"in" | "out", Tally<"message" | "presence" | "iq">>>;
  readonly batchSize: Histogram;
  readonly batchSeconds: Histogram;
  readonly messages: Tally<"handled" | "repeated" | "failed">;
  /** Sets the source of the gauges. Until then they are 0. */
  readonly readGauges: (read: () => Gauges) => void;
  /** Adds a gauge of a feature's. */
  readonly addGauge: (gauge: GaugeOptions) => void;
}

export interface GaugeOptions {
  /** Begins with `anteroom_`. */
  readonly name: string;
  readonly help: string;
  /** Looks the number up. */
  read(): number;
}

/** Counts for each message: plain numbers, since one of the library's counters costs microseconds each time. */
export type Tally<Kind extends string> = Record<Kind, number>;

/** Values that are looked up when the metrics are read. */
export interface Gauges {
  readonly streamOnline: boolean;
  readonly leaseHeld: boolean;
  readonly mailboxBacklog: number;
  readonly outboxUnconfirmed: number;
  readonly outboxOldest: number;
}

/**
 * @param options.process adds the process's own metrics (memory, CPU, event loop). They watch the garbage collector until
 *   the process ends, so they are for `serve` and not for tests.
 */
export function createMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process) collectDefaultMetrics({ register: registry });
  let read: () => Gauges = () => ({
    streamOnline: false,
    leaseHeld: false,
    mailboxBacklog: 0,
    outboxUnconfirmed: 0,
    outboxOldest: 0,
  });
  const addGauge = (options: GaugeOptions): void => {
    new Gauge({
      name: options.name,
      help: options.help,
      registers,
      collect() {
        this.set(options.read());
      },
    });
  };
  const gauge = (name: string, key: keyof Gauges, help: string) =>
    addGauge({ name, help, read: () => Number(read()[key]) });
  gauge(
    "anteroom_stream_online",
    "streamOnline",
    "1 while the stream to the XMPP server is authenticated, else 0",
  );
  gauge("anteroom_lease_held", "leaseHeld", "1 while this instance holds the lease of its domain, else 0");
  gauge("anteroom_mailbox_backlog", "mailboxBacklog", "events from people that wait to be handled");
  gauge(
    "anteroom_outbox_unconfirmed",
    "outboxUnconfirmed",
    "replies handed to the server that it has not provably read",
  );
  gauge(
    "anteroom_outbox_oldest_seconds",
    "outboxOldest",
    "age of the oldest reply that the server has not provably read, 0 if there is none; above 60 `/readyz` answers 503",
  );
  const stanzas: Metrics["stanzas"] = {
    in: { message: 0, presence: 0, iq: 0 },
    out: { message: 0, presence: 0, iq: 0 },
  };
  new Counter({
    name: "anteroom_stanzas_total",
    help: "stanzas, by direction (in, out) and stanza (message, presence, iq)",
    labelNames: ["direction", "stanza"],
    registers,
    collect() {
      this.reset();
      for (const [direction, counts] of Object.entries(stanzas)) {
        for (const [stanza, count] of Object.entries(counts)) this.inc({ direction, stanza }, count);
      }
    },
  });
  const messages: Metrics["messages"] = { handled: 0, repeated: 0, failed: 0 };
  new Counter({
    name: "anteroom_messages_total",
    help: "messages from people, by outcome: handled, repeated (recognised and not handled again), failed (an apology was sent)",
    labelNames: ["outcome"],
    registers,
    collect() {
      this.reset();
      for (const [outcome, count] of Object.entries(messages)) this.inc({ outcome }, count);
    },
  });
  const streamConnects = new Counter({
    name: "anteroom_stream_connects_total",
    help: "attempts to connect to the XMPP server, by outcome: online, refused (secret, domain or port is wrong, or another connection has the domain), failed",
    labelNames: ["outcome"],
    registers,
  });
  for (const outcome of ["online", "refused", "failed"]) streamConnects.inc({ outcome }, 0);
  return {
    registry,
    streamConnects,
    stanzas,
    batchSize: new Histogram({
      name: "anteroom_batch_size",
      help: "events that shared one transaction",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    }),
    batchSeconds: new Histogram({
      name: "anteroom_batch_seconds",
      help: "time from loading a batch to its commit, in seconds",
      // A commit takes a millisecond on a good disk. A second means that the database is in trouble.
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    messages,
    readGauges: (source) => {
      read = source;
    },
    addGauge,
  };
}

/** The README's table of metrics. It does not list the process's own metrics, which are prom-client's. */
export async function metricsTable(): Promise<string> {
  const metrics = await createMetrics().registry.getMetricsAsJSON();
  const rows = metrics.map(({ name, type, help }) => `| \`${name}\` | ${String(type)} | ${help} |`);
  return ["| metric | type | meaning |", "|---|---|---|", ...rows].join("\n");
}
