/** A Prosody of this machine's own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NativeProsody } from "../../src/demo/prosody-native.ts";
import { startTestChild } from "./children.ts";
import type { ServerOptions, ServerProgram } from "./server.ts";

export async function startNative(options: ServerOptions): Promise<ServerProgram> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-prosody-"));
  const server = await NativeProsody.start({ ...options, folder, spawn: startTestChild });
  return {
    version: server.version,
    domain: server.domain,
    host: "127.0.0.1",
    c2sPort: server.c2sPort,
    componentPort: server.componentPort,
    log: () => server.log,
    addUser: (user, password) => server.addUser(user, password),
    stop: () => server.stop(),
    kill: () => server.kill(),
    start: () => server.start(),
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
