/**
 * Conversations: people write to the bot, responders lead them through steps.
 *
 * The engine (`engine.ts` and what it imports) is pure. `surfaces/` turns stanzas and timers into jobs of the
 * ledger, asks the engine, and turns its outcome into rows and stanzas.
 */
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Sweep } from "../ledger/sweeper.ts";
import type { TimerHandler } from "../ledger/timers/timers.ts";
import type { AnyJob } from "../ledger/work.ts";
import type { PresenceFollower } from "../roster/roster.ts";
import type { Commands } from "../xmpp/commands.ts";
import type { Scheduler } from "../xmpp/scheduler.ts";
import type { Element, Stanza } from "../xmpp/stanza.ts";
import type { ConversationSettings } from "./engine/turn.ts";
import { newId } from "./ids.ts";
import type { Registry } from "./responders/registry.ts";
import { deleteDowntimes, deleteEnded } from "./store/retention.ts";
import { EFFECT, SIGNOUT, type TimerWrites, WAKE } from "./store/writes.ts";
import { responderCommands } from "./surfaces/ad-hoc.ts";
import type { Desk } from "./surfaces/bot.ts";
import { chat } from "./surfaces/chat.ts";
import { Paces } from "./surfaces/paces.ts";
import { presenceFollower, signouts } from "./surfaces/presence.ts";
import { effectRuns, wakes } from "./surfaces/timers.ts";

export type { ConversationSettings } from "./engine/turn.ts";
export { examine, type Finding } from "./examine.ts";
export { loadResponders } from "./responders/load.ts";
export { createRegistry, type Registry } from "./responders/registry.ts";
export { type OngoingConversation, ongoingConversations } from "./store/ongoing.ts";

export interface ConversationsOptions {
  readonly registry: Registry;
  /** In milliseconds. */
  readonly settings: ConversationSettings & {
    /** After how long ended conversations are deleted. */
    readonly retention: number;
  };
  /** The component's domain. */
  readonly domain: string;
  /** Full JID of the bot, `bot@help.example.org/anteroom`: what it says comes from there. */
  readonly bot: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  /** `Ledger.post`. */
  readonly post: (job: AnyJob) => boolean;
  /** `Ledger.timers`: gets handlers for three kinds of timers. */
  readonly timers: TimerWrites & { hint(): void; on(kind: string, handler: TimerHandler): void };
  /** `Ledger.sweeper`: gets the deletion of old conversations. */
  readonly sweeper: { add(sweep: Sweep): void };
  /** `Roster.presence` */
  readonly presence: Desk["presence"];
  /** `Writer.send`: for what need not be kept. */
  readonly sendNow: (element: Element) => void;
}

export interface Conversations {
  /** Takes a message to the bot. Throws a `StanzaError` for the router to answer with where it can take no more. */
  onMessage(stanza: Stanza): void;
  /** The responders, to be executed at the bot's address. */
  readonly commands: Commands;
  /** For the roster: what follows from people signing in and out. */
  readonly follower: PresenceFollower<unknown>;
}

/** Wires conversations to the ledger. To be called before the ledger starts. */
export function createConversations(options: ConversationsOptions): Conversations {
  const { registry, settings, clock, timers, sweeper, log } = options;
  const desk: Desk = {
    ...options,
    paces: new Paces(clock),
    newId: () => newId(clock()),
    context: (now, { address, lang }) => ({
      now,
      newId: () => newId(now),
      registry,
      settings,
      person: { address, lang },
    }),
  };
  timers.on(WAKE, wakes(desk));
  timers.on(EFFECT, effectRuns(desk));
  timers.on(SIGNOUT, signouts(desk));
  sweeper.add({
    name: "ended conversations",
    page: async (db) => {
      const { conversations, more } = await deleteEnded(db, clock() - settings.retention);
      if (conversations > 0) log.debug({ conversations }, "old conversations deleted");
      return more;
    },
  });
  const timeouts = [settings, ...[...registry.values()].map(({ timeout }) => timeout)];
  const longest = Math.max(...timeouts.flatMap(({ idle = 0, signout = 0 }) => [idle, signout]));
  sweeper.add({
    name: "old downtimes",
    page: (db) => deleteDowntimes(db, options.domain, { now: clock(), longest }),
  });
  return { onMessage: chat(desk), commands: responderCommands(desk), follower: presenceFollower(desk) };
}
