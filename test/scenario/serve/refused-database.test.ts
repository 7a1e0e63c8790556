/** What a component says of itself while PostgreSQL refuses connections. `/readyz` repeats it. */
import { expect, test } from "vitest";
import { createComponent } from "../../../src/component.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { createMetrics } from "../../../src/ops/metrics.ts";
import { createTexts } from "../../../src/texts/index.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";

test("a database that refuses connections is known to be away, and is not asked again", async () => {
  const { log, lines } = recordedLog();
  const env = {
    ANTEROOM_XMPP_URL: "xmpp://127.0.0.1:1",
    ANTEROOM_XMPP_DOMAIN: "help.example.org",
    ANTEROOM_XMPP_SECRET: "secret",
    ANTEROOM_DATABASE_URL: "postgresql://127.0.0.1:1/anteroom",
  };
  let asked = 0;
  const feature = {
    name: "one that waits for the database's answer",
    waitingFor: () => {
      asked++;
      return new Promise<never>(() => {});
    },
  };
  const component = createComponent({
    config: loadConfig({ env, cwd: "/" }),
    texts: createTexts({ language: "en" }),
    features: () => [feature],
    log,
    metrics: createMetrics(),
  });
  try {
    await component.start();
    await lines.next(({ msg }) => msg.includes("the connection for LISTEN was lost"));
    expect(await component.waitingFor()).toEqual(["database"]);
    expect(asked).toBe(0);
  } finally {
    await component.stop();
  }
});
