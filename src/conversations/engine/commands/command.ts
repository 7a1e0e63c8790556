import type { LineId } from "../../../texts/index.ts";
import type { Outcome } from "../outcome.ts";
import { aside, settle, type Utterance } from "../settle.ts";
import { changedNote, openPrompt } from "../step/prompt.ts";
import type { Turn } from "../turn.ts";

type CommandName = LineId extends infer Id ? (Id extends `help-${infer Name}-usage` ? Name : never) : never;

/** One command. A new one is a file, a line in `index.ts`, and its help. */
export interface Command {
  /** Its help stands in the bot's texts: `help-NAME-usage`, `-line` and `-more`. */
  readonly name: CommandName;
  /** It moves the conversation on, back or to its end. */
  readonly moves?: true;
  /** It cannot be taken back, so its name is taken for it only where nothing else is in doubt. */
  readonly destroys?: true;
  /** The parts of the state that it needs beside the conversation; by default none. */
  readonly needs?: (argument: string) => Needs;
  /** `commands`: all commands. */
  readonly run: (turn: Turn, argument: string, commands: readonly Command[]) => Outcome | Promise<Outcome>;
}

/** The parts of the state that a turn needs beside the conversation. */
export interface Needs {
  readonly history?: true;
  readonly taken?: true;
  readonly paging?: true;
  /** Id of the corrected message. */
  readonly corrected?: string;
  /** The part of the export, counted from 1. */
  readonly exported?: number | undefined;
}

/**
 * Answers a command. The conversation stays where it was, with the open question below the answer. If a deploy has changed
 * that question, the person is told, and it is asked with this.
 */
export function answerAside(
  turn: Turn,
  said: string,
  options: Pick<Utterance, "verbatim" | "tone"> = {},
): Outcome {
  const { context, state } = turn;
  const { text, question, problem, resumed } = openPrompt(turn);
  const changed = resumed !== undefined && state.conversation?.warning?.doubt === undefined;
  const note = changed ? changedNote(context.say, resumed) : "";
  const words = [said, note, question === undefined ? text : ""].filter((part) => part !== "").join("\n\n");
  const outcome = aside(context, state.conversation, { ...options, said: words, question });
  if (problem !== undefined) return { ...outcome, problem };
  if (note === "" || resumed === undefined) return outcome;
  const conversation = { ...resumed.conversation, askedAt: context.now };
  return {
    ...outcome,
    changes: [...settle(context, { conversation, said: "" }).changes, ...outcome.changes],
  };
}
