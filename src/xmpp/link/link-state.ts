/**
 * The life of the link to the server, as a pure function from state and event to state and actions.
 *
 * Every phase has a deadline that destroys the socket, because a server can accept a connection and never say a
 * word. Every loss leads to a wait, whose length depends on the cause, and to a new attempt. Only `stop` ends
 * that.
 */

/** Why there is no stream. */
export type Loss =
  /** No connection, or it broke. */
  | { readonly kind: "unreachable"; readonly detail: string }
  /** A phase did not end in its time. */
  | { readonly kind: "timeout"; readonly phase: Opening }
  /** The server closed the stream without giving a reason. */
  | { readonly kind: "closed"; readonly phase: Opening | "online" }
  /** The server closed it and said why (RFC 6120 §4.9.3). */
  | StreamError
  /** The server sent something that is no XML. */
  | { readonly kind: "not xml"; readonly detail: string; readonly phase: Opening | "online" }
  /** The stream is not one for components: its namespace is `jabber:client` or `jabber:server`. */
  | { readonly kind: "wrong port"; readonly serves: "clients" | "other servers" }
  /** A ping was not answered. */
  | { readonly kind: "dead" }
  | { readonly kind: "stopped" };

/** The outcome of an attempt to connect. `refused`: a person has to mend something. */
export type Outcome = "online" | "refused" | "failed";

export type Opening = "connecting" | "opening" | "handshaking";

export interface StreamError {
  readonly kind: "stream error";
  readonly condition: string;
  readonly text: string;
}

export type LinkState =
  | { readonly phase: "stopped" }
  | { readonly phase: Opening; readonly failures: number }
  /** `since` in ms. */
  | { readonly phase: "online"; readonly failures: number; readonly since: number }
  | { readonly phase: "waiting"; readonly failures: number }
  /** The end of the stream was written, and that of the server is awaited. */
  | { readonly phase: "closing" };

export type LinkEvent =
  | { readonly event: "start" }
  | { readonly event: "stop" }
  /** The time of the phase is over. `chance` is uniform in [0, 1), `now` in ms, here and below. */
  | { readonly event: "elapsed"; readonly now: number; readonly chance: number }
  | { readonly event: "connected" }
  | { readonly event: "opened" }
  | { readonly event: "accepted"; readonly now: number }
  | { readonly event: "lost"; readonly loss: Loss; readonly now: number; readonly chance: number };

export type LinkAction =
  | { readonly do: "connect" }
  /** Let `elapsed` happen in `ms`. A new state ends the time of the one before. */
  | { readonly do: "set timer"; readonly ms: number }
  /** Destroy the socket, and fail everything that waits on it. */
  | { readonly do: "destroy" }
  | { readonly do: "close stream" }
  /** Tell that stanzas can be sent. */
  | { readonly do: "announce online" }
  | { readonly do: "announce offline"; readonly loss: Loss }
  /** An attempt has ended. */
  | { readonly do: "count attempt"; readonly outcome: Outcome }
  /** Log the loss, and in how many ms the next attempt is. */
  | { readonly do: "report"; readonly loss: Loss; readonly retryIn: number }
  | { readonly do: "stopped" };

export interface Transition {
  readonly state: LinkState;
  readonly actions: readonly LinkAction[];
}

/** In ms. A server on the same machine needs milliseconds for each. */
export const DEADLINES = {
  connecting: 10_000,
  opening: 10_000,
  handshaking: 10_000,
  // `shutdown.timeout` is 10 s, and the outbox is flushed before.
  closing: 2_000,
} as const;

const SECOND = 1_000;
const MINUTE = 60_000;

// Contract: full jitter from 250 ms to 30 s, reset after a minute online.
const BACK_OFF = { first: 250, most: 30 * SECOND };
// A wrong secret or an unknown domain waits for a person: contract, "long delay".
const REFUSED = { first: 30 * SECOND, most: 5 * MINUTE };
// Another instance has the name. Its connection may be dead and not yet noticed by the server, but a standby has to
// be there within 15 s.
const CONFLICT = { first: SECOND, most: 10 * SECOND };
const STABLE = MINUTE;
// Contract: a stream that broken bytes have ended is opened anew at once. A server that sends nothing else is given a stream
// four times a second; each costs a handshake and the stanzas that the one before left unconfirmed.
const REOPEN = 250;

export function nextLinkState(state: LinkState, event: LinkEvent): Transition {
  switch (event.event) {
    case "start":
      return state.phase === "stopped" ? attempt(0) : unchanged(state);
    case "stop":
      return stop(state);
    case "elapsed":
      return elapsed(state, event.now, event.chance);
    case "connected":
      return state.phase === "connecting" ? proceed(state.failures, "opening") : unchanged(state);
    case "opened":
      return state.phase === "opening" ? proceed(state.failures, "handshaking") : unchanged(state);
    case "accepted":
      if (state.phase !== "handshaking") return unchanged(state);
      return {
        state: { phase: "online", failures: state.failures, since: event.now },
        actions: [{ do: "count attempt", outcome: "online" }, { do: "announce online" }],
      };
    case "lost":
      return lost(state, event.loss, event.now, event.chance);
  }
}

/** The event comes too late to mean anything. */
function unchanged(state: LinkState): Transition {
  return { state, actions: [] };
}

function attempt(failures: number): Transition {
  return {
    state: { phase: "connecting", failures },
    actions: [{ do: "connect" }, { do: "set timer", ms: DEADLINES.connecting }],
  };
}

function proceed(failures: number, phase: "opening" | "handshaking"): Transition {
  return { state: { phase, failures }, actions: [{ do: "set timer", ms: DEADLINES[phase] }] };
}

function stop(state: LinkState): Transition {
  switch (state.phase) {
    case "stopped":
      return { state, actions: [{ do: "stopped" }] };
    case "closing":
      return unchanged(state);
    case "waiting":
      return stopped();
    case "connecting":
    case "opening":
    case "handshaking":
      return stopped({ do: "destroy" });
    case "online":
      return {
        state: { phase: "closing" },
        actions: [
          { do: "close stream" },
          { do: "announce offline", loss: { kind: "stopped" } },
          { do: "set timer", ms: DEADLINES.closing },
        ],
      };
  }
}

function stopped(...before: readonly LinkAction[]): Transition {
  return { state: { phase: "stopped" }, actions: [...before, { do: "stopped" }] };
}

function elapsed(state: LinkState, now: number, chance: number): Transition {
  switch (state.phase) {
    case "stopped":
    case "online":
      return unchanged(state);
    case "waiting":
      return attempt(state.failures);
    case "closing":
      return stopped({ do: "destroy" });
    case "connecting":
    case "opening":
    case "handshaking":
      return lost(state, { kind: "timeout", phase: state.phase }, now, chance);
  }
}

function lost(state: LinkState, loss: Loss, now: number, chance: number): Transition {
  switch (state.phase) {
    case "stopped":
    case "waiting":
      return unchanged(state);
    case "closing":
      return stopped({ do: "destroy" });
    case "online": {
      const stood = now - state.since;
      const before = stood >= STABLE ? 0 : state.failures;
      const leave: readonly LinkAction[] = [{ do: "destroy" }, { do: "announce offline", loss }];
      if (loss.kind === "not xml") return reopen(loss, before, stood, leave);
      return wait(loss, before, chance, leave);
    }
    case "connecting":
    case "opening":
    case "handshaking":
      return wait(loss, state.failures, chance, [
        { do: "destroy" },
        { do: "count attempt", outcome: isRefusal(loss) || isConflict(loss) ? "refused" : "failed" },
      ]);
  }
}

function wait(loss: Loss, failures: number, chance: number, before: readonly LinkAction[]): Transition {
  return waiting(loss, failures + 1, retryDelay(loss, failures, chance), before);
}

/** Broken bytes say nothing about the next stream, so the wait does not grow. `stood`: how long the stream was open, in ms. */
function reopen(loss: Loss, failures: number, stood: number, before: readonly LinkAction[]): Transition {
  const ms = failures === 0 ? 0 : Math.max(0, REOPEN - stood);
  return waiting(loss, Math.max(failures, 1), ms, before);
}

function waiting(loss: Loss, failures: number, ms: number, before: readonly LinkAction[]): Transition {
  return {
    state: { phase: "waiting", failures },
    actions: [...before, { do: "report", loss, retryIn: ms }, { do: "set timer", ms }],
  };
}

/** How long to wait after the loss, in ms; `failures` counts the losses before it. */
export function retryDelay(loss: Loss, failures: number, chance: number): number {
  if (isRefusal(loss)) return between(REFUSED.first, REFUSED.most, failures + 1, chance);
  if (isConflict(loss)) {
    return between(CONFLICT.first, CONFLICT.most, failures + 1, chance);
  }
  return Math.floor(chance * Math.min(BACK_OFF.most, BACK_OFF.first * 2 ** failures));
}

function between(first: number, most: number, doublings: number, chance: number): number {
  return Math.floor(first + chance * (Math.min(most, first * 2 ** doublings) - first));
}

/** Whether a person has to mend something before the server will take us. */
export function isRefusal(loss: Loss): boolean {
  if (loss.kind === "wrong port") return true;
  return (
    loss.kind === "stream error" &&
    (loss.condition === "not-authorized" || loss.condition === "host-unknown" || isOwnHost(loss))
  );
}

/** Whether another connection has the name. */
export function isConflict(loss: Loss): boolean {
  return loss.kind === "stream error" && loss.condition === "conflict" && !isOwnHost(loss);
}

/** Whether the machine answers, and nothing listens on the port. */
export function isClosed(loss: Loss): boolean {
  return loss.kind === "unreachable" && loss.detail.includes("ECONNREFUSED");
}

/** Whether ejabberd has the domain itself: it says "Unable to register route on existing local domain" then. */
export function isOwnHost(loss: Loss): boolean {
  return (
    loss.kind === "stream error" && loss.condition === "conflict" && /existing local domain/i.test(loss.text)
  );
}
