/** The poll twin of a stream, for networks that pass no streams: the same events as one document. */
import type { ServerResponse } from "node:http";
import { type Ears, envelope, pollDocument } from "../../stream/index.ts";
import { notFound } from "../problem.ts";
import type { Living } from "./families.ts";
import { pageFor } from "./pages.ts";
import type { Listening, StreamParts } from "./parts.ts";

export interface Poll extends Listening {
  /** The position that the client names, as it came. */
  readonly since: string | undefined;
  readonly timeoutMs: number;
  /** Where the answer goes: it may be closed before. */
  readonly response: ServerResponse;
}

/** Gives the document. Throws an `HttpProblem` where too many wait, or where the token is revoked meanwhile. */
export async function answerPoll(parts: StreamParts, poll: Poll): Promise<string> {
  const { reads, clock } = parts;
  const { personId, since, compat } = poll;
  await using waiter = new Waiter(parts, poll);
  const opening = await reads.opening(personId, since);
  if (!opening.recovered) return pollDocument(opening, []);
  const deadline = Math.min(clock() + poll.timeoutMs, poll.expiresAt);
  for (;;) {
    const page = await pageFor(parts, personId, opening.position, compat);
    if (page.lost) return pollDocument(await reads.opening(personId, since), []);
    const done = page.events.length > 0 || waiter.passed.length > 0 || waiter.ended || clock() >= deadline;
    if (done) return pollDocument(opening, page.events, waiter.passed);
    await waiter.next(deadline - clock());
  }
}

class Waiter implements Ears, Living {
  readonly familyId: string;
  readonly passed: string[] = [];
  ended = false;
  readonly #parts: StreamParts;
  readonly #poll: Poll;
  readonly #deaf: () => void;
  #counted = false;
  #revoked = false;
  #news = false;
  #wake: () => void = () => {};
  /** Nobody waits for the answer any more. */
  readonly #gone = (): void => this.shutdown();

  constructor(parts: StreamParts, poll: Poll) {
    this.#parts = parts;
    this.#poll = poll;
    this.familyId = poll.familyId;
    this.ended = poll.response.destroyed;
    poll.response.once("close", this.#gone);
    this.#deaf = parts.wakes.listen(poll.personId, this);
  }

  woken(): void {
    this.#news = true;
    this.#wake();
  }

  added(): void {
    this.woken();
  }

  pass(stanzas: string): void {
    if (this.#poll.compat) return;
    this.passed.push(envelope(this.#parts.clock(), stanzas));
    this.woken();
  }

  over(): void {
    this.#revoked = true;
    this.woken();
  }

  shutdown(): void {
    this.ended = true;
    this.woken();
  }

  /** Waits for news, for so many ms at most. From the first time on it counts as a stream. */
  async next(ms: number): Promise<void> {
    if (!this.#counted) this.#count();
    if (!this.#news) {
      await new Promise<void>((resolve) => {
        const cancel = this.#parts.scheduler.after(ms, resolve);
        this.#wake = () => {
          cancel();
          resolve();
        };
      });
      this.#wake = () => {};
    }
    this.#news = false;
    if (this.#revoked) throw notFound();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#deaf();
    this.#poll.response.off("close", this.#gone);
    const { families, limits, attendance } = this.#parts;
    const { personId, address, since } = this.#poll;
    if (this.#counted) {
      families.remove(this);
      limits.closed(personId, address);
    } else if (since !== undefined) attendance.opened(personId, "poll");
    else return;
    // Whoever goes on polling is there, also where there was nothing to wait for, or the database did not answer.
    attendance.closed(personId);
  }

  #count(): void {
    const { families, limits, attendance } = this.#parts;
    const problem = limits.opened(this.#poll.personId, this.#poll.address);
    if (problem !== undefined) throw problem;
    this.#counted = true;
    families.add(this);
    attendance.opened(this.#poll.personId, "poll");
  }
}
