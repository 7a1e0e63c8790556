/** What an earlier version of a responder has stored, as its present version would have it. */
import type { Registry } from "../../responders/registry.ts";
import type { Responder } from "../../responders/responder.ts";
import type { Stored } from "../../responders/types.ts";
import type { Conversation } from "../../state.ts";

/** Step and properties as the responder's present version would have them. Throws what a migration throws. */
export function migrated(
  responder: Responder,
  { step, props, version }: Pick<Conversation, "step" | "props" | "version">,
): Stored {
  let stored: Stored = { step, props };
  for (let earlier = version; earlier < responder.version; earlier++) {
    const migrate = responder.migrate[earlier];
    if (migrate !== undefined) stored = migrate(stored);
  }
  return stored;
}

/** A conversation with its version, step and properties migrated; itself where it is of no earlier version, or a migration throws. */
export function upToDate<C extends Conversation>(registry: Registry, conversation: C): C {
  const responder = registry.get(conversation.responder);
  if (responder === undefined || conversation.version >= responder.version) return conversation;
  try {
    return { ...conversation, ...migrated(responder, conversation), version: responder.version };
  } catch {
    return conversation;
  }
}
