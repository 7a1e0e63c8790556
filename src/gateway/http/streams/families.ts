/**
 * The families of tokens by which streams are open here. A family may be revoked on any instance: a hint says so, and once a
 * second it is looked whether all of them live, as a hint may be lost.
 */
import type { Notifications } from "../../../ledger/database/notifications.ts";
import { Rounds } from "../../../ledger/rounds.ts";
import type { Logger } from "../../../ops/log.ts";
import { reason } from "../../../ops/reason.ts";

/** A stream, or a poll that waits. */
export interface Living {
  readonly familyId: string;
  /** Its family is over. */
  over(): void;
  /** The process ends. */
  shutdown(): void;
}

export interface FamiliesOptions {
  readonly over: (families: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly notifications: Pick<Notifications, "on">;
  /** `xmpp.domain`. */
  readonly domain: string;
  readonly log: Logger;
}

const EVERY_MS = 1_000;
const AT_ONCE = 1_000;

export class OpenFamilies {
  readonly #options: FamiliesOptions;
  readonly #living = new Map<string, Living[]>();
  readonly #rounds = new Rounds(() => this.#round());
  #failing = false;
  #unlisten: (() => void) | undefined;

  constructor(options: FamiliesOptions) {
    this.#options = options;
  }

  start(): void {
    const { notifications, domain } = this.#options;
    this.#unlisten = notifications.on("tokens", (payload = domain) => {
      if (payload === domain) this.#rounds.hint();
    });
    this.#rounds.start(EVERY_MS);
  }

  async stop(): Promise<void> {
    this.#unlisten?.();
    await this.#rounds.stop();
  }

  add(one: Living): void {
    const others = this.#living.get(one.familyId);
    if (others === undefined) this.#living.set(one.familyId, [one]);
    else others.push(one);
  }

  remove(one: Living): void {
    const left = (this.#living.get(one.familyId) ?? []).filter((other) => other !== one);
    if (left.length === 0) this.#living.delete(one.familyId);
    else this.#living.set(one.familyId, left);
  }

  /** How many streams and waiting polls are open. */
  get size(): number {
    let size = 0;
    for (const those of this.#living.values()) size += those.length;
    return size;
  }

  shutdown(): void {
    for (const those of [...this.#living.values()]) for (const one of [...those]) one.shutdown();
  }

  async #round(): Promise<number> {
    try {
      const families = [...this.#living.keys()];
      for (let first = 0; first < families.length; first += AT_ONCE) {
        const over = await this.#options.over(families.slice(first, first + AT_ONCE));
        for (const family of over) for (const one of [...(this.#living.get(family) ?? [])]) one.over();
      }
      this.#failing = false;
    } catch (error) {
      if (!this.#failing && !this.#rounds.stopping) {
        const { log } = this.#options;
        log.warn(
          { reason: reason(error) },
          "it could not be looked whether tokens were revoked; trying again",
        );
      }
      this.#failing = true;
    }
    return EVERY_MS;
  }
}
