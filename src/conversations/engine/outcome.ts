/** What the engine decides, as plain facts that the shell writes and sends. */

import type { Conversation, EffectRun, Notice, Paging, RecordedTurn } from "../state.ts";
import type { Question } from "./step/question.ts";

export type Change =
  | { readonly kind: "start"; readonly conversation: Conversation }
  /** The conversation as it is now; what is stored must have the `rev` before. */
  | { readonly kind: "update"; readonly conversation: Conversation }
  | { readonly kind: "turn"; readonly turn: RecordedTurn }
  /** The answers from this message on are no longer taken. */
  | { readonly kind: "untake"; readonly conversation: string; readonly from: number }
  /** Look at the conversation again then. `heardAt`: the last sign of life that the conversation itself does not show. */
  | { readonly kind: "wake"; readonly conversation: string; readonly at: number; readonly heardAt: number }
  | { readonly kind: "forget wake"; readonly conversation: string }
  /** Ends the person's conversations then, unless they are seen before. `since`: when they signed out. */
  | { readonly kind: "signout"; readonly at: number; readonly since: number }
  | { readonly kind: "forget signout" }
  /** To be said when the person is seen again. */
  | { readonly kind: "notice"; readonly notice: Notice }
  /** It is said now, before the reply. */
  | { readonly kind: "told"; readonly notice: Notice }
  | { readonly kind: "effect"; readonly run: EffectRun }
  | { readonly kind: "forget effect"; readonly key: string }
  | { readonly kind: "paging"; readonly paging: Paging | null }
  /** Nothing is kept of any conversation of the person's, nor of what they were about to do. */
  | { readonly kind: "forget conversations" };

/** A message of the bot's. */
export interface Spoken {
  readonly id: string;
  readonly text: string;
  /** The thread it belongs to, where the message answered names none. */
  readonly thread: string | undefined;
  /** Shows what somebody typed: not to be read as markup. */
  readonly verbatim: boolean;
  /** Id of the first version of the message that it takes the place of. */
  readonly replaces?: string;
}

/** How words are meant: as they stand, as a request to think again, or as the reason why something was not taken. */
export type Tone = "info" | "warn" | "error";

/** The one message that answers a turn: words, and the question below them. */
export interface Reply extends Spoken {
  /** Empty where it only asks. */
  readonly words: string;
  readonly tone: Tone;
  /** `undefined` where it asks nothing. */
  readonly question: Question | undefined;
  /** What a form shows as the answer to it: the one refused, or taken back. */
  readonly filled: readonly string[];
}

export interface Outcome {
  readonly changes: readonly Change[];
  readonly reply: Reply | undefined;
  /** As it is afterwards; one that ended in this turn is shown as it ended. */
  readonly conversation?: Conversation | undefined;
  /** Work goes on: worth a "composing". */
  readonly working: boolean;
  /** Something of the author's that failed without stopping the turn; for the log. */
  readonly problem?: unknown;
  /** What the person was told to name it by. */
  readonly reference?: string;
}

export const nothing: Outcome = { changes: [], reply: undefined, working: false };
