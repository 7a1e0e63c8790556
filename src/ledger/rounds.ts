/** Does something again and again: some time after the last round, or sooner where somebody hints. */
import { pause } from "./pause.ts";

export class Rounds implements AsyncDisposable {
  readonly #round: (hinted: boolean) => Promise<number>;
  readonly #stopping = new AbortController();
  #hint = new AbortController();
  #running: Promise<void> | undefined;

  /** `round` says in how many ms the next one is to come, and is told whether a hint brought it on. It never rejects. */
  constructor(round: (hinted: boolean) => Promise<number>) {
    this.#round = round;
  }

  get stopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Begins; the first round comes in `ms` milliseconds. */
  start(ms = 0): void {
    this.#running ??= this.#run(ms);
  }

  /** The next round comes now; after the present one, where one is under way. */
  hint(): void {
    this.#hint.abort();
  }

  /** No round begins any more. Resolves when the last one has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#hint.abort();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #run(first: number): Promise<void> {
    for (let ms = first; ; ) {
      if (ms > 0) await pause(ms, this.#hint.signal);
      if (this.stopping) return;
      const hinted = this.#hint.signal.aborted;
      if (hinted) this.#hint = new AbortController();
      ms = await this.#round(hinted);
    }
  }
}
