/**
 * Stream barriers: our own acknowledgement, since XEP-0198 is not offered to components. A ping (XEP-0199) of the
 * domain above the component's is answered after everything written before it was read and routed; an error is as good
 * an answer. The same pings show whether the peer is alive.
 *
 * The domain above need not be a host of this server (help.example.org beside chat.example.org): the ping then leaves
 * for another server, whose answer may take long or never come. Where it does not come soon, the component's own
 * domain is pinged too, and from then on alone: the server routes that ping back on the same stream.
 */
import { StanzaError } from "../../errors.ts";
import type { Scheduler } from "../scheduler.ts";

export interface BarrierOptions {
  readonly scheduler: Scheduler;
  /** Pings the domain above the component's, or the component's own; settles as `IqTable.request` does. */
  readonly ping: (target: "above" | "own") => Promise<unknown>;
  /** No ping was answered in time. */
  readonly onSilence: () => void;
}

/** A living server answers in milliseconds; with KEEP_ALIVE a dead one is noticed within 60 s. */
export const PATIENCE = 30_000;
/** A host of this server answers in milliseconds. Pinging ourselves in its place is right at any time. */
export const DOUBT = 2_000;

export class Barriers {
  readonly #options: BarrierOptions;
  #target: "above" | "own" = "above";
  /** The functions that let those who wait pass. */
  readonly #waiting = new Set<() => void>();
  #latest: { readonly passed: Promise<boolean>; readonly written: number } | undefined;
  #cancelTimers: readonly (() => void)[] = [];
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
    let pass = (): void => {};
    const answeredOtherwise = new Promise<void>((resolve) => {
      pass = resolve;
    });
    this.#waiting.add(pass);
    if (this.#waiting.size === 1) this.#beginPatience();
    try {
      await Promise.race([this.#options.ping(this.#target), answeredOtherwise]);
      return true;
    } catch (error) {
      if (!(error instanceof StanzaError)) return false;
      if (error.condition.startsWith("remote-server-")) this.#target = "own";
      return true;
    } finally {
      this.#waiting.delete(pass);
      if (this.#waiting.size === 0) this.#latest = undefined;
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
    const { scheduler, onSilence } = this.#options;
    for (const cancel of this.#cancelTimers) cancel();
    if (this.#waiting.size === 0 || this.#paused) {
      this.#cancelTimers = [];
      return;
    }
    this.#cancelTimers = [
      scheduler.after(PATIENCE, onSilence),
      ...(this.#target === "own" ? [] : [scheduler.after(DOUBT, () => void this.#doubt())]),
    ];
  }

  /** Its answer comes after everything that was written so far: all that wait now pass with it. */
  async #doubt(): Promise<void> {
    this.#target = "own";
    const before = [...this.#waiting];
    const answered = await this.#options.ping("own").then(
      () => true,
      (error: unknown) => error instanceof StanzaError,
    );
    if (answered) for (const pass of before) pass();
  }
}
