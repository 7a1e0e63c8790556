import { nearest } from "./nearest.ts";
import type { Config, Key } from "./settings.ts";

/** A setting that is right by itself, but not beside another. */
export interface Disagreement {
  readonly key: Key;
  /** The place in the value of a list or a map. */
  readonly at?: readonly (string | number)[];
  readonly text: string;
}

/** Compares the settings of a command with one another. */
export function disagreements({ xmpp, bot, rooms }: Partial<Config>): readonly Disagreement[] {
  const found: Disagreement[] = [];
  if (rooms === undefined) return found;
  const { service, address, queues, staff } = rooms;
  if (service !== undefined && service === xmpp?.domain) {
    found.push({
      key: "rooms.service",
      text: "must be the MUC service of the server, not xmpp.domain, which is the component itself",
    });
  }
  if (service !== undefined && address === bot?.address) {
    found.push({
      key: "rooms.address",
      text: "must differ from bot.address: the bot that owns the rooms is not the one that converses",
    });
  }
  const known = [...queues.keys()];
  for (const [jid, names] of staff) {
    for (const [index, name] of names.entries()) {
      if (queues.has(name)) continue;
      const text = `is not a queue of rooms.queues; the nearest is ${nearest(name, known)}`;
      found.push({ key: "rooms.staff", at: [jid, index], text });
    }
  }
  return found;
}
