/** `/export [PART]` shows all that is stored of the person's conversations. It changes nothing. */

import type { Say } from "../../../texts/index.ts";
import type { ExportedPiece } from "../../state.ts";
import { minuteText, saidLines } from "../said-lines.ts";
import type { EngineContext } from "../turn.ts";
import { numberIn } from "../typed-command.ts";
import { answerAside, type Command } from "./command.ts";

export const exportCommand: Command = {
  name: "export",
  needs: (argument) => ({ exported: partWanted(argument) }),
  run: (turn, argument) => {
    const { say } = turn.context;
    const part = partWanted(argument);
    if (part === undefined) return answerAside(turn, say("export-number"), { reads: true });
    const { parts, pieces } = turn.state.exported ?? { parts: 0, pieces: [] };
    if (parts === 0) return answerAside(turn, say("export-nothing"), { reads: true });
    if (part > parts) return answerAside(turn, say("export-no-part", { parts }), { reads: true });
    const said = [
      say("export-title"),
      ...conversationsText(turn.context, pieces),
      ...(parts > 1 ? [partText(say, part, parts)] : []),
    ];
    return answerAside(turn, said.join("\n\n"), { verbatim: true, reads: true });
  },
};

/** The part that is asked for, counted from 1. `undefined` if the argument is not a number. */
function partWanted(argument: string): number | undefined {
  if (argument === "") return 1;
  const number = numberIn(argument);
  return /^[1-9]\d{0,5}$/.test(number) ? Number(number) : undefined;
}

function partText(say: Say, part: number, parts: number): string {
  return part < parts
    ? say("export-part", { part, parts, next: part + 1 })
    : say("export-last-part", { part, parts });
}

/** One text for each conversation. */
function conversationsText(context: EngineContext, pieces: readonly ExportedPiece[]): readonly string[] {
  const conversations: ExportedPiece[][] = [];
  for (const piece of joined(pieces)) {
    const last = conversations.at(-1);
    if (last?.[0]?.id === piece.id) last.push(piece);
    else conversations.push([piece]);
  }
  return conversations.map((one) => conversationText(context, one));
}

function conversationText(context: EngineContext, pieces: readonly ExportedPiece[]): string {
  const [first] = pieces;
  if (first === undefined) return "";
  const { responder, status, endedWhy, startedAt, updatedAt } = first;
  const { say } = context;
  const head = say("export-head", {
    responder,
    status,
    why: endedWhy ?? "none",
    started: minuteText(startedAt),
    changed: minuteText(updatedAt),
  });
  const begun = first.continued || first.message !== undefined;
  const messages = pieces.flatMap(({ message, text, continued }) =>
    message === undefined ? [] : [{ ...message, body: continued ? `… ${text}` : text }],
  );
  const props = first.message === undefined ? first.text : "";
  return [head, begun ? say("export-continued") : "", props, ...saidLines(context, messages)]
    .filter((line) => line !== "")
    .join("\n");
}

/** Puts a long text that was cut together again, as far as its pieces are in this part. */
function joined(pieces: readonly ExportedPiece[]): readonly ExportedPiece[] {
  const whole: ExportedPiece[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    if (piece.continued && last !== undefined)
      whole[whole.length - 1] = { ...last, text: last.text + piece.text };
    else whole.push(piece);
  }
  return whole;
}
