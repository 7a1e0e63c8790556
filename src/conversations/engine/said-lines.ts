/** Messages as lines to read: `09:05 You: Buy milk`. */
import type { Message } from "../state.ts";
import type { EngineContext } from "./turn.ts";

/** A moment as people read it, to the minute, UTC: `2026-01-05 09:05`. */
export function minuteText(ms: number): string {
  const at = new Date(ms).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`;
}

/** One text for each message; the day stands above the first of each day. */
export function saidLines(
  { say, bot }: Pick<EngineContext, "say" | "bot">,
  messages: readonly Pick<Message, "at" | "direction" | "body">[],
): readonly string[] {
  let day = "";
  const you = say("person");
  return messages.map(({ at, direction, body }) => {
    const [newDay = "", time = ""] = minuteText(at).split(" ");
    const above = newDay === day ? "" : `${newDay}\n`;
    day = newDay;
    return `${above}${time} ${direction === "in" ? you : bot}: ${body}`;
  });
}
