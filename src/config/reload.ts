/** Reads the configuration of a running `serve` anew. */

import type { Logger } from "../ops/log.ts";
import { ConfigError } from "../ops/problem.ts";
import { reason } from "../ops/reason.ts";
import { type Renewal, renewal } from "./live.ts";
import type { Config } from "./settings.ts";

export interface ReloadOptions {
  /** Throws a `ConfigError`, as at the start. */
  readonly read: () => Config;
  readonly log: Logger;
  readonly take: (config: Config) => void;
}

/** Takes over what of the configuration changes at run time. Gives the configuration that holds from now on. */
export function reload(running: Config, { read, log, take }: ReloadOptions): Config {
  let found: Renewal;
  try {
    found = renewal(running, read());
  } catch (error) {
    const lines = error instanceof ConfigError ? error.message.split("\n") : [reason(error)];
    for (const line of lines) log.error(line);
    log.error(
      { problems: lines.length },
      "the configuration was not taken over: everything goes on as before",
    );
    return running;
  }
  const { config, taken, left } = found;
  take(config);
  log.info({ taken }, "the configuration was read anew");
  if (left.length > 0) {
    log.warn({ keys: left }, `a restart is needed for what has changed of ${left.join(", ")}`);
  }
  // After the lines above, so that whoever makes the log quieter sees them.
  log.level = config.log.level;
  return config;
}
