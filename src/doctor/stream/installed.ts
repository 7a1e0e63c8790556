/** Which server this machine has, where its port for components is closed and it says nothing of itself. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isClosed, type Loss } from "../../xmpp/link/link-state.ts";
import type { Software } from "./software.ts";

export interface Installed extends Pick<Software, "name"> {
  /** Its files have the one that the README copies, so that it lacks no lines, but the restart. */
  readonly prepared: boolean;
}

// Those of Debian's packages. Everybody may list Prosody's, also the one for files of its hosts.
const PROSODY = "prosody";
const EJABBERD = "ejabberd";
const COPIED = "anteroom.cfg.lua";

/** `undefined`: the server is on another machine, or there are both or none. Never rejects. `etc`: the folder of settings. */
export async function installedHere(url: string, loss: Loss, etc = "/etc"): Promise<Installed | undefined> {
  if (!isClosed(loss) || !/^(127\.0\.0\.1|\[::1\]|localhost)$/.test(new URL(url).hostname)) return undefined;
  const programs = await list(etc);
  if (programs.includes(PROSODY) === programs.includes(EJABBERD)) return undefined;
  if (programs.includes(EJABBERD)) return { name: EJABBERD, prepared: false };
  return { name: PROSODY, prepared: (await list(join(etc, PROSODY, "conf.d"))).includes(COPIED) };
}

const list = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);
