/** An open question, for surfaces that show it otherwise than as the end of a text. */
import type { RunnableStep } from "../../responders/responder.ts";

export interface Question {
  readonly step: RunnableStep;
  /** What is asked, in the author's words. */
  readonly prompt: string;
  /** The same with the choices: what stands in a chat. */
  readonly text: string;
}
