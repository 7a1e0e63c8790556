/**
 * `anteroom serve`: configuration → database → lease → stream → signals.
 *
 * An instance first waits for the lease, then connects. Whenever a stream opens, it announces presence and sends the
 * stanzas that earlier streams left unconfirmed before the ledger carries on. Whenever the lease is lost, it closes the
 * stream and waits again. On a signal it drains: it finishes the jobs that it has accepted, then closes everything.
 */
import { setFlagsFromString } from "node:v8";
import { type Component, createComponent } from "./component.ts";
import { reload } from "./config/reload.ts";
import { secretsOf } from "./config/secrets.ts";
import type { Config } from "./config/settings.ts";
import type { Registry } from "./conversations/index.ts";
import { type CreateFeatures, loadFeatures } from "./features.ts";
import { prepare } from "./ledger/database/migrate.ts";
import { whenUp } from "./ledger/database/when-up.ts";
import { onHangUp } from "./ops/hang-up.ts";
import { Health, type Readiness } from "./ops/health.ts";
import { createLog, type Logger, logWarnings } from "./ops/log.ts";
import { createMetrics, type Gauges, type Metrics } from "./ops/metrics.ts";
import { made } from "./ops/problem.ts";
import { Shutdown } from "./ops/shutdown.ts";
import { createSupervisor, type Supervisor } from "./ops/supervisor.ts";
import { onUncaught } from "./ops/uncaught.ts";
import { configuredResponders } from "./responders.ts";
import { loadTexts, type Texts } from "./texts/index.ts";
import { version } from "./version.ts";

/** Exit status if another instance holds the lease and `--no-wait` was given (EX_TEMPFAIL of sysexits.h). */
const HELD_ELSEWHERE = 75;

// On a machine with enough memory, V8 lets garbage grow to several times the live heap before it collects. The live heap
// is small here and stays small. Collecting at 20 % more halves the process, at no measurable cost.
setFlagsFromString("--heap-growing-percent=20");
// From what survives for a moment under load, V8 concludes now and then that all of its kind lives long, and makes it
// among the old objects from then on: three times as many collections of the whole heap, and a tenth of the rate.
setFlagsFromString("--no-allocation-site-pretenuring");
// Half a megabyte of young objects survives at a time: the threads that would help to move it are waited for longer than
// the move takes, where the server and the database want the other cores.
setFlagsFromString("--no-parallel-scavenge");

/**
 * Runs the component until a signal ends it. Gives the exit status. Throws the error that keeps it from starting.
 *
 * @param reread reads the configuration anew. Throws a `ConfigError`.
 */
export async function serve(
  config: Config,
  options: { readonly wait: boolean },
  folder: string,
  reread: () => Config,
): Promise<number> {
  const log = createLog({ ...config.log, ...config.xmpp, secrets: secretsOf(config) });
  logWarnings(log);
  using _uncaught = onUncaught({ log });
  const [texts, registry] = await made(
    () => loadTexts(config.bot),
    () => configuredResponders(config.conversations, folder),
  );
  log.info({ version, node: process.version, responders: [...registry.keys()] }, "starting");
  if (registry.size === 0 && config.rooms.service === undefined) {
    log.warn("conversations.responders names no responder: the bot has nothing to talk about");
  }
  const metrics = createMetrics({ process: true });
  await using shutdown = new Shutdown({ timeout: config.shutdown.timeout, log });
  shutdown.start();
  await using supervisor = createSupervisor({ env: process.env, log });
  shutdown.signal.addEventListener("abort", () => supervisor.stopping());
  let instance: Instance | undefined;
  let running = config;
  const take = (renewed: Config): void => {
    instance?.reload(renewed);
  };
  using _hangUp = onHangUp({
    asked: () => {
      if (shutdown.signal.aborted) return;
      supervisor.reloading(() => {
        running = reload(running, { read: reread, log, take });
      });
    },
    terminalClosed: () => shutdown.request("SIGHUP: the terminal was closed"),
  });
  await using health = new Health({
    listen: config.ops.listen,
    readiness: async () => (await instance?.readiness()) ?? withoutDatabase(config),
    registry: {
      contentType: metrics.registry.contentType,
      async metrics() {
        await instance?.measure();
        return metrics.registry.metrics();
      },
    },
    log,
  });
  await health.start();
  log.info({ listen: health.address }, "health and metrics are served");
  const migrated = await whenUp(() => prepare(config.database), { log, signal: shutdown.signal });
  for (const name of migrated ?? []) log.info({ migration: name }, "migration applied");
  let status = 0;
  if (migrated !== undefined) {
    const features = await loadFeatures(running);
    instance = new Instance({
      config: running,
      features,
      texts,
      log,
      metrics,
      registry,
      shutdown,
      supervisor,
    });
    status = await instance.run(options.wait);
  }
  if (shutdown.signal.aborted) log.info("stopped");
  return status;
}

function withoutDatabase({ http }: Config): Readiness {
  const waiting = ["database"];
  const forBrowsers = http.listen === undefined ? undefined : waiting;
  return { lease: false, stream: false, forStream: waiting, forBrowsers };
}

interface InstanceOptions {
  readonly config: Config;
  readonly features: CreateFeatures;
  readonly texts: Texts;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly registry: Registry;
  readonly shutdown: Shutdown;
  readonly supervisor: Supervisor;
}

class Instance {
  readonly #options: InstanceOptions;
  readonly #component: Component;
  #lost: () => void = () => {};

  constructor(options: InstanceOptions) {
    this.#options = options;
    const { config, features, texts, log, metrics, registry, supervisor } = options;
    this.#component = createComponent({
      config,
      texts,
      log,
      metrics,
      features: (parts) => features(parts, registry),
      onReady: () => {
        log.info("ready");
        supervisor.ready("talking with people");
      },
      // It is as ready as it can be: a start of the service does not wait until the other instance ends.
      onStandby: () => supervisor.ready("standing by"),
      onLeaseLost: () => this.#lost(),
    });
    metrics.readGauges(() => this.#gauges());
  }

  async readiness(): Promise<Readiness> {
    const { lease, link } = this.#component;
    const ending = this.#options.shutdown.signal.aborted;
    const forBrowsers = await this.#component.waitingFor();
    return {
      lease: lease.tenure !== undefined,
      stream: link.online,
      forStream: this.#waitingForStream(),
      forBrowsers: ending && forBrowsers !== undefined ? ["restart"] : forBrowsers,
    };
  }

  #waitingForStream(): readonly string[] {
    const { lease, ledger, link, ready } = this.#component;
    if (this.#options.shutdown.signal.aborted) return ["restart"];
    if (lease.tenure === undefined) return ["lease"];
    if (!link.online) return ["stream"];
    return ready && !ledger.outbox.stuck ? [] : ["outbox"];
  }

  measure(): Promise<void> {
    return this.#component.measure();
  }

  reload(config: Config): void {
    this.#component.reload(config);
  }

  async run(wait: boolean): Promise<number> {
    const { lease, ledger, link } = this.#component;
    const { metrics, shutdown } = this.#options;
    const { signal, requested } = shutdown;
    // A standby that is told to end stops waiting for the lease.
    signal.addEventListener("abort", () => {
      if (lease.tenure === undefined) void lease.release();
    });
    try {
      await this.#component.start();
      while (!signal.aborted) {
        if (!(await lease.acquire(wait))) return signal.aborted ? 0 : HELD_ELSEWHERE;
        const lost = new Promise<void>((resolve) => {
          this.#lost = resolve;
        });
        metrics.leases.taken++;
        ledger.leaseTaken();
        link.start();
        await Promise.race([lost, requested]);
        if (!signal.aborted) await this.#standBack();
      }
      await this.#drain();
      return 0;
    } finally {
      await this.#component.stop();
    }
  }

  /** Another instance is active: nothing is written or sent until the lease comes back. */
  async #standBack(): Promise<void> {
    this.#options.metrics.leases.lost++;
    this.#component.ledger.leaseLost();
    await this.#component.link.stop();
  }

  async #drain(): Promise<void> {
    const component = this.#component;
    const { log, shutdown } = this.#options;
    component.refuse();
    const late = shutdown.late.then(() => false);
    const drained = await Promise.race([component.drain(), late]);
    const { mailbox, outbox } = component.ledger;
    if (!drained && mailbox.size > 0) {
      log.warn(
        { waiting: mailbox.size },
        "not all messages received were handled in time; nobody got a receipt for the rest",
      );
    }
    if (!drained && (await outbox.hasUnsent())) {
      log.warn("unconfirmed replies stay in the outbox; the next start sends them");
    }
    await Promise.race([component.goodbye(), late]);
  }

  #gauges(): Gauges {
    const { lease, ledger, link } = this.#component;
    return {
      streamOnline: link.online,
      leaseHeld: lease.tenure !== undefined,
      mailboxBacklog: ledger.mailbox.size,
      outboxUnconfirmed: ledger.outbox.unconfirmed,
      outboxOldest: ledger.outbox.oldest,
      timersOverdue: ledger.timers.overdue,
    };
  }
}
