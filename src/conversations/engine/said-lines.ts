/** What was said, as lines to read: `09:05 You: Buy milk`. */
import type { Say } from "../../texts/index.ts";
import type { Message } from "../state.ts";

/** A moment as people read it, to the minute, UTC: `2026-01-05 09:05`. */
export function minuteText(ms: number): string {
  const at = new Date(ms).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`;
}

/** One text for each message; the day stands above the first of each day. */
export function saidLines(
  say: Say,
  messages: readonly Pick<Message, "at" | "direction" | "body">[],
): readonly string[] {
  let day = "";
  const [you, me] = [say("person"), say("bot")];
  return messages.map(({ at, direction, body }) => {
    const [newDay = "", time = ""] = minuteText(at).split(" ");
    const above = newDay === day ? "" : `${newDay}\n`;
    day = newDay;
    return `${above}${time} ${direction === "in" ? you : me}: ${body}`;
  });
}
