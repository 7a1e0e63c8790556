/**
 * Last Message Correction (XEP-0308) of an answer. The conversation goes back to the step that had taken the answer and
 * takes the corrected one. A correction of any other message is never taken for a new answer.
 *
 * If nothing was said since, the bot's reply is obsolete. It is corrected in its turn, so that the chat looks as if the
 * person had written the right answer at once.
 */

import type { State } from "../../state.ts";
import { answerAside } from "../commands/command.ts";
import { firstAnswer, newCommand } from "../commands/new.ts";
import { pastEffects } from "../effects/undoing.ts";
import type { Meaning } from "../meaning.ts";
import type { Change, Outcome } from "../outcome.ts";
import { wishOf } from "../plain-words/index.ts";
import { startedBy } from "../plain-words/starting.ts";
import type { EngineContext, Turn } from "../turn.ts";
import { readCommand, textOf } from "../typed-command.ts";
import { type Answering, takeAnswer } from "./accept-or-refuse.ts";
import { goBack } from "./going-back.ts";
import { resume } from "./resume.ts";

type Correction = Extract<Meaning, { readonly kind: "correction" }>;

/** `anew` answers the message as if it corrected nothing: where the one that it corrects has consumed nothing. */
export async function takeCorrection(
  turn: Turn,
  { of, as }: Correction,
  anew: () => Promise<Outcome>,
): Promise<Outcome> {
  const { context, state, heard } = turn;
  const { conversation, taken = [], corrected } = state;
  if (corrected !== undefined && corrected.conversation !== conversation?.id) {
    return answerAside(turn, context.say("correction-over"));
  }
  if (conversation === undefined) return anew();
  const index = taken.findIndex(({ stanzaId }) => stanzaId === of);
  const argument = argumentOf(turn, as);
  const word = argument === undefined && (as.kind !== "text" || as.wish !== undefined);
  if (index < 0 && (word || (argument === undefined && isAside(state)))) return anew();
  if (conversation.pending !== null) return answerAside(turn, context.say("correction-working"));
  if (word) return tooLate(turn);
  const text = textOf(argument ?? heard.body);
  const target = taken[index];
  if (target !== undefined) {
    const responder = context.registry.get(conversation.responder);
    const answer = { body: argument ?? heard.body, of, thread: heard.thread ?? null };
    const past = responder && pastEffects(turn, responder, conversation, target, answer);
    if (past !== undefined) return past;
    const went = goBack(context, conversation, taken.slice(0, index + 1));
    const resumed = went === undefined ? undefined : resume(context.registry, went.conversation, taken);
    if (went === undefined || resumed === undefined || resumed.changed !== undefined) return tooLate(turn);
    return takeAgain(context, state, { resumed, heard, text, also: went.changes });
  }
  // An answer that was refused or in doubt, and is corrected while its question is still open.
  const { doubt, ...warning } = conversation.warning ?? {};
  const doubted = doubt !== undefined && corrected !== undefined && corrected.seq + 1 === state.latest?.seq;
  const settled = doubted ? { ...conversation, warning } : conversation;
  const resumed = resume(context.registry, settled, taken);
  const open =
    corrected !== undefined &&
    corrected.seq > (taken[0]?.seq ?? 0) &&
    (argument !== undefined || doubted || isText(corrected.body));
  if (!open || resumed === undefined || resumed.changed !== undefined) return tooLate(turn);
  return takeAgain(context, state, { resumed, heard, text });
}

/** The first answer behind the name of the responder, if that is what was corrected: "/new trip Rome". */
function argumentOf({ context, state, heard }: Turn, as: Correction["as"]): string | undefined {
  const { conversation, corrected } = state;
  if (corrected?.seq !== 1 || conversation === undefined) return undefined;
  const named =
    as.kind === "command" && as.command === newCommand
      ? as.argument
      : as.kind === "text"
        ? startedBy(heard.body, context.registry)
        : undefined;
  return named === undefined ? undefined : firstAnswer(named, conversation.responder, context.registry);
}

async function takeAgain(context: EngineContext, state: State, answering: Answering): Promise<Outcome> {
  const replaces = obsolete(state);
  const outcome = await takeAnswer(context, answering);
  return replaces === undefined ? outcome : inPlace(outcome, replaces);
}

/** Whether a message was an answer: a carried-out command is recorded, too. */
function isText(body: string): boolean {
  return readCommand(body) === undefined && wishOf(body) === undefined;
}

/** Whether the corrected message was answered outside of the record, and nothing has been said in the conversation since. */
function isAside({ corrected, latest, asideAt = 0 }: State): boolean {
  return corrected === undefined && asideAt > (latest?.at ?? 0);
}

/** The id of the reply to the corrected message, if it is the last message that the person has got. */
function obsolete({ latest, corrected, asideAt = 0 }: State): string | undefined {
  if (latest?.direction !== "out" || latest.seq - 1 !== corrected?.seq || asideAt > latest.at)
    return undefined;
  return latest.stanzaId ?? undefined;
}

/** Lets the reply replace an earlier message. It is kept under that message's id, which later ones refer to, too. */
function inPlace(outcome: Outcome, replaces: string): Outcome {
  const { reply, changes } = outcome;
  if (reply === undefined) return outcome;
  const kept = (change: Change): Change =>
    change.kind === "turn" && change.turn.said?.stanzaId === reply.id
      ? { ...change, turn: { ...change.turn, said: { ...change.turn.said, stanzaId: replaces } } }
      : change;
  return { ...outcome, changes: changes.map(kept), reply: { ...reply, replaces } };
}

function tooLate(turn: Turn): Outcome {
  return answerAside(turn, turn.context.say("correction"));
}
