import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/**
 * The metrics, for Prometheus. One plain object is made at the start and handed to the parts. Each part writes its own
 * numbers, and none reads them. Names and labels are an interface to dashboards: docs/operate.md lists them, and a test
 * compares it with this file. No label ever holds an address or anything that people wrote.
 */
export interface Metrics {
  readonly registry: Registry;
  readonly streamConnects: Counter<"outcome">;
  readonly stanzas: Readonly<Record<"in" | "out", Tally<"message" | "presence" | "iq">>>;
  readonly batchSize: Histogram;
  readonly batchSeconds: Histogram;
  readonly messages: Tally<"handled" | "repeated" | "failed">;
  readonly timers: Tally<"done" | "failed">;
  readonly leases: Tally<"taken" | "lost">;
  readonly connections: Connections;
  /** Sets the source of the gauges. Until then they are 0. */
  readonly readGauges: (read: () => Gauges) => void;
  /** Adds a gauge of a feature's. */
  readonly addGauge: (gauge: GaugeOptions) => void;
}

export interface GaugeOptions {
  /** Begins with `anteroom_`; with `_total` where the number only grows, which makes it a counter. */
  readonly name: string;
  readonly help: string;
  /** Looks the number up. `undefined`: it is not known, and nothing is shown. */
  read(): number | ByLabel | undefined;
}

/** A number for each value of a label. */
export interface ByLabel {
  readonly label: string;
  readonly values: Readonly<Record<string, number>>;
}

/** The connections to the database, as those who use them count. */
export type Connections = Record<"open" | "busy" | "waiting", number>;

/** Counts for each message: plain numbers, since one of the library's counters costs microseconds each time. */
export type Tally<Kind extends string> = Record<Kind, number>;

/** Values that are looked up when the metrics are read. */
export interface Gauges {
  readonly streamOnline: boolean;
  readonly leaseHeld: boolean;
  readonly mailboxBacklog: number;
  readonly outboxUnconfirmed: number;
  readonly outboxOldest: number;
  readonly timersOverdue: number;
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
    timersOverdue: 0,
  });
  const addGauge = ({ name, help, read }: GaugeOptions): void => {
    const first = read();
    const labelNames = typeof first === "object" ? [first.label] : [];
    const Kind = name.endsWith("_total") ? Counter : Gauge;
    new Kind({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        const now = read();
        if (now === undefined) this.remove();
        else if (typeof now === "number") this.inc(now);
        else
          for (const [value, number] of Object.entries(now.values)) this.inc({ [now.label]: value }, number);
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
  const counter = <Kind extends string>(name: string, label: string, counts: Tally<Kind>, help: string) => {
    addGauge({ name, help, read: () => ({ label, values: counts }) });
    return counts;
  };
  const messages = counter(
    "anteroom_messages_total",
    "outcome",
    { handled: 0, repeated: 0, failed: 0 },
    "messages from people, by outcome: handled, repeated (recognised and not handled again), failed (an apology was sent)",
  );
  const timers = counter(
    "anteroom_timers_total",
    "outcome",
    { done: 0, failed: 0 },
    "due timers that were taken up (time-outs, effects, looks of conversations), by outcome: done, failed (tried again later)",
  );
  gauge(
    "anteroom_timers_overdue_seconds",
    "timersOverdue",
    "age of the oldest timer that was due at the last look, 0 if there was none",
  );
  const leases = counter(
    "anteroom_lease_changes_total",
    "change",
    { taken: 0, lost: 0 },
    "changes of the lease, by change: taken, lost (to another instance, or because it could not be renewed)",
  );
  const connections: Connections = { open: 0, busy: 0, waiting: 0 };
  addGauge({
    name: "anteroom_database_connections",
    help: "connections to PostgreSQL, by state: busy (a statement is under way), idle",
    read() {
      const busy = Math.min(connections.busy, connections.open);
      return { label: "state", values: { busy, idle: connections.open - busy } };
    },
  });
  addGauge({
    name: "anteroom_database_waiting",
    help: "statements and transactions that wait for a connection to PostgreSQL",
    read: () => connections.waiting + Math.max(0, connections.busy - connections.open),
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
    timers,
    leases,
    connections,
    readGauges: (source) => {
      read = source;
    },
    addGauge,
  };
}

/**
 * The table of metrics in docs/operate.md, with those of features. It does not list the process's own metrics, which are
 * prom-client's.
 */
export async function metricsTable(ofFeatures: readonly GaugeOptions[]): Promise<string> {
  const { registry, addGauge } = createMetrics();
  for (const gauge of ofFeatures) addGauge(gauge);
  const metrics = await registry.getMetricsAsJSON();
  const rows = metrics.map(({ name, type, help }) => `| \`${name}\` | ${String(type)} | ${help} |`);
  return ["| metric | type | meaning |", "|---|---|---|", ...rows].join("\n");
}
