/**
 * The vocabulary of errors, by the names that the log shows. First of all the defined conditions of RFC 6120 §8.3.3,
 * each with the type that the RFC asks to go with it: a handler throws a `StanzaError`, and the router turns it into
 * the reply.
 */

/** What whoever gets the error may do about it (RFC 6120 §8.3.2). */
export type ErrorType = "auth" | "cancel" | "continue" | "modify" | "wait";

/** Each defined condition with its type. Where the RFC leaves a choice, the one that asks for no blind retry. */
const CONDITIONS = {
  "bad-request": "modify",
  conflict: "cancel",
  "feature-not-implemented": "cancel",
  forbidden: "auth",
  gone: "cancel",
  "internal-server-error": "cancel",
  "item-not-found": "cancel",
  "jid-malformed": "modify",
  "not-acceptable": "modify",
  "not-allowed": "cancel",
  "not-authorized": "auth",
  "policy-violation": "modify",
  "recipient-unavailable": "wait",
  redirect: "modify",
  "registration-required": "auth",
  "remote-server-not-found": "cancel",
  "remote-server-timeout": "wait",
  "resource-constraint": "wait",
  "service-unavailable": "cancel",
  "subscription-required": "auth",
  "undefined-condition": "cancel",
  "unexpected-request": "wait",
} as const satisfies Record<string, ErrorType>;

export type Condition = keyof typeof CONDITIONS;

export function isCondition(name: string): name is Condition {
  return Object.hasOwn(CONDITIONS, name);
}

export interface ApplicationCondition {
  readonly name: string;
  readonly xmlns: string;
}

export interface StanzaErrorOptions {
  /** For people: goes into `<text/>`. */
  readonly text?: string;
  /** The language of `text` (RFC 5646), by default English. */
  readonly lang?: string;
  /** Where the usual type of the condition does not fit. */
  readonly type?: ErrorType;
  /** An application-specific condition beside the defined one (RFC 6120 §8.3.4). */
  readonly application?: ApplicationCondition;
  readonly cause?: unknown;
}

/** A stanza that cannot be served: thrown by handlers to be sent, and what a refused request rejects with. */
export class StanzaError extends Error {
  readonly condition: Condition;
  readonly type: ErrorType;
  readonly text: string | undefined;
  readonly lang: string;
  readonly application: ApplicationCondition | undefined;

  constructor(condition: Condition, options: StanzaErrorOptions = {}) {
    super(options.text === undefined ? condition : `${condition}: ${options.text}`, { cause: options.cause });
    this.name = "StanzaError";
    this.condition = condition;
    this.type = options.type ?? CONDITIONS[condition];
    this.text = options.text;
    this.lang = options.lang ?? "en";
    this.application = options.application;
  }
}

/** What waited for the stream, and the stream ended first. */
export class StreamLost extends Error {
  override readonly name = "StreamLost";

  constructor(message = "the stream to the server is lost") {
    super(message);
  }
}

/** Nobody answered in time. */
export class RequestTimeout extends Error {
  override readonly name = "RequestTimeout";

  constructor(asked: string, timeoutMs: number) {
    super(`${asked} did not answer within ${timeoutMs} ms`);
  }
}

/** A stanza that must not be written: a fault in our code, or text without measure. */
export class UnsendableStanza extends Error {
  override readonly name = "UnsendableStanza";
}

/** What came is not the XML of a stream. */
export class NotXml extends Error {
  override readonly name = "NotXml";
}

/** The lease has passed on: nothing may be written under this tenure any more. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** The connection to the database was lost, or could not be had. Whether its last statement was executed is unknown. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** The database cannot be reached at present: later it may be, without anybody changing a setting. */
export class DatabaseAway extends Error {
  override readonly name = "DatabaseAway";
}
