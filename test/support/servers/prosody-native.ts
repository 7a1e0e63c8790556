/** A Prosody of this machine's own. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../../src/demo/ports.ts";
import { CONFIG_FILE, NativeProsody } from "../../../src/demo/prosody-native.ts";
import { startTestChild } from "../process/children.ts";
import { fileShareUrl } from "./file-stores.ts";
import { listingRooms, mucServices, readRooms, withMuc } from "./muc-hosts.ts";
import type { ServerOptions, ServerProgram } from "./server.ts";

const run = promisify(execFile);

export async function startNative(options: ServerOptions): Promise<ServerProgram> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-prosody-"));
  const filesPort = options.files ? await freePort() : undefined;
  const server = await NativeProsody.start({ ...withMuc(options, filesPort), folder, spawn: startTestChild });
  const { pool } = mucServices(options.domain);
  return {
    version: server.version,
    domain: server.domain,
    host: "127.0.0.1",
    c2sPort: server.c2sPort,
    componentPort: server.componentPort,
    files: filesPort === undefined ? undefined : fileShareUrl(filesPort),
    log: () => server.log,
    addUser: (user, password) => server.addUser(user, password),
    rooms: async () => {
      const args = ["--config", join(folder, CONFIG_FILE), ...listingRooms(pool)];
      const { stdout } = await run("prosodyctl", args, { cwd: folder });
      return readRooms(stdout, pool);
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    start: () => server.start(),
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
