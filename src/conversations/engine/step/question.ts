/** An open question, for surfaces that show it otherwise than as the end of a text. */
import type { Choice } from "../../answers/kind.ts";
import type { RunnableStep } from "../../responders/responder.ts";

export interface Question {
  readonly step: RunnableStep;
  /** What is asked, in the author's words. */
  readonly prompt: string;
  /** What there is to choose from, in the person's language. */
  readonly choices: readonly Choice[];
  /** The same with the choices: what stands in a chat. */
  readonly text: string;
}
