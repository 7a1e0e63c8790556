/** The connection of a leading tab: the stream, or polls where no stream comes through; again and again. */
import { backOff, type Pauses } from "./back-off.ts";
import type { ChatState, Problem } from "./interface.ts";
import { ChatError, type Requests } from "./requests.ts";
import { positionBefore } from "./resume.ts";
import { NOTHING_READ, readEvents, type ServerSentEvent } from "./server-sent-events.ts";
import type { Surroundings } from "./surroundings.ts";
import { type Credentials, renewalDue } from "./tokens.ts";

// A stream whose first event does not come is held back by something on the way.
const HELLO_WITHIN = 5_000;
const POLL_FOR = 600_000;
/** How long a poll waits for news, in s. */
const POLL_WAITS = 25;
const TICK = 5_000;
// The server says something every 15 s.
const STALE = 20_000;
const DEAD = 45_000;
/** A stream that has lived so long was no failure. */
const LIVED = 10_000;

export interface Envelope {
  readonly stanzas: readonly { readonly type: string; readonly [type: string]: unknown }[];
}

/** What comes from the stream, in its order, for all tabs. */
export type Arrival =
  | { readonly kind: "hello"; readonly position: string; readonly limited: boolean }
  /** `after`: the position before it. An event that is not kept has neither. */
  | { readonly kind: "event"; readonly id?: string; readonly after?: string; readonly envelope: Envelope };

export interface PollAnswer {
  readonly position: string;
  readonly limited: boolean;
  readonly events: readonly { readonly id?: string; readonly event: string; readonly data: Envelope }[];
}

/** How an attempt ended. */
export type Ending =
  /** It was held back by something on the way. */
  | { readonly how: "quiet" }
  | { readonly how: "refused"; readonly error: ChatError }
  | { readonly how: "again" }
  | { readonly how: "cut"; readonly wait?: number | undefined };

export type Next =
  /** `fixed`: the server named the time. */
  | { readonly step: "connect" | "renew"; readonly wait: number; readonly fixed: boolean }
  | { readonly step: "poll" }
  | { readonly step: "give up"; readonly error: ChatError };

export interface Failures {
  /** How many attempts have failed in a row before this one. */
  readonly attempt: number;
  /** Another token was got since something was open. */
  readonly renewed: boolean;
  /** The stream's `retry`. */
  readonly base: number;
}

/** What follows an attempt. */
export function afterAttempt(ending: Ending, failures: Failures, random: number): Next {
  const later = backOff(failures.attempt, random, failures.base);
  switch (ending.how) {
    case "quiet":
      return { step: "poll" };
    case "again":
      return { step: "connect", wait: 0, fixed: true };
    case "cut":
      return { step: "connect", wait: ending.wait ?? later, fixed: ending.wait !== undefined };
    case "refused": {
      const { error } = ending;
      const { status } = error.problem;
      if (error.passing) return afterAttempt({ how: "cut", wait: error.retryAfter }, failures, random);
      if (status !== 404 && status !== 401) return { step: "give up", error };
      // If a new token is refused as well, haste does not help.
      return { step: "renew", wait: failures.renewed ? later : 0, fixed: false };
    }
  }
}

type End = (ending: Ending) => void;

export interface ConnectionParts {
  readonly surroundings: Surroundings;
  readonly requests: Requests;
  readonly pauses: Pauses;
  readonly credentials: () => Credentials | undefined;
  /** Tries until there is an answer; throws where the tokens are over. `trouble` is told of each vain try. */
  readonly renew: (used: string, signal: AbortSignal, trouble?: () => void) => Promise<void>;
  readonly arrived: (arrival: Arrival) => void;
  readonly changed: (state: ChatState) => void;
  readonly problem: (problem: Problem) => void;
  readonly over: (error: unknown) => void;
}

export interface Connection {
  /** After the last event. */
  readonly position: string | undefined;
  /** Looks at once whether it is alive. `anew`: the network has changed, so it is not. */
  look(anew: boolean): void;
  stop(): void;
}

export function connect(parts: ConnectionParts, from: string | undefined): Connection {
  const { surroundings, requests, credentials, arrived } = parts;
  const { now, after, random } = surroundings;
  const token = () => credentials()?.token ?? "";
  const stopping = new AbortController();
  let position = from;
  let heardAt = now();
  let openSince: number | undefined;
  let base = 0;
  let streamAt = 0;
  let renewing = false;
  let end: End = () => {};
  let endTick = () => {};

  const failed = (error: unknown) => {
    if (!stopping.signal.aborted) parts.over(error);
  };

  const opened = () => {
    openSince = now();
    parts.changed("open");
  };

  const hello = (at: string, limited: boolean) => {
    position = at;
    arrived({ kind: "hello", position: at, limited });
  };

  const ordinary = (id: string | undefined, envelope: Envelope) => {
    if (id === undefined || position === undefined) return arrived({ kind: "event", envelope });
    const before = position;
    position = id;
    arrived({ kind: "event", id, after: before, envelope });
  };

  /** While the present token still opens the stream. */
  const renewEarly = () => {
    if (renewing) return;
    renewing = true;
    parts
      .renew(token(), stopping.signal)
      .then(() => end({ how: "again" }), failed)
      .finally(() => {
        renewing = false;
      });
  };

  async function stream(signal: AbortSignal, end: End): Promise<Ending> {
    const cancel = after(HELLO_WITHIN, () => end({ how: "quiet" }));
    try {
      const { headers, body } = await requests.fetch("GET", "/stream", {
        token: token(),
        headers: { accept: "text/event-stream", ...(position && { "last-event-id": position }) },
        signal,
      });
      if (!headers.get("content-type")?.startsWith("text/event-stream")) return { how: "cut" };
      // Browsers that give no body before its end.
      if (!body) return { how: "quiet" };
      const reader = body.getReader();
      const decoder = new TextDecoder();
      let rest = NOTHING_READ;
      let retry: number | undefined;
      let wait: number | undefined;
      const take = ({ id, event, data }: ServerSentEvent) => {
        const said = JSON.parse(data);
        if (event === "hello") {
          cancel();
          opened();
          hello(said.position, said.limited);
        } else if (event === "message") ordinary(id, said);
        else if (event === "token") renewEarly();
        else if (event === "bye") wait = said.retry;
        else if (event === "problem") {
          parts.problem(said);
          wait = retry ?? backOff(9, random());
        }
      };
      for (;;) {
        const { done, value } = await reader.read();
        if (signal.aborted || done) return { how: "cut", wait };
        heardAt = now();
        const found = readEvents(rest, decoder.decode(value, { stream: true }));
        rest = found.rest;
        retry = found.retry ?? retry;
        base = retry ?? base;
        for (const event of found.events) take(event);
      }
    } finally {
      cancel();
    }
  }

  async function poll(signal: AbortSignal): Promise<Ending> {
    for (;;) {
      const timeout = openSince === undefined ? 0 : POLL_WAITS;
      const since = position && `since=${encodeURIComponent(position)}&`;
      heardAt = now();
      const answer = await requests.json<PollAnswer>("GET", `/poll?${since ?? ""}timeout=${timeout}`, {
        token: token(),
        signal,
      });
      if (signal.aborted) return { how: "again" };
      const [first] = answer.events;
      if (openSince === undefined) opened();
      if (position === undefined || answer.limited) {
        hello(first?.id === undefined ? answer.position : positionBefore(first.id), answer.limited);
      }
      for (const { id, event, data } of answer.events) if (event === "message") ordinary(id, data);
      position = answer.position;
      if (now() >= streamAt) return { how: "again" };
    }
  }

  /** One stream, or polls for a while, until it ends by itself or something ends it. */
  function attemptOnce(go: (signal: AbortSignal, end: End) => Promise<Ending>): Promise<Ending> {
    const controller = new AbortController();
    heardAt = now();
    openSince = undefined;
    return new Promise<Ending>((resolve) => {
      const mine: End = (ending) => {
        resolve(ending);
        controller.abort();
      };
      end = mine;
      go(controller.signal, mine).then(mine, (error) =>
        mine(error instanceof ChatError ? { how: "refused", error } : { how: "cut" }),
      );
    });
  }

  async function run(): Promise<void> {
    const { signal } = stopping;
    let attempt = 0;
    let renewed = false;
    while (!signal.aborted) {
      const polling = now() < streamAt;
      const ending = await attemptOnce(polling ? poll : stream);
      if (signal.aborted) return;
      if (openSince !== undefined) renewed = false;
      if (openSince !== undefined && (polling || now() - openSince >= LIVED)) attempt = 0;
      // Where a poll fails, the stream may work: the network has changed, or both are down.
      if (ending.how !== "again") streamAt = 0;
      const next = afterAttempt(ending, { attempt, renewed, base }, random());
      if (ending.how === "refused" && next.step === "connect") parts.problem(ending.error.problem);
      if (next.step === "give up") return parts.over(next.error);
      if (next.step === "poll") {
        streamAt = now() + POLL_FOR;
        continue;
      }
      if (next.wait > 0) {
        attempt++;
        parts.changed("waiting");
        await parts.pauses.pause(next.wait, signal, next.fixed);
      }
      if (next.step === "renew" && !signal.aborted) {
        await parts.renew(token(), signal, () => parts.changed("waiting"));
        renewed = true;
      }
    }
  }

  const look = (anew: boolean) => {
    parts.pauses.wake();
    if (anew || now() - heardAt >= STALE) end({ how: "again" });
  };

  let tickedAt = now();
  const tick = () => {
    endTick = after(TICK, tick);
    const late = now() - tickedAt >= STALE;
    tickedAt = now();
    // The machine has slept, or the tab was held back.
    if (late) return look(false);
    const held = credentials();
    if (held && now() >= renewalDue(held)) renewEarly();
    if (now() - heardAt >= DEAD) end({ how: "again" });
  };
  tick();
  run().catch(failed);

  return {
    get position() {
      return position;
    },
    look,
    stop() {
      stopping.abort();
      endTick();
      end({ how: "again" });
    },
  };
}
