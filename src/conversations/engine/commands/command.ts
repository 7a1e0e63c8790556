import type { LineId } from "../../../texts/index.ts";
import type { Outcome } from "../outcome.ts";
import { aside, settle, type Utterance } from "../settle.ts";
import { changedNote, isNews, openPrompt, shownAs } from "../step/prompt.ts";
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
 * that question, the person is told, and what they write next is its answer. `reads`: nothing is written, and so nothing said of that.
 */
export function answerAside(
  turn: Turn,
  said: string,
  { reads = false, ...options }: Pick<Utterance, "verbatim" | "tone"> & { readonly reads?: boolean } = {},
): Outcome {
  const { context, state } = turn;
  const { conversation } = state;
  const { text, question, problem, resumed } = openPrompt(turn);
  const changed = !reads && resumed !== undefined && isNews(resumed, conversation?.warning);
  const note = changed ? changedNote(context.say, resumed) : "";
  const words = [said, note, question === undefined ? text : ""].filter((part) => part !== "").join("\n\n");
  const outcome = aside(context, conversation, { ...options, said: words, question });
  if (problem !== undefined) return { ...outcome, problem };
  if (!changed || conversation === undefined) return outcome;
  const warning = { ...conversation.warning, shown: shownAs(resumed) };
  const told = { ...conversation, askedAt: context.now, warning };
  return {
    ...outcome,
    changes: [...settle(context, { conversation: told, said: "" }).changes, ...outcome.changes],
  };
}
