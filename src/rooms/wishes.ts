/** How the configuration wants a room of the pool to be. */
import type { Config } from "../config/settings.ts";
import { ConfigError, quoted } from "../ops/problem.ts";
import { isOurs, type Wishes } from "./muc/index.ts";

/** Where the server counts: two people, the bot, ghosts, and second devices. */
const MOST_DEVICES = 6;

/** Beside the password of each room. Throws a `ConfigError` where an option is the pool's own. */
export function roomWishes({ rooms }: Pick<Config, "rooms">): Omit<Wishes, "password"> {
  return { history: rooms.history, maxUsers: MOST_DEVICES, options: optionsOf(rooms) };
}

function optionsOf({ options, nickname }: Config["rooms"]) {
  const text = "is set by the pool itself: leave it out";
  const problems = [...options.keys()]
    .filter(isOurs)
    .map((name) => ({ key: `rooms.options.${quoted(name)}`, text }));
  if (problems.length > 0) throw new ConfigError(problems);
  // profanity 0.13 crashes in a room without a title as soon as the password changes.
  return { "muc#roomconfig_roomname": nickname, ...Object.fromEntries(options) };
}
