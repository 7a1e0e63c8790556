/** Runs the application until it gets SIGTERM or SIGINT. What keeps it from starting is told in one line. */
import type { FastifyInstance } from "fastify";
import { createApp } from "./app.ts";
import { readSettings, type Settings } from "./settings.ts";

/** `file`: further settings; what is in the environment already wins. */
export async function start(file: string | undefined): Promise<void> {
  let app: FastifyInstance | undefined;
  try {
    if (file !== undefined) readFile(file);
    const settings = readSettings(process.env);
    app = await createApp(settings);
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void end(app));
    await app.ready();
    await listen(app, settings);
    const [site = ""] = settings.origins;
    console.log(`ready: ${site}/ for visitors, ${site}/staff for staff`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
    await app?.close();
  }
}

function readFile(file: string): void {
  try {
    process.loadEnvFile(file);
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}

async function listen(app: FastifyInstance, { host, port }: Settings): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "EADDRINUSE" ? "another program has the port; choose another one" : message;
    throw new Error(`WEBAPP_LISTEN: cannot listen on ${host}:${port}: ${why}`);
  }
}

async function end(app: FastifyInstance | undefined): Promise<void> {
  try {
    await app?.close();
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}
