/**
 * The life of one stream, as a pure function: what happens to it, to what is to be done. The HTTP layer holds the socket and
 * the timer, and reads the pages that are asked for. A page is asked for only when all that was written has left, so
 * that a slow reader holds one page in memory, and is cut off when it takes nothing for a while. Events that this process
 * has added come without being asked for: they are taken where nothing is under way and they follow the position, and are
 * read otherwise.
 */
import {
  bye,
  HEARTBEAT,
  hello,
  ordinary,
  type Problem,
  passing,
  problem,
  retry,
  tokenExpiring,
} from "./events.ts";
import type { Opening, Position } from "./position.ts";
import type { StreamEvent } from "./stored.ts";

// The wheel turns once a second, and has seconds for places: it tells the time so late at most.
const LATE_MS = 2_000;
// Proxies and antivirus programs cut what is silent for a minute, some for 20 s. No silence is longer than 15 s.
const HEARTBEAT_MS = 15_000 - LATE_MS;
// 60 s before the end, or sooner.
const WARNING_MS = 60_000 + LATE_MS;
// For a client that sees the connection cut: soon, and not all at once.
const RETRY_MS = 2_000;
const RETRY_SPREAD_MS = 3_000;
// What was written may take so long to leave.
const SLOW_MS = 30_000;

/** Times in ms, of one clock. */
export interface StreamState {
  /** After the last event that was written. */
  readonly position: Position;
  /** When the token ends. */
  readonly expiresAt: number;
  readonly warned: boolean;
  readonly heartbeatAt: number;
  /** Since when something that was written has not left; `undefined`: all has. */
  readonly unsentSince: number | undefined;
  /** A page was asked for, and has not come. */
  readonly reading: boolean;
  /** There may be events after the position, and after the page that was asked for. */
  readonly hinted: boolean;
  readonly ended: boolean;
}

export type StreamInput =
  /** There may be something new. */
  | { readonly type: "hint" }
  /** The page that was asked for. `more`: it was full. `lost`: what follows the position is gone. */
  | ({ readonly type: "page" } & StreamPage)
  /** A page that nobody asked for. `lost`: it does not follow the position. */
  | ({ readonly type: "added" } & StreamPage)
  /** Something that is not kept: JSON. Behind what has not left it is dropped. */
  | { readonly type: "pass"; readonly data: string }
  /** All that was written has left. */
  | { readonly type: "drained" }
  /** The time has come (`wakeAt`), or any later time. */
  | { readonly type: "time" }
  /** The token was revoked, or the connection is gone. */
  | { readonly type: "over" }
  /** The process ends. */
  | { readonly type: "shutdown"; readonly retryMs: number }
  /** It cannot go on for now. */
  | { readonly type: "trouble"; readonly problem: Problem; readonly retryMs: number };

/** Events after a position, in order, without a gap. */
export interface StreamPage {
  readonly events: readonly StreamEvent[];
  readonly more: boolean;
  /** The events that follow are no longer there, or another database answers. */
  readonly lost: boolean;
}

export type StreamAction =
  /** What is written has not left until `drained`. */
  | { readonly type: "write"; readonly text: string }
  | { readonly type: "read"; readonly after: Position }
  | { readonly type: "end" };

export interface StreamStep {
  readonly state: StreamState;
  readonly actions: readonly StreamAction[];
}

/** `random`: from 0 up to 1, so that streams that are cut at once do not come back at once. */
export function begin(opening: Opening, expiresAt: number, now: number, random: number): StreamStep {
  const state: StreamState = {
    position: opening.position,
    expiresAt,
    warned: false,
    heartbeatAt: now + HEARTBEAT_MS,
    unsentSince: undefined,
    reading: false,
    hinted: true,
    ended: false,
  };
  return write(state, now, retry(RETRY_MS + random * RETRY_SPREAD_MS) + hello(opening));
}

/** The text of a stream that does not come about: passing trouble is told inside, as EventSource gives up at a status. */
export function refusal(document: Problem, retryMs: number): string {
  return retry(retryMs) + problem(document);
}

export function step(state: StreamState, input: StreamInput, now: number): StreamStep {
  if (state.ended) return { state, actions: [] };
  switch (input.type) {
    case "hint":
      return readOn({ ...state, hinted: true });
    case "drained":
      return readOn({ ...state, unsentSince: undefined });
    case "pass":
      if (state.unsentSince !== undefined) return { state, actions: [] };
      return write(state, now, passing(input.data));
    case "page":
      return state.reading ? take(state, input, now) : { state, actions: [] };
    case "added":
      return isIdle(state) && !input.lost ? take(state, input, now) : readOn({ ...state, hinted: true });
    case "time":
      return timePasses(state, now);
    case "over":
      return end(state);
    case "shutdown":
      return end(state, retry(input.retryMs) + bye(input.retryMs));
    case "trouble":
      return end(state, refusal(input.problem, input.retryMs));
  }
}

/** When `time` is to be told; `undefined`: never. */
export function wakeAt(state: StreamState): number | undefined {
  if (state.ended) return undefined;
  const slowAt = state.unsentSince === undefined ? Number.POSITIVE_INFINITY : state.unsentSince + SLOW_MS;
  return Math.min(state.heartbeatAt, state.warned ? state.expiresAt : state.expiresAt - WARNING_MS, slowAt);
}

function take(state: StreamState, { events, more, lost }: StreamPage, now: number): StreamStep {
  if (lost) return end(state);
  const { epoch } = state.position;
  const seq = events.at(-1)?.seq ?? state.position.seq;
  const next = { ...state, position: { epoch, seq }, reading: false, hinted: state.hinted || more };
  if (events.length === 0) return readOn(next);
  return write(next, now, events.map((event) => ordinary(epoch, event)).join(""));
}

function timePasses(state: StreamState, now: number): StreamStep {
  if (now >= state.expiresAt) return end(state);
  const slow = state.unsentSince !== undefined && now >= state.unsentSince + SLOW_MS;
  if (slow) return end(state);
  let text = "";
  let next = state;
  if (!state.warned && now >= state.expiresAt - WARNING_MS) {
    next = { ...next, warned: true };
    text += tokenExpiring();
  }
  if (now >= state.heartbeatAt) {
    next = { ...next, heartbeatAt: now + HEARTBEAT_MS };
    // Behind something that does not leave, a sign of life would only take memory.
    if (state.unsentSince === undefined) text += HEARTBEAT;
  }
  return text === "" ? { state: next, actions: [] } : write(next, now, text);
}

function write(state: StreamState, now: number, text: string): StreamStep {
  return { state: { ...state, unsentSince: state.unsentSince ?? now }, actions: [{ type: "write", text }] };
}

/** It has written all that it knows of, and all of that has left. */
function isIdle({ hinted, reading, unsentSince }: StreamState): boolean {
  return !hinted && !reading && unsentSince === undefined;
}

/** Asks for the next page, where there is something to ask for and nothing else under way. */
function readOn(state: StreamState): StreamStep {
  if (!state.hinted || state.reading || state.unsentSince !== undefined) return { state, actions: [] };
  return {
    state: { ...state, hinted: false, reading: true },
    actions: [{ type: "read", after: state.position }],
  };
}

function end(state: StreamState, text?: string): StreamStep {
  const last: StreamAction[] = text === undefined ? [] : [{ type: "write", text }];
  return { state: { ...state, ended: true }, actions: [...last, { type: "end" }] };
}
