import type { Responder } from "../../responders/responder.ts";
import type { Stored } from "../../responders/types.ts";
import type { Conversation } from "../../state.ts";

/** Step and properties of a stored conversation as the responder's present version would have them. Throws what a migration throws. */
export function migrated(responder: Responder, conversation: Conversation): Stored {
  let stored: Stored = { step: conversation.step, props: conversation.props };
  for (let version = conversation.version; version < responder.version; version++) {
    const migrate = responder.migrate[version];
    if (migrate !== undefined) stored = migrate(stored);
  }
  return stored;
}
