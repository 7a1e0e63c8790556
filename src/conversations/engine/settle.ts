/** Ends a turn: records the conversation as it is now, the messages of both sides, and when to look at it again. */
import type { Write } from "../../ledger/statement.ts";
import { xmlSafe } from "../../xmpp/out/text.ts";
import { type Conversation, draftOf, type RecordedTurn, type StoredProps } from "../state.ts";
import type { Change, Outcome, Reply } from "./outcome.ts";
import type { Question } from "./step/question.ts";
import type { EngineContext, Heard } from "./turn.ts";

/** Words and a question below them. If there are neither, nothing is said. */
export interface Utterance extends Partial<Pick<Reply, "verbatim" | "tone" | "filled">> {
  readonly said: string;
  readonly question?: Question | undefined;
}

export interface Turned extends Utterance {
  /** As it was decided. `settle` sets `rev`, `updatedAt` and the count of messages. */
  readonly conversation: Conversation;
  /** Whether it is a new one. */
  readonly started?: boolean | undefined;
  readonly heard?: Heard | undefined;
  /** The step that took `heard` as its answer. */
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
  // A form has no thread.
  if (heard !== undefined && heard.form === undefined) conversation.thread = heard.thread ?? null;
  const changes: Change[] = [{ kind: started ? "start" : "update", conversation }];
  // Comes before the turn, whose answer is not taken back.
  if (turned.also !== undefined) changes.push(...turned.also);
  if (heard !== undefined || reply !== undefined) {
    const turn: RecordedTurn = {
      conversation: decided.id,
      seq: decided.messages + 1,
      at,
      heard: heard && {
        body: heard.body,
        // A correction takes the place of its original. Later ones refer to it by the id of the original (XEP-0308 §3).
        stanzaId: heard.correctionOf ?? heard.stanzaId ?? null,
        step: taken?.step ?? null,
        undo: taken?.undo ?? null,
      },
      // A text shown in a form is no message that could be found again by its id.
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

/** Says something that is not recorded: the answer to a command. */
export function aside(
  context: EngineContext,
  conversation: Conversation | undefined,
  saying: Utterance,
): Outcome {
  return {
    // The conversation does not move, but the person is there: it must not be ended as idle.
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

/** After how many ms without a message a conversation is ended; 0 means never. */
export function idleAfter(context: EngineContext, conversation: Conversation): number {
  const responder = context.registry.get(conversation.responder);
  if (responder?.steps.get(conversation.step)?.waits === true) return 0;
  return responder?.timeout.idle ?? context.settings.idle;
}

/**
 * The timer is set once, at the start. When it fires, it looks at how idle the conversation really is, and is set anew.
 * So an ordinary step writes no timer.
 */
function waking(context: EngineContext, conversation: Conversation, started: boolean): readonly Change[] {
  if (conversation.status !== "ongoing") {
    const { id, responder } = conversation;
    const forget: Change = { kind: "forget wake", conversation: id };
    const builtIn = context.registry.get(responder)?.builtIn;
    return builtIn === undefined
      ? [forget]
      : [forget, { kind: "forget look", conversation: id }, ...written(builtIn.ended(conversation))];
  }
  return started ? wake(context, conversation, context.now) : [];
}

/** Lets the open step look at the facts: at once, after the commit, or at that time. */
export function lookLater({ id }: Conversation, at: number): Change {
  return { kind: "look", conversation: id, at };
}

/** The rows of a built-in responder. */
export function written(writes: readonly Write[]): readonly Change[] {
  return writes.map((write) => ({ kind: "write", write }));
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
  // The text is stored as it leaves: PostgreSQL refuses a NUL, which XML forbids, too.
  return { id: context.newId(), text: xmlSafe(text), thread, verbatim, words: said, tone, question, filled };
}
