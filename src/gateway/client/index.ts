/**
 * This folder holds `anteroom/client`, the module for browsers: it keeps a page's chat connected, in one stream for all
 * tabs. It is bundled to one file, needs no other module, and is the only part of Anteroom that runs outside Node.
 */
import { createChatIn } from "./chat.ts";
import type { Chat, ChatOptions } from "./interface.ts";
import { browserSurroundings } from "./surroundings.ts";

export type {
  Actor,
  Attachment,
  Chat,
  ChatEvents,
  ChatOptions,
  ChatState,
  Choice,
  HistoryPage,
  Line,
  Message,
  NewMessage,
  NewPresence,
  Presence,
  Problem,
  Receipt,
  Room,
  ThreadSummary,
  Typing,
} from "./interface.ts";
export { ChatError } from "./requests.ts";

/** Makes a chat of this page. Nothing is sent or stored before `open()`. */
export function createChat(options: ChatOptions): Chat {
  return createChatIn(browserSurroundings(), options);
}
