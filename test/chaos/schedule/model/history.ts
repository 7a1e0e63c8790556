/** The history of a run: messages sent, receipts, replies heard, stored rows, and the traffic on the wire. All times in ms. */

/** Longer bodies are cut to this length, kept and compared. */
export const COMPARED = 200;

/**
 * A message from a person. A `step` moves a conversation on by one step, a `question` gets an answer that is stored nowhere,
 * and a `command` matters only for its receipt.
 */
export interface Sent {
  readonly id: string;
  readonly person: string;
  readonly domain: string;
  readonly kind: "step" | "question" | "command";
  readonly body: string;
  /** Each time it was sent, on which of the load's own streams, and on which stream of the subdomain's. */
  readonly sends: readonly Sending[];
  /** When its first receipt came. */
  receipt: number | undefined;
}

export interface Sending {
  readonly at: number;
  /** Number of the load's own stream, and of the last stream that the subdomain's component had opened. */
  readonly streams: string;
}

/** A message that a person heard. */
export interface Heard {
  readonly id: string;
  readonly person: string;
  readonly domain: string;
  /** The body, or of a long one its beginning. */
  readonly body: string;
  readonly at: number;
}

/** A stored message with its stored reply, in the order of the conversation. */
export interface Turn {
  readonly conversation: string;
  readonly heardId: string | null;
  readonly heard: string | null;
  readonly said: string | null;
  readonly saidId: string | null;
  readonly step: string | null;
}

export interface Stored {
  readonly id: string;
  readonly person: string;
  readonly status: string;
  /** The properties that the responder made of the answers; `null` if it keeps none. */
  readonly list: string | null;
}

/** One run of an effect. */
export interface EffectRun {
  readonly key: string;
  readonly person: string;
  readonly list: string;
  readonly at: number;
}

/** The times of an instance's first and last stanza between one taking of the lease and the next. */
export interface Speech {
  readonly domain: string;
  readonly instance: string;
  readonly taking: number;
  readonly first: number;
  readonly last: number;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface History {
  readonly sent: readonly Sent[];
  readonly heard: readonly Heard[];
  readonly turns: readonly Turn[];
  /** By person, the oldest first. */
  readonly conversations: readonly Stored[];
  readonly effects: readonly EffectRun[];
  readonly speeches: readonly Speech[];
  /** When each reply last left an instance, by id. */
  readonly left: ReadonlyMap<string, number>;
  /** Times when the XMPP server, or the load's stream to it, was away. Stanzas that it had taken may be lost. */
  readonly serverAway: readonly Span[];
  /** Times from the restoring or deletion of a lease's row until the active instance could notice. */
  readonly leaseSetBack: readonly Span[];
  /** Times whose commits the database has lost: a standby that had not read them was promoted. */
  readonly forgotten: readonly Span[];
  /** Everything that is still wrong after the faults although there was time to recover. */
  readonly unsettled: readonly string[];
  /** Log lines of the instances that must not occur, and unexpected ends. */
  readonly complaints: readonly string[];
}

/** What happened then may be lost with the database, which is found out as soon as it answers again. */
export function isForgotten({ forgotten }: Pick<History, "forgotten">, at: number | undefined): boolean {
  return at !== undefined && forgotten.some(({ from, to }) => at >= from && at <= to);
}

// Longer than any outage beside the promotion, and than the effects that run again.
const SET_BACK_MS = 30_000;

/** What was done before the database lost it may be under way again then. */
export function isSetBack({ forgotten }: Pick<History, "forgotten">, at: number): boolean {
  return forgotten.some(({ from, to }) => at >= from && at <= to + SET_BACK_MS);
}

export interface Anomaly {
  readonly kind: AnomalyKind;
  readonly what: string;
}

export type AnomalyKind =
  | "receipt without step"
  | "more than one step"
  | "step from nowhere"
  | "wrong order"
  | "properties differ"
  | "vanished"
  | "reply missing"
  | "reply out of order"
  | "reply changed"
  | "reply from nowhere"
  | "question unanswered"
  | "apology"
  | "effect missing"
  | "effect under two keys"
  | "effect differs"
  | "two spoke at once"
  | "stuck"
  | "complaint";
