/**
 * This folder turns the JSON of browsers into stanzas and back, by pure functions. `read-message.ts` decides what is
 * taken from a browser, `heard.ts` what a browser is told.
 */
export {
  type CompatEvent,
  compatEvents,
  compatExpiring,
  compatFriends,
  compatMessage,
  compatSent,
  compatSession,
  type People,
  withModernId,
} from "./compat.ts";
export { compatObjects } from "./compat-objects.ts";
export { contentHash } from "./content/content-hash.ts";
export { deliveredMessage, type Posted } from "./delivered.ts";
export { actorOf, entityOf, fullAddress, personOf, type Reader, seenBy } from "./entity.ts";
export { type Heard, hear, type Listening } from "./heard.ts";
export { readUuid, uuidOf } from "./ids.ts";
export { bodyOf, messageStanza, type Sending } from "./message-stanza.ts";
export * from "./objects.ts";
export { type Availability, hearPresence, newPresence, presenceStanza, readNewPresence } from "./presence.ts";
export {
  type Content,
  compatMessageForm,
  compatNewMessage,
  type Destination,
  linesOf,
  messageForm,
  type NewMessage,
  newMessage,
  plainText,
  type Read,
  readMessageForm,
  readNewMessage,
} from "./read-message.ts";
export { readUpToStanza, typingStanza } from "./signals.ts";
