/**
 * This folder holds the streams of people in browsers, below HTTP: their events and positions in the database, threads and
 * their history, the bytes of server-sent events and of polls, and the life of one stream.
 */
import type { Statement } from "../../ledger/statement.ts";
import { appendStatement } from "./append.ts";
import { readingStatements } from "./history.ts";
import { threadStatements } from "./threads.ts";

export { type Among, among } from "./among.ts";
export { appendStatement, type SaidMessage, say, tell, tellStaff } from "./append.ts";
export { type Problem, pollDocument } from "./events.ts";
export * from "./history.ts";
export * from "./life.ts";
export { type AddedEvent, pageOf, readHeads } from "./page.ts";
export { type Opening, openStream, type Position, positionText } from "./position.ts";
export { createStreamReads, type StreamReads } from "./reads.ts";
export { type StreamRetention, streamSweeps } from "./retention.ts";
export { envelope, type StreamEvent, THREAD_MEMBERS } from "./stored.ts";
export * from "./threads.ts";
export { createWakes, type Ears, type Wakes, type WakesOptions } from "./wakes.ts";

/** All that write, in their order within a transaction. */
export const streamStatements: readonly Statement<never>[] = [
  ...threadStatements,
  ...readingStatements,
  appendStatement,
];
