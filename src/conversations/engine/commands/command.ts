import type { LineId } from "../../../texts/index.ts";
import type { Outcome } from "../outcome.ts";
import { aside, type Utterance } from "../settle.ts";
import { openPrompt } from "../step/prompt.ts";
import type { Turn } from "../turn.ts";

type CommandName = LineId extends infer Id ? (Id extends `help-${infer Name}-usage` ? Name : never) : never;

/** One command. Adding one is adding a file, a line in `index.ts`, and its help. */
export interface Command {
  /** Its help stands in the bot's texts: `help-NAME-usage`, `-line` and `-more`. */
  readonly name: CommandName;
  /** What is read for it beside the conversation; nothing where this is left out. */
  readonly needs?: (argument: string) => Needs;
  /** `commands`: all there are. */
  readonly run: (turn: Turn, argument: string, commands: readonly Command[]) => Outcome | Promise<Outcome>;
}

/** What a turn looks at beyond the conversation itself. */
export interface Needs {
  readonly history?: true;
  readonly taken?: true;
  readonly paging?: true;
  /** Id of the message that is corrected. */
  readonly corrected?: string;
  /** The part of the export, counted from 1. */
  readonly exported?: number | undefined;
}

/** Answers a command and leaves the conversation where it was: the open question stands below the answer. */
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
