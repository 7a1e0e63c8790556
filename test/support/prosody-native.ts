/** The native kind of `startProsody`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProsodyOptions } from "../../src/demo/prosody-config.ts";
import { NativeProsody } from "../../src/demo/prosody-native.ts";
import { startTestChild } from "./children.ts";
import type { ProsodyServer } from "./prosody.ts";

export async function startNative(options: ProsodyOptions): Promise<ProsodyServer> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-prosody-"));
  const server = await NativeProsody.start({ ...options, folder, spawn: startTestChild });
  return {
    kind: "native",
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
