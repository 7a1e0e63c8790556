/** Makes the pieces of text that `/export` shows of a conversation. */
import type { Conversation, ExportedPiece, Message, StoredProps } from "../../state.ts";

/** The properties and the messages of one conversation, whole. */
export function piecesOf(conversation: Conversation, messages: readonly Message[]): readonly ExportedPiece[] {
  const { id, responder, status, endedWhy, startedAt, updatedAt } = conversation;
  const about = { id, responder, status, endedWhy, startedAt, updatedAt, continued: false };
  return [
    { ...about, message: undefined, text: propsText(conversation.props) },
    ...messages
      .filter((message) => message.conversation === id)
      .map(({ seq, at, direction, body }) => ({ ...about, message: { seq, at, direction }, text: body })),
  ];
}

/** One line for each property, in the order of their names. The order in which they were set is not stored. */
function propsText(props: StoredProps): string {
  return Object.entries(props)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, json]) => `${name}: ${typeof json === "string" ? json : JSON.stringify(json)}`)
    .join("\n");
}
