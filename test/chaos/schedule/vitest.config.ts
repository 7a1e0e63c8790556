/** The configuration for `npm run chaos`. `npm test` runs only `schedule.test.ts` of this folder. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: { include: ["by-hand.ts"], reporters: ["default"], teardownTimeout: 30_000 },
});
