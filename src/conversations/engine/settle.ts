/** Ends a turn: what the conversation is now, what was said on both sides, and when to look at it again. */
import { xmlSafe } from "../../xmpp/out/text.ts";
import { type Conversation, draftOf, type RecordedTurn, type StoredProps } from "../state.ts";
import type { Change, Outcome, Reply } from "./outcome.ts";
import type { Question } from "./step/question.ts";
import type { EngineContext, Heard } from "./turn.ts";

/** What is said: words, and a question below them. Nothing where both are empty. */
export interface Utterance extends Partial<Pick<Reply, "verbatim" | "tone" | "filled">> {
  readonly said: string;
  readonly question?: Question | undefined;
}

export interface Turned extends Utterance {
  /** As it was decided; `rev`, `updatedAt` and the count of messages are seen to here. */
  readonly conversation: Conversation;
  /** Whether it is a new one. */
  readonly started?: boolean | undefined;
  readonly heard?: Heard | undefined;
  /** What `heard` was taken for. */
  readonly taken?: { readonly step: string; readonly undo: StoredProps } | undefined;
  readonly also?: readonly Change[] | undefined;
  readonly working?: boolean;
}

export function settle(context: EngineContext, turned: Turned): Outcome {
  const { conversation: decided, heard, taken } = turned;
  const silent = turned.said === "" && turned.question === undefined;
  const reply = silent ? undefined : spoken(context, turned, decided, "\n");
  const at = context.now;
  const started = turned.started === true;
  const conversation = draftOf(decided);
  conversation.rev = started ? 1 : decided.rev + 1;
  conversation.updatedAt = at;
  conversation.thread = heard?.thread ?? decided.thread;
  const changes: Change[] = [{ kind: started ? "start" : "update", conversation }];
  // Before the turn: what is taken back is not what is taken now.
  if (turned.also !== undefined) changes.push(...turned.also);
  if (heard !== undefined || reply !== undefined) {
    const turn: RecordedTurn = {
      conversation: decided.id,
      seq: decided.messages + 1,
      at,
      heard: heard && {
        body: heard.body,
        // A correction takes the place of its original, by whose id later ones refer to it too (XEP-0308 §3).
        stanzaId: heard.correctionOf ?? heard.stanzaId ?? null,
        step: taken?.step ?? null,
        undo: taken?.undo ?? null,
      },
      // What is shown in a form is no message that could be found again by its id.
      said: reply && { body: reply.text, stanzaId: heard?.form === undefined ? reply.id : null },
    };
    conversation.messages += (heard === undefined ? 0 : 1) + (reply === undefined ? 0 : 1);
    changes.push({ kind: "turn", turn });
  }
  changes.push(...waking(context, conversation, started));
  return {
    changes,
    reply,
    conversation,
    working: turned.working === true,
  };
}

/** What is said outside of the record: answers to commands. */
export function aside(
  context: EngineContext,
  conversation: Conversation | undefined,
  saying: Utterance,
): Outcome {
  return {
    // The person is there, though the conversation does not move: it must not be ended as idle.
    changes: conversation === undefined ? [] : wake(context, conversation, context.now),
    reply: spoken(context, saying, conversation, "\n\n"),
    conversation,
    working: false,
  };
}

/** Looks at a conversation again when it may be idle. */
export function wake(context: EngineContext, conversation: Conversation, heardAt: number): readonly Change[] {
  const idle = idleAfter(context, conversation);
  return idle === 0 ? [] : [{ kind: "wake", conversation: conversation.id, at: heardAt + idle, heardAt }];
}

/** After how long without a message a conversation is ended, in ms; 0 never. */
export function idleAfter(context: EngineContext, conversation: Conversation): number {
  return context.registry.get(conversation.responder)?.timeout.idle ?? context.settings.idle;
}

/**
 * The timer is set once, at the start. When it fires it finds out how idle the conversation really is and sets
 * itself anew: an ordinary step then writes no timer.
 */
function waking(context: EngineContext, conversation: Conversation, started: boolean): readonly Change[] {
  if (conversation.status !== "ongoing") return [{ kind: "forget wake", conversation: conversation.id }];
  return started ? wake(context, conversation, context.now) : [];
}

function spoken(
  context: EngineContext,
  { said, question, verbatim = false, tone = "info", filled = [] }: Utterance,
  conversation: Conversation | undefined,
  between: string,
): Reply {
  const asked = question?.text ?? "";
  const text = said === "" || asked === "" ? said + asked : said + between + asked;
  const thread = conversation?.thread ?? undefined;
  // As it leaves, so it is stored: PostgreSQL refuses what XML forbids, a NUL, too.
  return { id: context.newId(), text: xmlSafe(text), thread, verbatim, words: said, tone, question, filled };
}
