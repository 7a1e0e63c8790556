/**
 * This folder holds what requests of browsers do in the database, each as a transaction of its own, on any instance. What
 * concerns XMPP or the bot is left in rows (`spoken`, `errand`) for the instance that has the stream.
 */
export { commit, retrying } from "./commit.ts";
export { type Addresses, isStaff } from "./destination.ts";
export type { Requests } from "./needs.ts";
export { type Sent, sendMessage } from "./send.ts";
export { type Database, RequestSessions } from "./sessions.ts";
export { requestSweeps } from "./sweeps.ts";
export * from "./threads.ts";
export { askForSlot, type NewFile, type Slot } from "./upload.ts";
