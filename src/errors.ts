/**
 * The vocabulary of errors, with the names that the log shows. It begins with the defined conditions of RFC 6120 §8.3.3,
 * each with the error type that the RFC assigns to it. A handler throws a `StanzaError`, and the router turns it into the
 * reply.
 */

/** What the recipient of the error may do about it (RFC 6120 §8.3.2). */
export type ErrorType = "auth" | "cancel" | "continue" | "modify" | "wait";

/** Each defined condition with its type. If the RFC leaves a choice, this is the type that invites no blind retry. */
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
  /** The text for people, sent as `<text/>`. */
  readonly text?: string;
  /** The language of `text` (RFC 5646); English by default. */
  readonly lang?: string;
  /** Replaces the condition's usual type if that does not fit. */
  readonly type?: ErrorType;
  /** An application-specific condition beside the defined one (RFC 6120 §8.3.4). */
  readonly application?: ApplicationCondition;
  readonly cause?: unknown;
}

/** A stanza cannot be served. Handlers throw this to answer with it, and our own refused requests reject with it. */
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

/** The stream ended before the work that waited for it was done. */
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

/** A stanza must not be written, because of a fault in our code or because its text is too long. */
export class UnsendableStanza extends Error {
  override readonly name = "UnsendableStanza";
}

/** The data received is not the XML of a stream. */
export class NotXml extends Error {
  override readonly name = "NotXml";
}

/** The lease has passed to another instance: nothing may be written under this tenure any more. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** The connection to the database was lost or could not be made. Whether its last statement was executed is unknown. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** The database cannot be reached at the moment, but may be reachable later without a change of settings. */
export class DatabaseAway extends Error {
  override readonly name = "DatabaseAway";
}
