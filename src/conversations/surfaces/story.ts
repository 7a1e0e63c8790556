/**
 * The story of a conversation in the log, at `debug`: each line has its id, and none has a word of what people say. Lines about
 * failures have the id too, so that one search gives all of it.
 */
import type { Logger } from "../../ops/log.ts";
import type { Change } from "../engine/outcome.ts";

/** These changes are committed. */
export function tell(log: Logger, person: string, changes: readonly Change[]): void {
  if (!log.isLevelEnabled("debug")) return;
  const ended = new Map<string, string>();
  for (const change of changes) {
    switch (change.kind) {
      case "start": {
        const { id, responder, version } = change.conversation;
        log.debug({ conversation: id, person, responder, version }, "a conversation was started");
        ended.set(id, change.conversation.status);
        break;
      }
      case "update":
        ended.set(change.conversation.id, change.conversation.status);
        break;
      case "turn": {
        const { conversation, seq, heard, said } = change.turn;
        log.debug(
          {
            conversation,
            person,
            seq,
            step: heard?.step,
            heard: heard !== undefined,
            said: said !== undefined,
          },
          "a turn",
        );
        break;
      }
      case "effect": {
        const { conversation, effect, attempts } = change.run;
        log.debug({ conversation, person, effect, attempts }, "an effect is due");
        break;
      }
      default:
    }
  }
  for (const [conversation, status] of ended) {
    if (status !== "ongoing") log.debug({ conversation, person, status }, "a conversation has ended");
  }
}
