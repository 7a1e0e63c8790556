/**
 * The whole component in the test's own process: stream, ledger and conversations wired as `serve` wires them, on a
 * real database. Only the time between two streams is the test's.
 */
import { pino } from "pino";
import { type Component, createComponent } from "../../../src/component.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { createRegistry } from "../../../src/conversations/index.ts";
import type { Responder } from "../../../src/conversations/responders/responder.ts";
import { type CreateFeatures, loadFeatures } from "../../../src/features.ts";
import { createMetrics, type Metrics } from "../../../src/ops/metrics.ts";
import { createTexts } from "../../../src/texts/index.ts";
import type { TestDatabase } from "../database/postgres.ts";
import { Arrivals } from "../process/arrivals.ts";
import { FakeScheduler } from "../process/fake-scheduler.ts";
import { disposeWithTest } from "../process/lifetime.ts";

export interface ComponentUnderTestOptions {
  readonly url: string;
  readonly domain: string;
  readonly database: Pick<TestDatabase, "url" | "schema">;
  readonly responders: readonly Responder[];
  /** In place of those that there are. */
  readonly features?: CreateFeatures;
}

export interface ComponentUnderTest extends AsyncDisposable {
  readonly component: Component;
  readonly metrics: Metrics;
  /** Resolves when the present stream is open and all that was left unconfirmed is given to it. */
  ready(): Promise<void>;
  /** After the loss of a stream: opens the next one. */
  retry(): Promise<void>;
}

/** Holds the lease, and has begun to connect. */
export async function startComponent(options: ComponentUnderTestOptions): Promise<ComponentUnderTest> {
  const time = new FakeScheduler();
  // so that each wait is short, whatever went before
  time.chance = 0;
  let readies = 0;
  const ready = new Arrivals<number>("the component's streams");
  const lost = new Arrivals<string>("the component's log");
  const write = (line: string) => {
    if (line.includes("next attempt in")) lost.take(line);
  };
  const metrics = createMetrics();
  const config = loadConfig({
    env: {
      ANTEROOM_XMPP_URL: options.url,
      ANTEROOM_XMPP_DOMAIN: options.domain,
      ANTEROOM_XMPP_SECRET: "secret",
      ANTEROOM_DATABASE_URL: options.database.url,
      ANTEROOM_DATABASE_SCHEMA: options.database.schema,
    },
    cwd: "/",
  });
  const { features = await loadFeatures(config) } = options;
  const component = createComponent({
    config,
    texts: createTexts({ language: "en" }),
    features: (parts) => features(parts, createRegistry(options.responders)),
    log: pino({ level: "info" }, { write }),
    metrics,
    scheduler: time,
    onReady: () => ready.take(++readies),
  });
  await component.start();
  await component.lease.acquire(true);
  component.ledger.leaseTaken();
  component.link.start();
  return disposeWithTest({
    component,
    metrics,
    async ready() {
      while (!component.ready) await ready.next();
    },
    async retry() {
      await lost.next();
      time.advance(time.nextIn ?? 0);
    },
    async [Symbol.asyncDispose]() {
      const stopped = component.stop();
      // whatever the server does, the socket is destroyed when this has passed
      time.advance(2_000);
      await stopped;
    },
  });
}
