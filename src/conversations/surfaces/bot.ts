/** The bot, which all surfaces speak for. Turns an outcome of the engine into a decision of the ledger. */
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import { type AnyJob, type Decision, type Leaving, ofPerson } from "../../ledger/job.ts";
import type { Person } from "../../ledger/person.ts";
import type { Say, Texts } from "../../texts/index.ts";
import type { Scheduler } from "../../xmpp/scheduler.ts";
import type { Change, Outcome, Reply } from "../engine/outcome.ts";
import type { Led } from "../engine/pace.ts";
import type { EngineContext } from "../engine/turn.ts";
import type { ConversationCounts } from "../gauges.ts";
import type { Registry } from "../responders/registry.ts";
import type { Interlocutor } from "../responders/types.ts";
import type { Layered } from "../store/props-layers.ts";
import { type TimerWrites, writtenOf } from "../store/writes.ts";
import { type Deliveries, delivering, type ReplyTo, type Said, unasked } from "./delivery.ts";
import type { Paces } from "./paces.ts";
import { responsesTo } from "./quick-responses.ts";
import { tell } from "./story.ts";

export interface Bot {
  readonly registry: Registry;
  /** The responders that a person may use, by bare JID. */
  readonly registryFor: (address: string) => Registry;
  /** The component's domain. */
  readonly domain: string;
  readonly timers: TimerWrites & { hint(): void };
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  readonly context: (now: number, person: Interlocutor) => EngineContext;
  /** The bot's texts in a person's language. */
  readonly say: Texts;
  readonly newId: () => string;
  readonly paces: Paces;
  readonly counts: ConversationCounts;
  /** Queues a job; `false` where the person's queue is full. */
  readonly post: (job: AnyJob) => boolean;
  readonly deliveries: Deliveries;
}

/** The decision for an outcome. `leavingOf` says what it leaves in memory of the conversation that it writes. */
export function decisionOf(
  bot: Bot,
  outcome: Outcome,
  person: Person,
  answering?: ReplyTo,
  leavingOf?: (written: Layered, registry: Registry) => Leaving | undefined,
): Decision {
  const { changes, reply, problem, reference } = outcome;
  const replyTo = answering ?? unasked(bot.say(person.lang));
  if (problem !== undefined) {
    const about = {
      err: problem,
      person: person.address,
      conversation: outcome.conversation?.id ?? startedIn(changes),
      ...(reference === undefined ? {} : { reference }),
    };
    bot.log.error(about, reference === undefined ? "a prompt or a hand-over failed" : "a list failed");
  }
  const runs = changes.some(({ kind }) => kind === "effect" || kind === "look");
  const { writes, conversation } = writtenOf(
    changes,
    person,
    bot.timers,
    replyTo.chatStates ? replyTo.client : undefined,
  );
  const delivery = bot.deliveries.to(person);
  // Notices that were held back are said first.
  const told = changes.flatMap((change) =>
    change.kind === "told"
      ? [delivery.deliver(person, { ...change.notice, verbatim: false }, unasked(bot.say(person.lang)))]
      : [],
  );
  return delivering(
    {
      writes,
      leaves: conversation && leavingOf?.(conversation, bot.registry),
      afterCommit: () => {
        // An effect or a look is due at once. Without the hint it would wait for the next look at the timers.
        if (runs) bot.timers.hint();
        bot.counts.changed(changes);
        tell(bot.log, person.address, changes);
        if (reply !== undefined) bot.paces.spoke(ofPerson(person).queue, ledTo(changes));
      },
    },
    reply === undefined
      ? told
      : [...told, delivery.deliver(person, saidOf(reply, replyTo.say, answering), replyTo)],
  );
}

function startedIn(changes: readonly Change[]): string | undefined {
  for (const change of changes) {
    if (change.kind === "start" || change.kind === "update") return change.conversation.id;
  }
  return undefined;
}

function saidOf(reply: Reply, say: Say, answering: ReplyTo | undefined): Said {
  const { id, text, verbatim, question, replaces } = reply;
  // The thread of the answered message is copied back, and none is made up where it has none (XEP-0201 §4).
  const thread = answering === undefined ? reply.thread : undefined;
  const said: Said =
    question === undefined
      ? { id, text, thread, verbatim }
      : { id, text, thread, verbatim, responses: responsesTo(say, question) };
  return replaces === undefined ? said : { ...said, replaces };
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
