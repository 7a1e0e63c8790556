/** Runs the application until it gets SIGTERM or SIGINT. */
import { createApp } from "./app.ts";
import { readSettings } from "./settings.ts";

const settings = readSettings(process.env);
const app = await createApp(settings);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    app.close().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
}
await app.listen({ host: settings.host, port: settings.port });
console.log("ready");
