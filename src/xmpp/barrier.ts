/**
 * Stream barriers: our own acknowledgement, since XEP-0198 is not offered to components. A ping (XEP-0199, see
 * ping.ts) is answered after everything written before it was read and routed; an error is as good an answer. The same pings show that the peer is alive: one that stays unanswered means that it is not.
 */
import { StanzaError } from "../errors.ts";
import type { Scheduler } from "./scheduler.ts";

export interface BarrierOptions {
  readonly scheduler: Scheduler;
  /** Sends the ping; settles as `IqTable.request` does. */
  readonly ping: () => Promise<unknown>;
  /** A ping was not answered in time. */
  readonly onSilence: () => void;
}

/** A living server answers in milliseconds; with KEEP_ALIVE a dead one is noticed within 60 s. */
export const PATIENCE = 30_000;

export class Barriers {
  readonly #options: BarrierOptions;
  #waiting = 0;
  #latest: { readonly passed: Promise<boolean>; readonly written: number } | undefined;
  #cancelPatience: (() => void) | undefined;
  #paused = false;

  constructor(options: BarrierOptions) {
    this.#options = options;
  }

  /**
   * Resolves `true` when the server has read past all that was written, `false` when the stream ended before.
   *
   * @param written gives how many stanzas were written to this stream; where none was since the last barrier,
   *   and that one is still on its way, it serves again
   */
  ask(written: () => number): Promise<boolean> {
    if (this.#latest !== undefined && this.#latest.written === written()) return this.#latest.passed;
    const passed = this.#ask();
    const latest = { passed, written: written() };
    this.#latest = latest;
    return passed;
  }

  async #ask(): Promise<boolean> {
    this.#waiting++;
    if (this.#waiting === 1) this.#beginPatience();
    try {
      await this.#options.ping();
      return true;
    } catch (error) {
      return error instanceof StanzaError;
    } finally {
      this.#waiting--;
      if (this.#waiting === 0) this.#latest = undefined;
      // Barriers are answered in their order: each answer shows that the peer lives.
      this.#beginPatience();
    }
  }

  /** While we do not read, silence proves nothing. */
  pause(): void {
    this.#paused = true;
    this.#beginPatience();
  }

  resume(): void {
    this.#paused = false;
    this.#beginPatience();
  }

  #beginPatience(): void {
    this.#cancelPatience?.();
    this.#cancelPatience =
      this.#waiting === 0 || this.#paused
        ? undefined
        : this.#options.scheduler.after(PATIENCE, this.#options.onSilence);
  }
}
