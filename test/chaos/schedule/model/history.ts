/** What a run leaves: what was sent, receipted, heard and stored, and what passed on the wire. All times in ms. */

/** Of longer bodies only so much is kept and compared. */
export const COMPARED = 200;

/**
 * A message of a person's. A `step` is to move a conversation on by one step; a `question` gets an answer that is stored
 * nowhere; of a `command` only the receipt is of interest.
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

/** What was stored of a message and of what was said to it, in the order of the conversation. */
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
  /** What the responder made of the answers; `null` where it keeps none. */
  readonly list: string | null;
}

/** One run of an effect. */
export interface EffectRun {
  readonly key: string;
  readonly person: string;
  readonly list: string;
}

/** When an instance sent its first and its last stanza while it acted: from one taking of the lease to the next. */
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
  /** While the XMPP server, or the load's stream to it, was away: what it had taken may be lost. */
  readonly serverAway: readonly Span[];
  /** From when a row of the lease was put back or deleted until who acted then could see it. */
  readonly leaseSetBack: readonly Span[];
  /** What is not as it should be after the faults, though there was time to mend it. */
  readonly unsettled: readonly string[];
  /** What the instances logged that must not happen, and unexpected ends. */
  readonly complaints: readonly string[];
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
