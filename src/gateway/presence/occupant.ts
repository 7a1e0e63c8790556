/**
 * The place of a person from a browser in a room, as a pure state machine: whether to be in it, and how to get there. What
 * the server says, what the rows say, and the time that passes become joins, leaves, and the person's place in the thread.
 *
 * The place in the thread lasts as long as the seat: what is said while the person has dropped out of the room reaches them
 * when they are back, as far as somebody else from a browser has heard it.
 */

/** What the rows say. */
export interface Facts {
  /** Bare JID. */
  readonly room: string;
  /** As handed out. */
  readonly nick: string;
  /** One of them is in force; in the order in which they are tried. */
  readonly passwords: readonly string[];
  /** The seat is the person's. */
  readonly seated: boolean;
  /** The person is there, and has the seat. */
  readonly stay: boolean;
  /** The room is open, and the bot is in it. A room that the server has lost would be made anew by whoever enters. */
  readonly open: boolean;
}

export interface OccupantState {
  readonly facts: Facts;
  readonly stream: boolean;
  readonly phase: "out" | "entering" | "inside" | "leaving";
  /** The room in which it is, or tries to be, and the nickname there. */
  readonly room: string;
  readonly nick: string;
  /** The passwords that may still be tried; the first is under way. */
  readonly left: readonly string[];
  /** How often in a row somebody else had the nickname, or the server did not take it. */
  readonly conflicts: number;
  /** How often in a row it could not enter. */
  readonly failures: number;
  /** Outside: the next attempt. Entering and leaving: the end of the patience. In ms. */
  readonly dueAt: number | undefined;
  /** The server may have it in the room all the same: from an earlier stream, or as it did not answer. */
  readonly unsure: boolean;
  /** In the room's thread. */
  readonly member: boolean;
}

export type OccupantInput =
  | { readonly type: "facts"; readonly facts: Facts }
  | { readonly type: "online" }
  | { readonly type: "offline" }
  /** Its own presence. `created`: the room was not there, and is its own now. */
  | { readonly type: "entered"; readonly room: string; readonly nick: string; readonly created: boolean }
  | { readonly type: "refused"; readonly room: string; readonly condition: string }
  | { readonly type: "gone"; readonly room: string; readonly nick: string }
  /** An answer tells that it is not inside. */
  | { readonly type: "outside" }
  /** The time has come (`dueAt`), or any later time. */
  | { readonly type: "time" };

export type OccupantAction =
  | { readonly do: "join"; readonly room: string; readonly nick: string; readonly password: string }
  | { readonly do: "leave"; readonly room: string; readonly nick: string }
  /** The person's place in the thread begins or ends. */
  | { readonly do: "member"; readonly inside: boolean }
  /** Reads the rows anew: `facts` follows. */
  | { readonly do: "read" };

export interface OccupantStep {
  readonly state: OccupantState;
  readonly actions: readonly OccupantAction[];
}

const ANSWER_MS = 15_000;
const GOODBYE_MS = 5_000;
// A change of the password may be under way.
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 15_000;
const SPARE_NICKS = 8;
/** The server does not let anybody in under that nickname. */
export const NICK_REFUSED = "jid-malformed";
const GUEST = "Guest";

/** `member`: as stored. Whoever was in the thread may be in the room. */
export function newOccupant(facts: Facts, member: boolean): OccupantState {
  return {
    facts,
    stream: false,
    phase: "out",
    room: facts.room,
    nick: facts.nick,
    left: [],
    conflicts: 0,
    failures: 0,
    dueAt: undefined,
    unsure: member,
    member,
  };
}

export function stepOccupant(before: OccupantState, input: OccupantInput, now: number): OccupantStep {
  const actions: OccupantAction[] = [];
  const state = settle(take(before, input, now, actions), now, actions);
  return { state, actions };
}

/** Nothing is left of it: the row may go. */
export function isOver({ facts, phase, unsure, member }: OccupantState): boolean {
  return !facts.stay && phase === "out" && !unsure && !member;
}

function take(
  state: OccupantState,
  input: OccupantInput,
  now: number,
  actions: OccupantAction[],
): OccupantState {
  switch (input.type) {
    case "facts":
      return { ...state, facts: input.facts };
    case "online":
      return { ...state, stream: true };
    case "offline":
      return {
        ...out(state),
        stream: false,
        unsure: state.unsure || state.phase !== "out",
        failures: 0,
      };
    case "entered":
      if (input.room !== state.room || state.phase === "leaving") return state;
      if (input.created) {
        // The server has lost the room; the pool brings its people to another one.
        actions.push({ do: "leave", room: input.room, nick: input.nick }, { do: "read" });
        return { ...failed(state, now), unsure: false };
      }
      return {
        ...state,
        phase: "inside",
        nick: input.nick,
        conflicts: 0,
        failures: 0,
        dueAt: undefined,
        unsure: false,
      };
    case "refused":
      return input.room === state.room && state.phase === "entering"
        ? refused(state, input.condition, now, actions)
        : state;
    case "gone":
      if (input.room !== state.room || input.nick !== state.nick || state.phase === "out") return state;
      if (state.phase === "leaving") return { ...out(state), unsure: false };
      actions.push({ do: "read" });
      return { ...out(state), unsure: false, dueAt: now + FIRST_PAUSE_MS };
    case "outside":
      return state.phase === "inside" ? { ...out(state), unsure: false } : state;
    case "time":
      if (state.dueAt === undefined || now < state.dueAt) return state;
      if (state.phase === "entering") return { ...failed(state, now), unsure: true };
      if (state.phase === "leaving") return { ...out(state), unsure: false };
      return { ...state, dueAt: undefined };
  }
}

function refused(
  state: OccupantState,
  condition: string,
  now: number,
  actions: OccupantAction[],
): OccupantState {
  const { left, conflicts, facts, room } = state;
  if (condition === "not-authorized") {
    const [, ...others] = left;
    if (others.length > 0) return join({ ...state, left: others }, now, actions);
    actions.push({ do: "read" });
  } else if (isOfNick(condition) && conflicts < SPARE_NICKS) {
    const next = conflicts + 1;
    const base = condition === NICK_REFUSED || state.nick.startsWith(GUEST) ? GUEST : facts.nick;
    return join({ ...state, conflicts: next, nick: `${base} ${next + 1}`, room }, now, actions);
  }
  return { ...failed(state, now), unsure: false };
}

function isOfNick(condition: string): boolean {
  return condition === "conflict" || condition === NICK_REFUSED;
}

/** Goes on to where it is to be. */
function settle(state: OccupantState, now: number, actions: OccupantAction[]): OccupantState {
  const { facts, phase } = state;
  const here = phase === "inside" || phase === "entering";
  let next = state;
  if (here && (!facts.stay || facts.room !== state.room)) {
    actions.push({ do: "leave", room: state.room, nick: state.nick });
    next = facts.stay
      ? { ...out(state), failures: 0 }
      : { ...state, phase: "leaving", dueAt: now + GOODBYE_MS };
  }
  if (next.phase === "out") next = facts.stay ? enter(next, now, actions) : stayOut(next, now, actions);
  return member(next, actions);
}

function enter(state: OccupantState, now: number, actions: OccupantAction[]): OccupantState {
  const { facts, stream, dueAt } = state;
  if (!stream || !facts.open || facts.passwords.length === 0) return state;
  if (dueAt !== undefined && now < dueAt) return state;
  const nick = state.conflicts === 0 ? facts.nick : state.nick;
  return join({ ...state, room: facts.room, nick, left: facts.passwords }, now, actions);
}

function stayOut(state: OccupantState, now: number, actions: OccupantAction[]): OccupantState {
  if (!state.unsure || !state.stream) return { ...state, dueAt: undefined };
  actions.push({ do: "leave", room: state.room, nick: state.nick });
  return { ...state, phase: "leaving", dueAt: now + GOODBYE_MS };
}

function member(state: OccupantState, actions: OccupantAction[]): OccupantState {
  const { facts, phase } = state;
  const inside = phase === "inside" || (state.member && facts.seated);
  if (inside === state.member) return state;
  actions.push({ do: "member", inside });
  return { ...state, member: inside };
}

function join(state: OccupantState, now: number, actions: OccupantAction[]): OccupantState {
  const [password = ""] = state.left;
  actions.push({ do: "join", room: state.room, nick: state.nick, password });
  return { ...state, phase: "entering", dueAt: now + ANSWER_MS };
}

function out(state: OccupantState): OccupantState {
  return { ...state, phase: "out", dueAt: undefined, left: [] };
}

function failed(state: OccupantState, now: number): OccupantState {
  const failures = state.failures + 1;
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LAST_PAUSE_MS);
  return { ...out(state), failures, conflicts: 0, dueAt: now + pause };
}
