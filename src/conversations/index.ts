/**
 * Conversations: people write to the bot, responders lead them through steps.
 *
 * The engine (`engine.ts` and what it imports) is pure. `surfaces/` turns stanzas and timers into jobs of the
 * ledger, asks the engine, and turns its outcome into rows and stanzas.
 */
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { TimerHandler } from "../ledger/timers.ts";
import type { AnyJob } from "../ledger/work.ts";
import type { Scheduler } from "../xmpp/scheduler.ts";
import type { Element, Stanza } from "../xmpp/stanza.ts";
import type { ConversationSettings } from "./context.ts";
import { newId } from "./ids.ts";
import type { Registry } from "./registry.ts";
import { chat } from "./surfaces/chat.ts";
import type { Desk } from "./surfaces/desk.ts";
import { effectRuns, wakes } from "./surfaces/due.ts";
import { EFFECT, type TimerWrites, WAKE } from "./writes.ts";

export type { ConversationSettings } from "./context.ts";
export { loadResponders } from "./load-responders.ts";
export { createRegistry, type Registry } from "./registry.ts";

export interface ConversationsOptions {
  readonly registry: Registry;
  /** In milliseconds. */
  readonly settings: ConversationSettings;
  /** The component's domain. */
  readonly domain: string;
  /** Full JID of the bot, `bot@help.example.org/anteroom`: what it says comes from there. */
  readonly bot: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  /** `Ledger.post`. */
  readonly post: (job: AnyJob) => boolean;
  /** `Ledger.timers`: gets handlers for two kinds of timers. */
  readonly timers: TimerWrites & { hint(): void; on(kind: string, handler: TimerHandler): void };
  /** `Writer.send`: for what need not be kept. */
  readonly sendNow: (element: Element) => void;
}

export interface Conversations {
  /** Takes a message to the bot. Throws a `StanzaError` for the router to answer with where it can take no more. */
  onMessage(stanza: Stanza): void;
}

/** Wires conversations to the ledger. To be called before the ledger starts. */
export function createConversations(options: ConversationsOptions): Conversations {
  const { registry, settings, clock, timers } = options;
  const desk: Desk = {
    ...options,
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
  return { onMessage: chat(desk) };
}
