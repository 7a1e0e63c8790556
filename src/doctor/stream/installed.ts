/** Which server this machine has, where its port for components is closed and it says nothing of itself. */
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { isClosed, type Loss } from "../../xmpp/link/link-state.ts";
import { CLIENTS, hostOf, SERVERS } from "./known-host.ts";
import type { Software } from "./software.ts";

export interface Installed extends Pick<Software, "name"> {
  /** Its files have the one that the README copies, so that it lacks no lines, but the restart. */
  readonly prepared: boolean;
  /** Whether anything has its ports for clients or for other servers. */
  readonly runs: boolean;
}

// Those of Debian's packages. Everybody may list Prosody's, also the one for files of its hosts.
const PROSODY = "prosody";
const EJABBERD = "ejabberd";
const COPIED = "anteroom.cfg.lua";
const PATIENCE_MS = 1_000;

/** `undefined`: the server is on another machine, or there are both or none. Never rejects. `etc`: the folder of settings. */
export async function installedHere(
  url: string,
  loss: Loss,
  etc = "/etc",
  ports: readonly number[] = [CLIENTS.port, SERVERS.port],
): Promise<Installed | undefined> {
  const host = hostOf(url);
  if (!isClosed(loss) || !/^(127\.0\.0\.1|::1|localhost)$/.test(host)) return undefined;
  const programs = await list(etc);
  if (programs.includes(PROSODY) === programs.includes(EJABBERD)) return undefined;
  const runs = !(await Promise.all(ports.map((port) => refuses(host, port)))).every(Boolean);
  if (programs.includes(EJABBERD)) return { name: EJABBERD, prepared: false, runs };
  return { name: PROSODY, prepared: (await list(join(etc, PROSODY, "conf.d"))).includes(COPIED), runs };
}

const list = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

/** A machine answers itself at once, unless its own firewall drops what comes. */
function refuses(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const open = () => {
      socket.destroy();
      resolve(false);
    };
    socket.on("error", () => resolve(true));
    socket.on("connect", open);
    socket.setTimeout(PATIENCE_MS, open);
  });
}
