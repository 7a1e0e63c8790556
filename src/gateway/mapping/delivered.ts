/** The message that browsers are given, put together from what its sender wrote and what the server says of it. */
import type { Actor, Choice, Message } from "./objects.ts";
import type { Content } from "./read-message.ts";

export interface Posted {
  readonly id: string;
  readonly thread: string;
  readonly sender: Actor;
  /** Of the bot alone. */
  readonly choices?: readonly Choice[];
}

/** The fields that only the sender's browser knows stand beside the others, and never in their place. */
export function deliveredMessage(posted: Posted, { extensions, ...content }: Content): Message {
  const { id, thread, sender, choices = [] } = posted;
  return {
    ...extensions,
    ...content,
    attachments: [...content.attachments],
    id,
    thread,
    sender,
    ...(choices.length > 0 && { choices: [...choices] }),
  };
}
