/** Makes the pieces of text that `/export` shows of a conversation. */
import type { Conversation, ExportedPiece, Message } from "../../state.ts";

/** The properties and the messages of one conversation, whole. */
export function piecesOf(conversation: Conversation, messages: readonly Message[]): readonly ExportedPiece[] {
  const { id, responder, status, endedWhy, startedAt, updatedAt } = conversation;
  const about = { id, responder, status, endedWhy, startedAt, updatedAt, continued: false };
  return [
    { ...about, message: undefined, text: propsText(conversation) },
    ...messages
      .filter((message) => message.conversation === id)
      .map(({ seq, at, direction, body }) => ({ ...about, message: { seq, at, direction }, text: body })),
  ];
}

/** Properties that only the component reads: keys of effects that can be undone, and the ids that the responder `chat` goes by. */
function isInternal(responder: string, name: string): boolean {
  return /#(?:key|undone)$/.test(name) || (responder === "chat" && (name === "about" || name === "room"));
}

/** One line for each property, in the order of their names. The order in which they were set is not stored. */
function propsText({ responder, props }: Conversation): string {
  return Object.entries(props)
    .filter(([name]) => !isInternal(responder, name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, json]) => `${name}: ${typeof json === "string" ? json : JSON.stringify(json)}`)
    .join("\n");
}
