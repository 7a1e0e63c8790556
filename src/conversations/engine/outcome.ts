/** The decisions of the engine, as plain facts that the surfaces write and send. */

import type { Write } from "../../ledger/statement.ts";
import type { Conversation, EffectRun, Notice, Paging, RecordedTurn } from "../state.ts";
import type { Question } from "./step/question.ts";

export type Change =
  | { readonly kind: "start"; readonly conversation: Conversation }
  /** The conversation as it is now. The stored one must have the `rev` before. */
  | { readonly kind: "update"; readonly conversation: Conversation }
  | { readonly kind: "turn"; readonly turn: RecordedTurn }
  /** The answers from this message on are no longer taken. */
  | { readonly kind: "untake"; readonly conversation: string; readonly from: number }
  /** Look at it again at that time. `heardAt`: the last sign of life that the conversation itself does not show. */
  | { readonly kind: "wake"; readonly conversation: string; readonly at: number; readonly heardAt: number }
  | { readonly kind: "forget wake"; readonly conversation: string }
  /** Ends the person's conversation at that time unless they are seen before. `since`: when they signed out. */
  | { readonly kind: "signout"; readonly at: number; readonly since: number }
  | { readonly kind: "forget signout" }
  /** It is said when the person is seen again. */
  | { readonly kind: "notice"; readonly notice: Notice }
  /** It is said now, before the reply. */
  | { readonly kind: "told"; readonly notice: Notice }
  | { readonly kind: "effect"; readonly run: EffectRun }
  | { readonly kind: "forget effect"; readonly key: string }
  /** Lets the open step look at the facts at that time. */
  | { readonly kind: "look"; readonly conversation: string; readonly at: number }
  | { readonly kind: "forget look"; readonly conversation: string }
  /** The row of a built-in responder. */
  | { readonly kind: "write"; readonly write: Write }
  | { readonly kind: "paging"; readonly paging: Paging | null }
  /** Nothing is kept of the person's conversations, nor of their open list. */
  | { readonly kind: "forget conversations" };

/** A message of the bot's. */
export interface Spoken {
  readonly id: string;
  readonly text: string;
  /** The thread that it belongs to if the answered message names none. */
  readonly thread: string | undefined;
  /** It shows text that somebody typed, which is not to be read as markup. */
  readonly verbatim: boolean;
  /** Id of the first version of the message that it takes the place of. */
  readonly replaces?: string;
}

/** Whether words simply inform, ask the person to think again, or say why an answer was not taken. */
export type Tone = "info" | "warn" | "error";

/** The one message that answers a turn: words, and the question below them. */
export interface Reply extends Spoken {
  /** Empty where it only asks. */
  readonly words: string;
  readonly tone: Tone;
  /** `undefined` where it asks nothing. */
  readonly question: Question | undefined;
  /** The answer that a form shows: the one that was refused, or taken back. */
  readonly filled: readonly string[];
}

export interface Outcome {
  readonly changes: readonly Change[];
  readonly reply: Reply | undefined;
  /** As it is after the turn, also if it has ended in it. */
  readonly conversation?: Conversation | undefined;
  /** Work goes on, so the person is shown "composing". */
  readonly working: boolean;
  /** The error of an author's function that did not stop the turn; for the log. */
  readonly problem?: unknown;
  /** The reference to it that the person was given. */
  readonly reference?: string;
}

export const nothing: Outcome = { changes: [], reply: undefined, working: false };
