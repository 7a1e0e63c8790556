/**
 * This folder holds the way out: the writer is the only place that writes stanzas to the stream.
 *
 * Stanzas that are queued in one turn of the event loop leave in one write. The next write waits until the kernel took
 * the last one. So a server that reads slowly fills our queue, which can be seen, and not a buffer that cannot.
 * Nothing is kept over the end of a stream: stanzas that must not be lost are in the outbox.
 */
import type { Logger } from "pino";
import type { Scheduler } from "../scheduler.ts";
import type { Element, StanzaKind } from "../stanza.ts";
import { Barriers } from "./barrier.ts";
import { isTooLarge, serialise } from "./serialise.ts";

/** Takes the text: a connection, or a test. */
export interface Sink {
  /** `written` is called when the text was handed to the kernel, or never will be. */
  write(text: string, written: () => void): void;
}

export interface WriterOptions {
  readonly domain: string;
  readonly log: Logger;
  readonly scheduler: Scheduler;
  /** Pings the domain above the component's, or the component's own; settles as `IqTable.request` does. */
  readonly ping: (target: "above" | "own") => Promise<unknown>;
  /** A ping was not answered in time: the peer is dead. */
  readonly onSilence: () => void;
  /** Asked before each stanza: whether anything may be sent at all. */
  readonly maySend?: () => boolean;
  /** A stanza was queued. */
  readonly onSent?: (stanza: StanzaKind) => void;
}

// Large enough that the system call does not matter, small enough that the event loop is not held up.
const CHUNK = 256 * 1024;

// In UTF-16 units. A server that reads nothing is given up after 30 s; until then this bounds our memory.
const FULL = 64 * 1024 * 1024;

export class Writer {
  readonly #options: WriterOptions;
  readonly #barriers: Barriers;
  #sink: Sink | undefined;
  #queue: string[] = [];
  #queued = 0;
  /** Stanzas given to this stream, to tell whether a barrier under way covers them. */
  #sent = 0;
  #writing = false;
  #scheduled = false;
  #drained: ((all: boolean) => void)[] = [];

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#barriers = new Barriers(options);
  }

  /**
   * Queues a stanza: an element, which is checked here, or text that `serialise` made.
   *
   * @returns `false` where it cannot be sent, since there is no stream or too much waits already; the stanza is
   *   then dropped. An element that would cost us the stream is logged and dropped, too.
   */
  send(stanza: Element | string): boolean {
    const { maySend } = this.#options;
    if (this.#sink === undefined || this.#queued > FULL || maySend?.() === false) return false;
    const text = typeof stanza === "string" ? stanza : this.#serialise(stanza);
    if (text === undefined) return false;
    if (isTooLarge(text)) {
      // It comes from the outbox, and would come again for ever: to drop it is the only way on.
      this.#options.log.error(
        { size: text.length },
        "a stanza was dropped: it is larger than servers accept",
      );
      return true;
    }
    this.#sent++;
    this.#options.onSent?.(kindOf(text));
    this.#push(text);
    return true;
  }

  /** Resolves `true` when the server has read past all that was sent before, `false` when the stream ended before that. */
  barrier(): Promise<boolean> {
    if (this.#sink === undefined) return Promise.resolve(false);
    return this.#barriers.ask(() => this.#sent);
  }

  /** Resolves `true` when everything queued was given to the socket, `false` when the stream ended before. */
  drained(): Promise<boolean> {
    if (this.#sink === undefined) return Promise.resolve(false);
    if (this.#queue.length === 0 && !this.#writing) return Promise.resolve(true);
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** A new stream is open. */
  attach(sink: Sink): void {
    this.detach();
    this.#sink = sink;
  }

  /** Writes `text` after all that is queued, and takes nothing more. */
  end(text: string): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    this.#push(text);
    this.#flush(Number.POSITIVE_INFINITY);
    this.detach();
  }

  /** The stream is gone, with the stanzas that were queued for it. */
  detach(): void {
    this.#sink = undefined;
    this.#queue = [];
    this.#queued = 0;
    this.#sent = 0;
    this.#writing = false;
    this.#wake(false);
  }

  /** Nothing is read until `resume`: missing answers mean nothing. */
  pause(): void {
    this.#barriers.pause();
  }

  resume(): void {
    this.#barriers.resume();
  }

  #serialise(stanza: Element): string | undefined {
    try {
      return serialise(stanza, this.#options.domain);
    } catch (error) {
      this.#options.log.error({ err: error }, "a stanza was not sent: it would have ended the stream");
      return undefined;
    }
  }

  #push(text: string): void {
    this.#queue.push(text);
    this.#queued += text.length;
    if (this.#scheduled || this.#writing) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush(CHUNK);
    });
  }

  #flush(most: number): void {
    const sink = this.#sink;
    if (sink === undefined || this.#queue.length === 0) return;
    const text = this.#take(most);
    this.#writing = true;
    sink.write(text, () => {
      if (this.#sink !== sink) return;
      this.#writing = false;
      if (this.#queue.length > 0) this.#flush(CHUNK);
      else this.#wake(true);
    });
  }

  #take(most: number): string {
    if (this.#queued <= most) {
      const text = this.#queue.join("");
      this.#queue = [];
      this.#queued = 0;
      return text;
    }
    let count = 0;
    let length = 0;
    while (length < most && count < this.#queue.length) length += this.#queue[count++]?.length ?? 0;
    this.#queued -= length;
    return this.#queue.splice(0, count).join("");
  }

  #wake(all: boolean): void {
    for (const resolve of this.#drained.splice(0)) resolve(all);
  }
}

/** The text that `serialise` makes begins with one of three names. */
function kindOf(text: string): StanzaKind {
  if (text.startsWith("<m")) return "message";
  return text.startsWith("<p") ? "presence" : "iq";
}
