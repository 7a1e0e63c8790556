/** The messages between the bench and the process that generates the load, over Node's IPC channel. */

/** One stretch of load. `to` is the bare address written to. */
export type Stretch =
  /** Everybody writes `text` once and gets any chat reply. */
  | { readonly kind: "opening"; readonly to: string; readonly text: string }
  /** Closed loop: everybody writes again as soon as the reply is there. Seconds. */
  | { readonly kind: "closed"; readonly to: string; readonly warmup: number; readonly seconds: number }
  /** Open loop: `rate` messages a second at random moments, however slow the replies. Seconds. */
  | {
      readonly kind: "open";
      readonly to: string;
      readonly warmup: number;
      readonly seconds: number;
      readonly rate: number;
    };

export interface Measured {
  /** Right replies within the measured time. */
  readonly replies: number;
  /** The measured time. Seconds. */
  readonly seconds: number;
  /** From when the message was due until its reply was read. Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  /** Messages without a reply when the stretch was over. */
  readonly lost: number;
  /** Stanzas of type error. */
  readonly errors: number;
  /** Chat replies with another text or from another address than they should. */
  readonly wrong: number;
  /** Everything else that came: presence, IQs, chat states, receipts. */
  readonly others: number;
}

export type FromLoad =
  | { readonly kind: "ready" }
  /** The measured time begins, ends: the moment to look at the processes' clocks. */
  | { readonly kind: "begin" }
  | { readonly kind: "end" }
  | { readonly kind: "measured"; readonly measured: Measured }
  | { readonly kind: "failed"; readonly reason: string };

/** Where the load attaches, and how many people it plays: the process's first argument, in JSON. */
export interface LoadOptions {
  readonly port: number;
  readonly domain: string;
  readonly secret: string;
  readonly people: number;
}
