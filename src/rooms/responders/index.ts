/** The built-in responders, by which people reach rooms from IM: `chat` for clients, `desk` for staff. */
import type { Config } from "../../config/settings.ts";
import type { Responder } from "../../conversations/responders/responder.ts";
import type { Say } from "../../texts/index.ts";
import { servedQueues } from "../store/index.ts";
import { chatResponder } from "./chat.ts";
import { deskResponder } from "./desk.ts";

export { createFromIm, type FromIm } from "./from-im.ts";

/** None where `rooms.service` is off. `say`: the bot's texts in its own language. */
export function builtInResponders(
  { service, queues, staff }: Config["rooms"],
  domain: string,
  say: Say,
): readonly Responder[] {
  const served = servedQueues({ queues });
  if (service === undefined || served.length === 0) return [];
  const chat = chatResponder({ domain, queues: served, say });
  return staff.size === 0 ? [chat] : [chat, deskResponder({ domain, staff, say })];
}
