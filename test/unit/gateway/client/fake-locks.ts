/** Web Locks of one origin, as far as the module uses them: exclusive, with `ifAvailable`, `steal` and `signal`. */
import type { Locks } from "../../../../src/gateway/client/surroundings.ts";

interface Asked {
  readonly owner: string;
  readonly name: string;
  readonly grant: () => void;
  readonly fail: (error: Error) => void;
}

const abortion = () => new DOMException("The request was aborted.", "AbortError");

export class FakeLocks {
  readonly #held = new Map<string, Asked>();
  #waiting: Asked[] = [];

  /** As one tab sees them. */
  of(owner: string): Locks {
    return {
      query: async () => ({ held: [...this.#held.keys()].map((name) => ({ name })), pending: [] }),
      request: (async (
        name: string,
        options: LockOptions,
        run: (lock: { name: string } | null) => unknown,
      ) => {
        await Promise.resolve();
        if (options.ifAvailable && this.#held.has(name)) return run(null);
        return new Promise<unknown>((resolve, reject) => {
          const asked: Asked = {
            owner,
            name,
            fail: reject,
            grant: () => {
              this.#held.set(name, asked);
              Promise.resolve()
                .then(() => run({ name }))
                .then(resolve, reject)
                .finally(() => this.#release(asked));
            },
          };
          options.signal?.addEventListener("abort", () => {
            if (!this.#waiting.includes(asked)) return;
            this.#waiting = this.#waiting.filter((one) => one !== asked);
            reject(abortion());
          });
          if (options.steal) this.#steal(asked);
          else if (this.#held.has(name)) this.#waiting.push(asked);
          else asked.grant();
        });
      }) as Locks["request"],
    };
  }

  /** A tab ends: what it held and asked for is gone. */
  dropAll(owner: string): void {
    this.#waiting = this.#waiting.filter((one) => one.owner !== owner);
    for (const asked of [...this.#held.values()]) if (asked.owner === owner) this.#release(asked);
  }

  #steal(asked: Asked): void {
    const victim = this.#held.get(asked.name);
    this.#held.delete(asked.name);
    victim?.fail(abortion());
    asked.grant();
  }

  #release(asked: Asked): void {
    if (this.#held.get(asked.name) !== asked) return;
    this.#held.delete(asked.name);
    const next = this.#waiting.find(({ name }) => name === asked.name);
    this.#waiting = this.#waiting.filter((one) => one !== next);
    next?.grant();
  }
}
