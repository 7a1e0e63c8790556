/** Checks of the settings that are right by themselves: what `serve` only warns about, and the modules that they name. */
import type { Config } from "../config/settings.ts";
import type { Clients } from "../gateway/http/index.ts";
import { warningsOf } from "../gateway/http/warnings.ts";
import { reason } from "../ops/reason.ts";
import { configuredResponders } from "../responders.ts";
import { type Finding, failure, ok, skipped, warning } from "./finding.ts";

const AUDIENCE = "http.jwt.audience";

export function judgeSettings({ xmpp, http }: Pick<Config, "xmpp" | "http">): readonly Finding[] {
  // Where the gateway is off, the audience is thought of now, and the rest later.
  const found = warningsOf(http).filter(({ key }) => http.listen !== undefined || key === AUDIENCE);
  if (found.length === 0) return [ok("settings", "the configuration can be used")];
  return found.map(({ key, text }) =>
    key === AUDIENCE
      ? warning(key, text, {
          anteroom: ["http:", "  jwt:", `    audience: ${xmpp.domain}   # the aud of the logins`],
        })
      : warning(key, text),
  );
}

/** Loads the responders, as `serve` does. `folder`: from which packages are looked up. Never rejects. */
export async function examineResponders(
  { conversations, rooms }: Pick<Config, "conversations" | "rooms">,
  folder: string,
): Promise<Finding> {
  const name = "responders";
  try {
    const { size } = await configuredResponders(conversations, folder);
    if (size > 0) return ok(name, `${size} ${size === 1 ? "responder" : "responders"} loaded`);
    return rooms.service === undefined
      ? warning(name, "conversations.responders names no responder: the bot has nothing to talk about")
      : ok(name, "none is configured; the pool has its own");
  } catch (error) {
    return failure(name, reason(error));
  }
}

/** `clients`: those of the instance with the stream, since its start. */
export function judgeClients(
  { listen, proxies, origins }: Pick<Config["http"], "listen" | "proxies" | "origins">,
  clients: Clients,
): Finding {
  const name = "http.proxies";
  if (listen === undefined) return skipped(name, "browsers are not served");
  if (clients === "none")
    return skipped(name, "the instance with the stream has had no request of a browser yet");
  if (proxies.length > 0 || clients === "various")
    return ok(name, "requests come from their clients' own addresses");
  // Somebody tries it out: pages of this machine are read on this machine.
  if (origins.length > 0 && origins.every(isOfThisMachine))
    return ok(name, "all pages are this machine's own (http.origins), so that their requests are, too");
  return warning(
    name,
    "all requests so far came from one private address, and http.proxies is empty: behind a proxy all clients share one " +
      "client's limits",
    { anteroom: ["http:", "  proxies: [127.0.0.1]   # the address of the proxy"] },
  );
}

const isOfThisMachine = (origin: string): boolean =>
  /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(origin).hostname);
