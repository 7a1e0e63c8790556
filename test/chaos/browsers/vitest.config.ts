/** The configuration for `npm run chaos:browsers`. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at("."),
  test: {
    include: ["by-hand.ts"],
    globalSetup: [at("../../support/global-setup.ts")],
    reporters: ["default"],
    teardownTimeout: 30_000,
  },
});
