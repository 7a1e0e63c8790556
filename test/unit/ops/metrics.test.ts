import { describe, expect, test } from "vitest";
import { createMetrics } from "../../../src/ops/metrics.ts";

describe("the metrics", () => {
  test("gauges are read on demand, and are 0 before there is anything to read", async () => {
    const metrics = createMetrics();
    expect(await metrics.registry.metrics()).toContain("anteroom_outbox_unconfirmed 0");
    const now = {
      streamOnline: true,
      leaseHeld: true,
      mailboxBacklog: 3,
      outboxUnconfirmed: 7,
      outboxOldest: 61,
      timersOverdue: 2.5,
    };
    metrics.readGauges(() => now);
    const text = await metrics.registry.metrics();
    expect(text).toContain("anteroom_stream_online 1");
    expect(text).toContain("anteroom_lease_held 1");
    expect(text).toContain("anteroom_mailbox_backlog 3");
    expect(text).toContain("anteroom_outbox_unconfirmed 7");
    expect(text).toContain("anteroom_outbox_oldest_seconds 61");
    expect(text).toContain("anteroom_timers_overdue_seconds 2.5");
  });

  test("an outcome that has not occurred is reported as 0", async () => {
    const text = await createMetrics().registry.metrics();
    for (const outcome of ["online", "refused", "failed"]) {
      expect(text).toContain(`anteroom_stream_connects_total{outcome="${outcome}"} 0`);
    }
  });

  test("two components in one process do not share their numbers", async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.messages.handled++;
    expect(await one.registry.metrics()).toContain('anteroom_messages_total{outcome="handled"} 1');
    expect(await other.registry.metrics()).toContain('{outcome="handled"} 0');
  });

  test("the process's own metrics are included for `serve`", async () => {
    expect(await createMetrics({ process: true }).registry.metrics()).toContain("process_cpu_seconds_total");
    expect(await createMetrics().registry.metrics()).not.toContain("process_cpu_seconds_total");
  });

  test("every name begins with anteroom_, and every counter's name ends in _total", async () => {
    for (const { name, type, help } of await createMetrics().registry.getMetricsAsJSON()) {
      expect(name).toMatch(/^anteroom_[a-z_]+$/);
      expect(String(type) === "counter").toBe(name.endsWith("_total"));
      expect(help).not.toBe("");
    }
  });
});
