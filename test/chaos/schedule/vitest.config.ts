/** Of `npm run chaos` alone: what `npm test` runs of this folder is `schedule.test.ts`. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: { include: ["by-hand.ts"], reporters: ["default"], teardownTimeout: 30_000 },
});
