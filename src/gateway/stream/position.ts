/**
 * Positions in a person's stream: an epoch and the number of an event. The epoch holds as long as the database has lost
 * nothing that it had committed, and the person is the same row.
 */
import { hash } from "node:crypto";

/** The most events of one person that are kept. */
export const MOST_KEPT = 1000;
/** How long events are kept, as an interval of SQL. */
export const KEPT_FOR = "24 hours";

export interface Position {
  readonly epoch: string;
  /** Of the last event before it; 0 before the first one. */
  readonly seq: number;
}

/** The begin of a stream: where its events begin, and whether they follow the position that the client named. */
export interface Opening {
  readonly position: Position;
  readonly recovered: boolean;
  /** Older events must be read from the history. */
  readonly limited: boolean;
}

/** What is known of a person's stream when it is opened. */
export interface StreamHead {
  readonly epoch: string;
  /** The number of the last event, 0 before the first one. */
  readonly seq: number;
  /** Whether the event after the named position is there, and young enough. */
  readonly nextKept: boolean;
}

/** `history`: of the database, as `history_of_database()` tells it. */
export function epochOf(history: string, personId: string): string {
  return hash("sha256", `${history} ${personId}`).slice(0, 8);
}

export function positionText({ epoch, seq }: Position): string {
  return `${epoch}.${seq}`;
}

/** `undefined`: it is none that we made. */
export function readPosition(text: string): Position | undefined {
  const { epoch, seq } = /^(?<epoch>[0-9a-f]{8})\.(?<seq>0|[1-9][0-9]{0,14})$/.exec(text)?.groups ?? {};
  return epoch === undefined ? undefined : { epoch, seq: Number(seq) };
}

/** `named`: the position that the client names, as it came; `undefined` or empty where it names none. */
export function openStream(named: string | undefined, { epoch, seq, nextKept }: StreamHead): Opening {
  const end = { epoch, seq };
  if (named === undefined || named === "") return { position: end, recovered: false, limited: false };
  const from = readPosition(named);
  const recovered =
    from !== undefined &&
    from.epoch === epoch &&
    (from.seq === seq || (from.seq < seq && from.seq >= seq - MOST_KEPT && nextKept));
  return recovered
    ? { position: from, recovered: true, limited: false }
    : { position: end, recovered: false, limited: true };
}
