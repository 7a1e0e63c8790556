/** The configuration for the runs that are started by hand: `npm run chaos`, `npm run chaos:rooms` and so on. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["by-hand.ts"],
    globalSetup: [fileURLToPath(new URL("../../support/global-setup.ts", import.meta.url))],
    reporters: ["default"],
    teardownTimeout: 30_000,
  },
});
