import type { LineId } from "../../../texts/index.ts";
import type { Outcome } from "../outcome.ts";
import { aside, type Utterance } from "../settle.ts";
import { openPrompt } from "../step/prompt.ts";
import type { Turn } from "../turn.ts";

type CommandName = LineId extends infer Id ? (Id extends `help-${infer Name}-usage` ? Name : never) : never;

/** One command. A new one is a file, a line in `index.ts`, and its help. */
export interface Command {
  /** Its help stands in the bot's texts: `help-NAME-usage`, `-line` and `-more`. */
  readonly name: CommandName;
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

/** Answers a command. The conversation stays where it was, with the open question below the answer. */
export function answerAside(
  turn: Turn,
  said: string,
  options: Pick<Utterance, "verbatim" | "tone"> = {},
): Outcome {
  const { text, question, problem } = openPrompt(turn);
  const words = question === undefined ? [said, text].filter((part) => part !== "").join("\n\n") : said;
  const outcome = aside(turn.context, turn.state.conversation, { ...options, said: words, question });
  return problem === undefined ? outcome : { ...outcome, problem };
}
