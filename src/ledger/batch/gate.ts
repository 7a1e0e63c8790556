/**
 * Decides whether batches may begin: it is closed for as long as there is a reason, and while exclusive work runs beside
 * which no batch may be under way.
 */
export class Gate {
  readonly #reasons: Set<string>;
  #inside = 0;
  #exclusive = 0;
  #last: Promise<unknown> = Promise.resolve();
  #whenOpen: (() => void)[] = [];
  #whenEmpty: (() => void)[] = [];

  /** @param reasons why it is closed at first */
  constructor(...reasons: readonly string[]) {
    this.#reasons = new Set(reasons);
  }

  get open(): boolean {
    return this.#reasons.size === 0 && this.#exclusive === 0;
  }

  has(reason: string): boolean {
    return this.#reasons.has(reason);
  }

  close(reason: string): void {
    this.#reasons.add(reason);
  }

  /** Takes the reason away. */
  clear(reason: string): void {
    this.#reasons.delete(reason);
    if (this.open) this.release();
  }

  /** Resolves when it is open, or at `release`. */
  opened(): Promise<void> {
    if (this.open) return Promise.resolve();
    return new Promise((resolve) => this.#whenOpen.push(resolve));
  }

  /** Lets everybody go who waits. */
  release(): void {
    for (const resolve of this.#whenOpen.splice(0)) resolve();
  }

  /** Call only while it is open; `leave` once for each. */
  enter(): void {
    this.#inside++;
  }

  leave(): void {
    this.#inside--;
    if (this.#inside === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  /** Closes at once, and runs `work` as soon as everybody is out; one such thing after the other. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    this.#exclusive++;
    const result = this.#last.then(async () => {
      while (this.#inside > 0) await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
      try {
        return await work();
      } finally {
        this.#exclusive--;
        if (this.open) this.release();
      }
    });
    this.#last = result.catch(() => {});
    return result;
  }
}
