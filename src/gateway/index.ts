/**
 * The gateway: people from browsers, over HTTP.
 *
 * Any instance takes requests (`http/`, `requests/`) and serves streams (`stream/`) to people whom it knows by their tokens
 * (`identity/`). What they send is left in rows, which the courier of the instance that acts takes to the bot and into rooms
 * (`courier/`, `presence/`). The bot reaches them by their streams (`bot/`). `mapping/` turns JSON into stanzas and back.
 */
import type { Config } from "../config/settings.ts";
import type { Parts } from "../feature.ts";
import { byStream } from "./bot/index.ts";
import type { CreateGateway, Gateway, GatewayOptions } from "./gateway.ts";
import { streamStatements } from "./stream/index.ts";

export type { CreateGateway, Gateway, GatewayOptions } from "./gateway.ts";

/** Where `http.listen` is off, nothing is loaded of what serves browsers: it would double the heap. */
export async function loadGateway({ http: { listen } }: Pick<Config, "http">): Promise<CreateGateway> {
  if (listen === undefined) return createUnserved;
  const { createServed } = await import("./served.ts");
  return (parts, options) => createServed(parts, { ...options, listen });
}

/** What the bot has to say to people who came before is kept for them. */
function createUnserved({ config, host, clock }: Parts, { conversations }: GatewayOptions): Gateway {
  const { domain } = host;
  const bot = `${config.bot.address}@${domain}`;
  const wakes = { pass: () => {} };
  const presence = async () => new Map();
  conversations.deliveries.add(
    "browser",
    byStream({ domain, bot, name: config.bot.name, clock, wakes, presence }),
  );
  return {
    features: [{ name: "gateway", statements: streamStatements }],
    browsers: undefined,
    clients: () => "none",
  };
}
