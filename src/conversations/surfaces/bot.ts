/** What the handlers of the chat share: whom they speak for, and how an outcome becomes a decision. */
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { AnyJob, Decision, Person, Queryable } from "../../ledger/work.ts";
import type { Presence } from "../../roster/roster-state.ts";
import type { Scheduler } from "../../xmpp/scheduler.ts";
import { type Element, xml } from "../../xmpp/stanza.ts";
import { DELAY } from "../../xmpp/xep/delay.ts";
import type { Change, Outcome } from "../engine/outcome.ts";
import type { Led } from "../engine/pace.ts";
import type { EngineContext } from "../engine/turn.ts";
import type { Registry } from "../responders/registry.ts";
import type { Interlocutor } from "../responders/types.ts";
import type { Notice } from "../state.ts";
import { remembered } from "../store/carry-over.ts";
import { type TimerWrites, writtenOf } from "../store/writes.ts";
import type { Paces } from "./paces.ts";
import { type ReplyTo, replyStanza } from "./reply-stanza.ts";

export interface Desk {
  readonly registry: Registry;
  /** The component's domain. */
  readonly domain: string;
  /** Full JID of the bot. */
  readonly bot: string;
  readonly timers: TimerWrites & { hint(): void };
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  readonly context: (now: number, person: Interlocutor) => EngineContext;
  readonly newId: () => string;
  readonly paces: Paces;
  /** Queues a job; `false` where the person's queue is full. */
  readonly post: (job: AnyJob) => boolean;
  /** Whether people are signed in, by `person.id`. */
  readonly presence: (db: Queryable, personIds: readonly string[]) => Promise<ReadonlyMap<string, Presence>>;
  /** Sends at once what need not be kept. */
  readonly sendNow: (element: Element) => void;
}

/** What is written and sent for an outcome. */
export function decisionOf(desk: Desk, outcome: Outcome, person: Person, replyTo: ReplyTo): Decision {
  const { changes, reply, problem, reference } = outcome;
  if (problem !== undefined) {
    const about = { err: problem, person: person.address, ...(reference === undefined ? {} : { reference }) };
    desk.log.error(about, reference === undefined ? "a prompt failed" : "a list failed");
  }
  const runs = changes.some(({ kind }) => kind === "effect");
  const { writes, conversation } = writtenOf(changes, person, desk.timers);
  return {
    writes,
    leaves: conversation && remembered(conversation),
    send: [
      ...changes.flatMap((change) => (change.kind === "told" ? [told(desk, person, change.notice)] : [])),
      ...(reply === undefined ? [] : [replyStanza(reply, replyTo)]),
    ],
    afterCommit: () => {
      // An effect is due at once; without the hint it would wait for the next look at the timers.
      if (runs) desk.timers.hint();
      if (reply !== undefined) desk.paces.spoke(person.address, ledTo(changes));
    },
  };
}

/** What was held back. */
function told(desk: Desk, person: Person, { at, ...said }: Notice): Element {
  const stanza = replyStanza({ ...said, verbatim: false }, unasked(desk, person));
  // XEP-0203: "for half an hour" was said then, and is read now.
  const stamp = new Date(at).toISOString();
  stanza.append(xml("delay", { xmlns: DELAY, from: desk.domain, stamp }));
  return stanza;
}

function ledTo(changes: readonly Change[]): Led {
  const moved = changes.some(
    (change) =>
      change.kind === "start" ||
      (change.kind === "turn" && change.turn.heard?.step != null) ||
      (change.kind === "update" && change.conversation.status !== "ongoing"),
  );
  return moved ? "moved" : "stayed";
}

/** Where a message goes that answers none. */
export function unasked(desk: Desk, person: Person): ReplyTo {
  return { from: desk.bot, to: person.address, thread: undefined, lang: person.lang, chatStates: false };
}
