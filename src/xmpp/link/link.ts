/**
 * This folder holds the link: it connects to the server, watches the stream, and connects again until it is stopped.
 * link-state.ts decides, and this file acts. The link does not know what stanzas mean.
 */
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { Writer } from "../out/writer.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Element } from "../stanza.ts";
import { type Connection, openConnection } from "./connection.ts";
import { LIMITS, type Limits, type Refusal } from "./limits.ts";
import { reportLoss } from "./link-report.ts";
import {
  type LinkAction,
  type LinkEvent,
  type LinkState,
  type Loss,
  nextLinkState,
  type Outcome,
} from "./link-state.ts";

export interface LinkOptions {
  /** `xmpp://host:port`; port 5347 where it is left out. */
  readonly url: string;
  readonly domain: string;
  readonly secret: string;
  readonly log: Logger;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly writer: Writer;
  readonly limits?: Limits;
  readonly onStanza: (element: Element) => void;
  /** The attributes of a stanza over a limit. */
  readonly onRefused: (head: Element, why: Refusal) => void;
  readonly onAttempt?: (outcome: Outcome) => void;
  /** An attempt has failed, or the stream is lost. */
  readonly onLoss?: (loss: Loss) => void;
  /** Stanzas can be sent. */
  readonly onOnline: () => void;
  /** Stanzas that were sent and not confirmed may be lost. */
  readonly onOffline: (loss: Loss) => void;
}

/** In ms, between two pings of an idle link: with 30 s to answer, a dead peer is noticed within 60 s. */
export const KEEP_ALIVE = 25_000;

export class Link {
  readonly #options: LinkOptions;
  #state: LinkState = { phase: "stopped" };
  #connection: Connection | undefined;
  #cancelTimer: (() => void) | undefined;
  #cancelKeepAlive: (() => void) | undefined;
  #paused = false;
  #events: LinkEvent[] = [];
  #handling = false;
  #stopped: (() => void)[] = [];

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get online(): boolean {
    return this.#state.phase === "online";
  }

  /** Begins to connect; `onOnline` tells when that succeeded. */
  start(): void {
    this.#handle({ event: "start" });
  }

  /**
   * Writes all that is queued, closes the stream, waits two seconds at most for the server to close it too, and destroys
   * the socket.
   */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#stopped.push(resolve);
      this.#handle({ event: "stop" });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Reads no more until `resume`: too much waits. The server keeps further stanzas (Prosody up to 32 MiB). */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#options.writer.pause();
    if (this.online) this.#connection?.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#options.writer.resume();
    this.#connection?.resume();
  }

  /** The peer is dead: a ping was not answered. */
  silent(): void {
    this.#lose({ kind: "dead" });
  }

  /** All actions of one event come before the next event, though a listener may cause it. */
  #handle(event: LinkEvent): void {
    this.#events.push(event);
    if (this.#handling) return;
    this.#handling = true;
    for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
      const { state, actions } = nextLinkState(this.#state, next);
      if (state !== this.#state) this.#cancelTimer?.();
      this.#state = state;
      for (const action of actions) this.#do(action);
    }
    this.#handling = false;
  }

  #do(action: LinkAction): void {
    const { scheduler, writer, clock, log } = this.#options;
    switch (action.do) {
      case "connect":
        this.#connect();
        return;
      case "set timer":
        this.#cancelTimer = scheduler.after(action.ms, () =>
          this.#handle({ event: "elapsed", now: clock(), chance: scheduler.random() }),
        );
        return;
      case "destroy":
        this.#connection?.destroy();
        this.#connection = undefined;
        return;
      case "close stream":
        // Stanzas may have been paused, but the server's end of the stream must still be read.
        this.#connection?.resume();
        writer.end("</stream:stream>");
        return;
      case "announce online":
        this.#announceOnline();
        return;
      case "announce offline":
        this.#cancelKeepAlive?.();
        writer.detach();
        this.#guarded(() => this.#options.onOffline(action.loss));
        return;
      case "count attempt":
        this.#options.onAttempt?.(action.outcome);
        return;
      case "report": {
        const { level, text } = reportLoss(action.loss, action.retryIn, this.#options);
        log[level](text);
        this.#options.onLoss?.(action.loss);
        return;
      }
      case "stopped":
        for (const resolve of this.#stopped.splice(0)) resolve();
        return;
    }
  }

  #connect(): void {
    const { url, domain, secret, limits = LIMITS, clock, onStanza, onRefused } = this.#options;
    const connection = openConnection(
      { url, domain, secret, limits },
      {
        connected: () => this.#handle({ event: "connected" }),
        opened: () => this.#handle({ event: "opened" }),
        accepted: () => this.#handle({ event: "accepted", now: clock() }),
        stanza: (element) => {
          if (this.online) this.#guarded(() => onStanza(element));
        },
        refused: (head, why) => {
          if (this.online) this.#guarded(() => onRefused(head, why));
        },
        lost: (loss) => this.#lose(loss),
      },
    );
    this.#connection = connection;
  }

  #announceOnline(): void {
    const { writer, log, url, domain, onOnline } = this.#options;
    const connection = this.#connection;
    if (connection === undefined) return;
    writer.attach(connection);
    if (this.#paused) connection.pause();
    this.#keepAlive();
    log.info({ url }, `online: the server accepted ${domain}`);
    this.#guarded(onOnline);
  }

  #keepAlive(): void {
    this.#cancelKeepAlive = this.#options.scheduler.after(KEEP_ALIVE, () => {
      void this.#options.writer.barrier();
      this.#keepAlive();
    });
  }

  #lose(loss: Loss): void {
    const { clock, scheduler } = this.#options;
    this.#handle({ event: "lost", loss, now: clock(), chance: scheduler.random() });
  }

  /** A fault of a listener must not come out of the socket, where it would end the process. */
  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#options.log.error({ err: error }, "a listener of the link failed");
    }
  }
}
