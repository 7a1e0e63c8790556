/**
 * Whether the MUC service itself is there. Its rooms cannot tell: what they answer is the same where one of them is busy
 * and where there is no such service. So the service is asked, while rooms could not be read back.
 *
 * It may be away for a moment: then the rooms wait. After a longer time they are lost, as nobody can enter them.
 */
import type { Logger } from "pino";
import { type Condition, RequestTimeout, StanzaError } from "../../errors.ts";
import type { Scheduler } from "../../xmpp/scheduler.ts";
import { conditionOf, type Muc } from "../muc/index.ts";
import { refusalOf } from "../pool/refusals.ts";

export interface MucHostOptions {
  readonly muc: Pick<Muc, "service">;
  /** `rooms.service` */
  readonly service: string;
  /** The bare JID that owns the rooms. */
  readonly owner: string;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  /** It has answered that it is there. `again`: after it was not. */
  readonly there: (again: boolean) => void;
  /** It is not there: whatever was seen of its rooms does not count any more. */
  readonly absent: () => void;
  /** It has not been there for so long that its rooms are lost. */
  readonly gone: (why: string) => void;
}

const EVERY_MS = 5_000;
const ANSWER_MS = 10_000;
// As long as a room that is being made is waited for. A server that starts has its services within a few seconds.
const GONE_MS = 30_000;

const ABSENT: ReadonlySet<Condition> = new Set([
  "feature-not-implemented",
  "gone",
  "item-not-found",
  "remote-server-not-found",
  "remote-server-timeout",
  "service-unavailable",
]);

/** `away`: it does not answer, or has trouble of its own. `absent`: the server says that there is no such service. */
type Standing = "there" | "away" | "absent";

export class MucHost {
  readonly #options: MucHostOptions;
  #standing: Standing = "there";
  /** Faults that were told since it was last there, and of rooms alone since the stream began. */
  readonly #told = new Set<string>();
  #toldOfRooms = false;
  /** Grows with each loss of a stream: what was asked before counts no more. */
  #stream = 0;
  #asking = false;
  #cancel: () => void = () => {};
  /** The time for which it may be absent has run out. */
  #late = false;

  constructor(options: MucHostOptions) {
    this.#options = options;
  }

  /** No room can be made at the moment. */
  get absent(): boolean {
    return this.#standing === "absent";
  }

  /** A room could not be read back. */
  doubt(why: string): void {
    if (this.#asking) return;
    this.#asking = true;
    void this.#ask(why, this.#stream);
  }

  /** One of its rooms has answered. */
  sure(): void {
    if (this.#standing !== "there") this.#back();
  }

  /** The stream is lost. */
  offline(): void {
    this.#stream++;
    this.#asking = false;
    this.#toldOfRooms = false;
    this.#told.clear();
    this.#stands("there");
  }

  async #ask(why: string, stream: number): Promise<void> {
    const { muc, service } = this.#options;
    let error: unknown;
    try {
      await muc.service(service, ANSWER_MS);
    } catch (thrown) {
      error = thrown;
    }
    if (stream !== this.#stream) return;
    this.#asking = false;
    if (error === undefined) this.#isThere(why);
    else if (error instanceof StanzaError || error instanceof RequestTimeout) this.#isAway(error, why);
  }

  #isThere(why: string): void {
    const { log, service, there } = this.#options;
    if (this.#standing !== "there") {
      this.#back();
      return;
    }
    if (!this.#toldOfRooms) {
      log.warn({ service, reason: why }, "rooms of the MUC service could not be read back; trying again");
      this.#toldOfRooms = true;
    }
    there(false);
  }

  #isAway(error: StanzaError | RequestTimeout, why: string): void {
    const { log, scheduler, service, owner, gone } = this.#options;
    const { kind, why: fault, cure } = refusalOf(error, { service, owner });
    if (!this.#told.has(kind)) {
      log.error(
        { service, reason: fault, ...(cure !== undefined && { cure }) },
        "the MUC service is not there, and its rooms could not be read back; trying again",
      );
      this.#told.add(kind);
    }
    this.#stands(this.#after(error));
    if (this.#late) gone(`the MUC service is not there: ${fault}`);
    const stream = this.#stream;
    scheduler.after(EVERY_MS, () => {
      if (stream === this.#stream && this.#standing !== "there") this.doubt(why);
    });
  }

  /** A server may try for a minute to reach what it does not have: silence takes nothing back. */
  #after(error: StanzaError | RequestTimeout): Standing {
    if (error instanceof RequestTimeout) return this.#standing === "absent" ? "absent" : "away";
    return ABSENT.has(conditionOf(error)) ? "absent" : "away";
  }

  #back(): void {
    const { log, service, there } = this.#options;
    log.info({ service }, "the MUC service is there again");
    this.#told.clear();
    this.#stands("there");
    there(true);
  }

  #stands(standing: Standing): void {
    if (standing === this.#standing) return;
    this.#standing = standing;
    this.#cancel();
    this.#late = false;
    if (standing !== "absent") return;
    this.#cancel = this.#options.scheduler.after(GONE_MS, () => {
      this.#late = true;
    });
    this.#options.absent();
  }
}
