/** What an error of the MUC service, or of the server in its place, means. */
import type { Condition, StanzaError } from "../../errors.ts";

/** Prosody without server-to-server connections says `not-allowed` of every domain that it does not have. */
export function conditionOf({ condition, text }: StanzaError): Condition {
  return condition === "not-allowed" && /remote/i.test(text ?? "") ? "remote-server-not-found" : condition;
}
