/**
 * `anteroom/testing`: tests a responder without a server and without a database.
 *
 * ```ts
 * await playTranscript([task], `
 *   > /new task Buy milk
 *   < When is "Buy milk" due?
 *   > tomorrow
 *   < Tuesday, 6 January 2026
 *   < Create "Buy milk"? (yes/no)
 *   > yes
 *   < Created.
 * `);
 * ```
 */

export type { Conversation, Message } from "./conversations/state.ts";
export { type CrashOptions, rehearseCrashes } from "./conversations/testing/crashes.ts";
export {
  type Crash,
  type EffectTried,
  Rehearsal,
  type RehearsalOptions,
  type SayOptions,
} from "./conversations/testing/rehearsal.ts";
export { playTranscript, TranscriptError } from "./conversations/testing/transcript.ts";
