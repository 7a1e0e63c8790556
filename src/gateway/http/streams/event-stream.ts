/**
 * A stream of server-sent events on a connection. It does what `life.ts` says: that decides, this has the socket. Ten
 * thousand of them are idle at once, so that each holds little: no timer, and no part of the request.
 */
import type { ServerResponse } from "node:http";
import { reason } from "../../../ops/reason.ts";
import {
  type AddedEvent,
  begin,
  type Ears,
  envelope,
  type Opening,
  type Position,
  type Problem,
  pageOf,
  refusal,
  type StreamInput,
  type StreamState,
  type StreamStep,
  step,
  wakeAt,
} from "../../stream/index.ts";
import { unavailable } from "../problem.ts";
import type { Living } from "./families.ts";
import { pageFor } from "./pages.ts";
import type { Listening, StreamParts } from "./parts.ts";
import type { Wheeled } from "./wheel.ts";

// For passing trouble, spread by half of it to both sides.
const RETRY_MS = 30_000;
/** At the end of a process its streams come back within this time. */
const BYE_SPREAD_MS = 10_000;

const HEADERS = {
  "content-type": "text/event-stream",
  // Proxies that compress also hold back; nginx reads the second one.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
  // The stream ends with its connection, in HTTP/1.1 as in 1.0: there are no chunks that a proxy could wait for.
  connection: "close",
} as const;

function writeHead(response: ServerResponse): void {
  response.useChunkedEncodingByDefault = false;
  response.writeHead(200, HEADERS);
  response.flushHeaders();
}

/** Tells in a stream that none comes about: EventSource gives up for good at a status. */
export function refuseStream(response: ServerResponse, document: Problem, random: number): void {
  writeHead(response);
  response.end(refusal(document, spread(random)));
}

function spread(random: number): number {
  return RETRY_MS * (0.5 + random);
}

let opened = 0;

export class EventStream implements Ears, Living, Wheeled {
  readonly familyId: string;
  second: number | undefined;
  /** For the log, beside the instance. */
  readonly #id = ++opened;
  readonly #parts: StreamParts;
  readonly #response: ServerResponse;
  readonly #personId: string;
  readonly #address: string;
  readonly #compat: boolean;
  readonly #deaf: () => void;
  #state: StreamState | undefined;
  /** The history of the database that the epoch of its position is of, as far as it is known. */
  #history: string | undefined;

  /** Counts as open from now on, which the limits have allowed. `response` has nothing written. */
  constructor(parts: StreamParts, response: ServerResponse, listening: Listening) {
    this.#parts = parts;
    this.#response = response;
    this.#personId = listening.personId;
    this.familyId = listening.familyId;
    this.#address = listening.address;
    this.#compat = listening.compat;
    // Before its position is read, so that nothing falls between.
    this.#deaf = parts.wakes.listen(listening.personId, this);
    parts.families.add(this);
    parts.attendance.opened(listening.personId, "stream");
    response.once("close", () => this.#closed());
  }

  get seq(): number {
    return this.#state?.position.seq ?? -1;
  }

  /** Begins at the position that the client names. Never rejects. */
  async open(named: string | undefined, expiresAt: number): Promise<void> {
    const { reads, clock, scheduler } = this.#parts;
    let opening: Opening;
    try {
      opening = await reads.opening(this.#personId, named);
    } catch (error) {
      const about = { stream: this.#id, reason: reason(error) };
      this.#parts.log.warn(about, "a stream could not be opened");
      if (this.#writable) refuseStream(this.#response, AWAY, scheduler.random());
      return;
    }
    if (!this.#writable) return;
    writeHead(this.#response);
    const { recovered, position } = opening;
    const about = { stream: this.#id, person: this.#personId, recovered, seq: position.seq };
    this.#parts.log.debug(about, "a stream was opened");
    const now = clock();
    this.#take(begin(opening, expiresAt, now, scheduler.random()), now);
  }

  woken(): void {
    this.#happens({ type: "hint" });
  }

  added(events: readonly AddedEvent[]): void {
    if (this.#state === undefined) return;
    // The events of the client of 2014 name people, whom the database knows.
    if (this.#compat) {
      this.woken();
      return;
    }
    const page = pageOf(events, this.#state.position, this.#personId, this.#history);
    if (!page.lost) this.#history = events[0]?.history;
    this.#happens({ type: "added", ...page });
  }

  pass(stanzas: string): void {
    // The client of 2014 knows nothing that is not kept.
    if (this.#compat) return;
    this.#happens({ type: "pass", data: envelope(this.#parts.clock(), stanzas) });
  }

  due(): void {
    this.#happens({ type: "time" });
  }

  over(): void {
    if (this.#state === undefined) this.#response.destroy();
    else this.#happens({ type: "over" });
  }

  shutdown(): void {
    if (this.#state === undefined) this.#response.destroy();
    else this.#happens({ type: "shutdown", retryMs: this.#parts.scheduler.random() * BYE_SPREAD_MS });
  }

  get #writable(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  #happens(input: StreamInput): void {
    if (this.#state === undefined || this.#state.ended) return;
    const now = this.#parts.clock();
    this.#take(step(this.#state, input, now), now);
  }

  #take({ state, actions }: StreamStep, now: number): void {
    const unsent = this.#state?.unsentSince !== undefined;
    this.#state = state;
    for (const action of actions) {
      if (action.type === "write") this.#write(action.text);
      else if (action.type === "read") void this.#read(action.after);
      // What has not left would be waited for.
      else if (unsent) this.#response.destroy();
      else this.#response.end();
    }
    const at = wakeAt(state);
    if (at === undefined) this.#parts.wheel.remove(this);
    else if (this.second === undefined) this.#parts.wheel.put(this, Math.max(at, now + 1));
  }

  /** To the connection itself: a response holds back what is written until the others have written, too. */
  #write(text: string): void {
    (this.#response.socket ?? this.#response).write(text, () => this.#happens({ type: "drained" }));
  }

  async #read(after: Position): Promise<void> {
    const { log, scheduler } = this.#parts;
    try {
      const page = await pageFor(this.#parts, this.#personId, after, this.#compat);
      this.#happens({ type: "page", ...page });
    } catch (error) {
      log.warn({ stream: this.#id, reason: reason(error) }, "a stream could not be read on, and is ended");
      this.#happens({ type: "trouble", problem: AWAY, retryMs: spread(scheduler.random()) });
    }
  }

  #closed(): void {
    const { families, attendance, limits, wheel, log } = this.#parts;
    this.#deaf();
    families.remove(this);
    wheel.remove(this);
    limits.closed(this.#personId, this.#address);
    attendance.closed(this.#personId);
    log.debug({ stream: this.#id, seq: this.seq }, "a stream has ended");
    if (this.#state !== undefined) this.#state = { ...this.#state, ended: true };
  }
}

const AWAY: Problem = unavailable("the database is away").document;
