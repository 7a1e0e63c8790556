/** Whether a person who is not inside any more has left, or has dropped out. The first rule that applies decides. */

/** What is known of the way in which an occupant has gone. */
export interface Departure {
  /** They, or the web application for them, gave the seat up. */
  readonly released: boolean;
  /** Status codes of the presence (XEP-0045 §15.6.2). */
  readonly codes: readonly number[];
  /** The text of the presence's status. */
  readonly text: string | undefined;
  /** The answer of the person's own address to a ping; null where it did not answer one when the person came in. */
  readonly ping: "answered" | "error" | "silent" | null;
}

// Kicked, banned, removed from the members.
const REMOVED = [307, 301, 321];
const TECHNICAL = 333;

/**
 * Texts that servers write themselves for a session that was lost: mod_c2s, mod_bosh, mod_websocket and mod_smacks of
 * Prosody, ejabberd's c2s. A person may write the same; they are then asked back in vain.
 */
const LOST_SESSION =
  /^(Disconnected: |Hibernating too long|Connection (failed|closed|lost|timed out)|Replaced by new connection$|BOSH client silent|Ping timeout)/i;

export function howGone({ released, codes, text, ping }: Departure): "left" | "dropped" {
  if (released || codes.some((code) => REMOVED.includes(code))) return "left";
  if (codes.includes(TECHNICAL) || (text !== undefined && LOST_SESSION.test(text))) return "dropped";
  return ping === "answered" ? "left" : "dropped";
}
