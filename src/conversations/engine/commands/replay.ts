/** `/replay [N]` shows the messages of the conversation, with times, and the open question. It changes nothing. */

import type { Conversation, Message } from "../../state.ts";
import { minuteText, saidLines } from "../said-lines.ts";
import { openPrompt } from "../step/prompt.ts";
import type { EngineContext } from "../turn.ts";
import { numberIn } from "../typed-command.ts";
import { answerAside, type Command } from "./command.ts";

// Servers take stanzas of some hundred kilobytes; a screen shows far less.
const LONGEST = 60_000;

export const replay: Command = {
  name: "replay",
  needs: () => ({ history: true }),
  run: (turn, argument) => {
    const { context } = turn;
    const { say } = context;
    const { conversation, history = [] } = turn.state;
    if (conversation === undefined) return answerAside(turn, say("nothing-ongoing"));
    const wanted = argument === "" ? history.length : Number(numberIn(argument));
    if (!Number.isInteger(wanted) || wanted < 0) return answerAside(turn, say("replay-number"));
    return answerAside(turn, transcript(context, conversation, history, wanted, openPrompt(turn).text), {
      verbatim: true,
    });
  },
};

/** The last `wanted` messages, without the question that is open now, which the caller appends. */
function transcript(
  context: EngineContext,
  conversation: Conversation,
  history: readonly Message[],
  wanted: number,
  open: string,
): string {
  const shown: string[] = [];
  const said = withoutOpen(withoutCorrected(history), open);
  let length = 0;
  const firstWanted = Math.max(0, said.length - wanted);
  const lines = saidLines(context, said.slice(firstWanted));
  for (const line of lines.toReversed()) {
    length += line.length + 1;
    if (length > LONGEST) break;
    shown.push(line);
  }
  const { say } = context;
  const leftOut = said.length - shown.length;
  return [
    say("replay-title", { responder: conversation.responder, started: minuteText(conversation.startedAt) }),
    ...(leftOut > 0 ? [say("replay-left-out", { count: leftOut })] : []),
    ...shown.reverse(),
  ].join("\n");
}

/**
 * Leaves out messages that a later one, which has the same id, corrects. An answer that was taken always stays, and so does
 * one whose reply stays: without it the reply would speak of what nobody said.
 */
function withoutCorrected(history: readonly Message[]): readonly Message[] {
  const later = new Set<string>();
  const replies = new Set<number>();
  const isCurrent = ({ direction, stanzaId, step, seq }: Message): boolean => {
    const key = `${direction} ${stanzaId}`;
    const current = stanzaId === null || !later.has(key) || step !== null || replies.has(seq + 1);
    later.add(key);
    if (current && direction === "out") replies.add(seq);
    return current;
  };
  return [...history].reverse().filter(isCurrent).reverse();
}

/** The open question stands at the end anyway, so the message that asked it keeps only the rest of its text. */
function withoutOpen(history: readonly Message[], open: string): readonly Message[] {
  const last = history.at(-1);
  if (last === undefined || open === "" || last.direction !== "out" || !last.body.endsWith(open))
    return history;
  const rest = last.body.slice(0, -open.length).trimEnd();
  return rest === "" ? history.slice(0, -1) : [...history.slice(0, -1), { ...last, body: rest }];
}
