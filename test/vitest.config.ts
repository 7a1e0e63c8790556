import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const shared = {
  root: at(".."),
  resolve: {
    alias: [
      { find: /^anteroom\/testing$/, replacement: at("../src/testing.ts") },
      { find: /^anteroom$/, replacement: at("../src/index.ts") },
    ],
  },
};

export default defineConfig({
  ...shared,
  test: {
    // Two at a time: each of them may run a Prosody, an Anteroom and clients of its own.
    maxWorkers: 2,
    reporters: ["default"],
    teardownTimeout: 30_000,
    projects: [
      {
        // Nothing outside the test's own process.
        ...shared,
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          testTimeout: 30_000,
          typecheck: {
            enabled: true,
            include: ["test/types/**/*.test-d.ts"],
            tsconfig: at("../tsconfig.json"),
          },
        },
      },
      {
        // Real PostgreSQL for all of them, real Prosody where a test asks for one.
        ...shared,
        test: {
          name: "real",
          include: ["test/{scenario,server,chaos}/**/*.test.ts"],
          globalSetup: [at("support/global-setup.ts")],
          // No test is to come near these: they end what hangs, on a machine that is also busy otherwise.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Real Chromium. Its pages load the module that the build has made. It comes after the others: a network interface
        // that comes or goes with a container breaks off what a page loads (ERR_NETWORK_CHANGED).
        ...shared,
        test: {
          name: "browser",
          sequence: { groupOrder: 1 },
          globalSetup: [at("support/global-setup.ts")],
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
