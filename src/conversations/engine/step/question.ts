/** An open question, for surfaces that show it in other ways than at the end of a text. */
import type { Choice } from "../../answers/kind.ts";
import type { OpenStep } from "../../responders/responder.ts";

export interface Question {
  readonly step: OpenStep;
  /** The question in the author's words. */
  readonly prompt: string;
  /** The choices, in the person's language. */
  readonly choices: readonly Choice[];
  /** The question with its choices, as it stands in a chat. */
  readonly text: string;
}
