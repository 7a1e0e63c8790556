/** The messages between the bench and a process that plays browsers, over Node's IPC channel. */

/** How streams are opened. */
export interface Way {
  readonly kind: "events" | "websocket";
  readonly port: number;
  /** The text by which a stream of events says that it stands. */
  readonly hello: string;
}

/** How one message is told to all open streams. In texts, `$MARK` is what it is known by. */
export type Publishing =
  | { readonly kind: "post"; readonly head: string; readonly body: string }
  /** Each by the next of several senders. The answer says that it is committed. */
  | {
      readonly kind: "committed";
      readonly posts: readonly { readonly head: string; readonly body: string }[];
    }
  /** A stanza for each, by a component. */
  | { readonly kind: "component"; readonly port: number; readonly domain: string; readonly secret: string };

/** A message from the person of one stream to that of another one. */
export interface Letter {
  readonly from: number;
  readonly to: number;
  /** Of a POST; without it the body is written into the stream of the sender. */
  readonly head?: string;
  /** `$MARK`, `$UUID`, and `$TO` where addresses are made by the server. */
  readonly body: string;
}

export type Task =
  /** Opens one stream by each request, given without the empty line at its end. */
  | { readonly kind: "open"; readonly heads: readonly string[] }
  | { readonly kind: "close" }
  | {
      readonly kind: "fan";
      readonly publishing: Publishing;
      readonly seconds: number;
      /** Messages per second, at random moments; without it each follows the one before at once. */
      readonly rate: number | undefined;
    }
  /** All streams are cut at once, and opened again where they were. */
  | { readonly kind: "storm" }
  | {
      readonly kind: "letters";
      readonly letters: readonly Letter[];
      readonly flight: number;
      readonly seconds: number;
      /** Per second, at random moments; without it as many as possible. */
      readonly rate: number | undefined;
    };

export interface Measured {
  /** Deliveries within the measured time. */
  readonly count: number;
  readonly seconds: number;
  /** Milliseconds until the socket, from the sending; of what is committed first, from the commit. */
  readonly p50: number;
  readonly p99: number;
  /** The same, from the sending. */
  readonly whole: { readonly p50: number; readonly p99: number };
  /** What was sent and did not arrive. */
  readonly lost: number;
  /** Requests that were refused. */
  readonly refused: number;
}

export type FromAudience =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly measured?: Measured }
  | { readonly kind: "failed"; readonly reason: string };
