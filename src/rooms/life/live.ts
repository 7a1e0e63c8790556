/**
 * The life of a room as a pure state machine: from the room, its seats and an event to the room, its seats, the changes of
 * status for the history, and the actions that follow.
 *
 * While people are about, the status follows from the seats, so that nothing else has to be remembered of a room that is
 * `lost`. Two rules go beyond the contract:
 *
 * - The password is changed after each entry, but not while somebody else is awaited: they were given the one in force, and
 *   the person who has just come in has a seat. It is changed at once after a stranger came in with it, and when the lease of
 *   somebody has run out who is not inside. Those who are awaited then get the new one.
 * - If staff goes again before the new password of their entry is in force, they have not come in yet: the room stays
 *   `reserved`.
 */
import { Draft } from "./draft.ts";
import { recognise } from "./recognise.ts";
import { type Event, isLive, type Outcome, type Room, type Seat, type Terms } from "./state.ts";

/** How long the server may take to make a room. */
export const CREATION_MS = 30_000;

/** Decides on an event. Nothing happens in a room that is over. */
export function live(room: Room, seats: readonly Seat[], event: Event, terms: Terms, now: number): Outcome {
  const draft = new Draft(room, seats, now);
  if (draft.isOpen) take(draft, event, terms, now);
  return draft.outcome();
}

function take(draft: Draft, event: Event, terms: Terms, now: number): void {
  switch (event.kind) {
    case "created":
      if (draft.room.status === "creating") draft.move("available", "created", "server");
      return;
    case "refused":
      if (draft.room.status === "creating") draft.fail("refused", event.why);
      return;
    case "lost_by_server":
      // It was to be destroyed anyway.
      if (draft.room.destroying) draft.close();
      else draft.fail("lost_by_server", event.why);
      return;
    case "destroyed":
      // A closing room is destroyed, too, when it turns out that the server has lost it.
      if (draft.room.destroying || draft.room.status === "closing") draft.close();
      return;
    case "entered":
      enter(draft, event.nick, event.jid, now);
      break;
    case "gone":
      go(draft, event.nick, event.how, terms, now);
      break;
    case "password_confirmed":
      confirm(draft);
      break;
    case "written_by_sql":
      follow(draft);
      break;
    case "claim_undone":
      // In any other status the claim that followed has its own password, or the room's people have it already.
      if (draft.room.status === "available" || draft.room.status === "staff_waiting") {
        draft.oweChange({ atOnce: true });
      }
      break;
    case "time":
      pass(draft, terms, now);
      break;
  }
  draft.settle();
}

function enter(draft: Draft, nick: string, jid: string | undefined, now: number): void {
  if (jid === undefined) {
    draft.fail("lost_by_server", "the server does not show the JIDs of occupants to the bot");
    return;
  }
  if (draft.seats.some(({ nicks }) => nicks.includes(nick))) return;
  if (draft.room.status === "closing" || draft.room.destroying) {
    draft.act({ do: "remove", nick, why: "closing" });
    return;
  }
  if (draft.room.status === "creating") {
    draft.fail("refused", "somebody else entered while it was being made");
    return;
  }
  const seat = recognise(draft.room, draft.seats, { nick, jid });
  if (typeof seat === "string") {
    draft.act({ do: "remove", nick, why: seat });
    // A person with another nickname may come in at once with the password that they have.
    if (seat === "no_seat") draft.oweChange({ atOnce: true });
    return;
  }
  const same = seat.takenBy === jid;
  if (!same) for (const ghost of seat.nicks) draft.act({ do: "remove", nick: ghost, why: "old_connection" });
  draft.seat(seat, {
    state: "inside",
    takenBy: jid,
    nicks: same ? [...seat.nicks, nick] : [nick],
    awaited: false,
    ending: false,
    missingSince: undefined,
    joinedAt: seat.joinedAt ?? now,
  });
  if (seat.role === "staff") draft.staffWaits();
  draft.oweChange();
  draft.followSeats(`${seat.role}_entered`, seat.person, seat.state !== "inside");
  // They find nobody but the bot inside, also where they come back.
  if (seat.role === "client" && seat.state !== "inside" && draft.staff?.state === "missing") {
    draft.act({ do: "tell_staff_is_away", seat: seat.id });
  }
}

function go(draft: Draft, nick: string, how: "left" | "dropped", terms: Terms, now: number): void {
  const seat = draft.seats.find(({ nicks }) => nicks.includes(nick));
  if (seat === undefined) return;
  const nicks = seat.nicks.filter((each) => each !== nick);
  if (nicks.length > 0) {
    draft.seat(seat, { nicks });
    return;
  }
  const { status } = draft.room;
  if (status === "closing") {
    draft.seat(seat, { nicks, state: "over", awaited: false });
    return;
  }
  // A page that is being reloaded says goodbye, too.
  if (how === "left" && !seat.awaited) {
    draft.leave(seat);
    return;
  }
  if (status === "reserved") {
    draft.seat(seat, { nicks, state: "coming", awaited: true, leaseUntil: now + terms.grace });
  } else {
    draft.seat(seat, { nicks, state: "missing", missingSince: now });
  }
  draft.act({ do: "invite", seat: seat.id });
  draft.followSeats(`${seat.role}_dropped_out`, seat.person, true);
}

/** The new password is in force, unless it has to be changed again: the leases that have run out end now. */
function confirm(draft: Draft): void {
  if (!draft.room.changing) return;
  draft.set({ changing: false });
  if (draft.room.changeOwed) return;
  for (const seat of draft.seats.filter(isLive)) {
    if (!seat.ending && !(seat.released && seat.state === "coming")) continue;
    if (seat.state === "coming") draft.endUnused(seat);
    else draft.seat(seat, { awaited: false, ending: false });
  }
  draft.followSeats("all_back", draft.staff?.person ?? "anteroom", false);
}

function follow(draft: Draft): void {
  if (draft.room.status === "closing") {
    draft.endAwaited();
    draft.act({ do: "tell_closing" });
  }
  for (const seat of draft.seats.filter((each) => isLive(each) && each.released)) {
    for (const nick of seat.nicks) draft.act({ do: "remove", nick, why: "released" });
    if (seat.state !== "coming") draft.leave(seat);
    // Nobody enters for it any more; it ends when the password that was handed out opens nothing.
    else if (seat.role === "client") draft.oweChange();
    else draft.endUnused(seat);
  }
}

function pass(draft: Draft, terms: Terms, now: number): void {
  const { status, createdAt, statusChangedAt } = draft.room;
  if (status === "creating" && now >= createdAt + CREATION_MS) {
    draft.fail("no_answer", "the server did not answer in 30 s");
  }
  if (status === "closing" && now >= statusChangedAt + terms.grace) draft.destroy();
  if (!draft.isOpen || status === "closing") return;
  for (const seat of draft.seats.filter(isLive)) {
    if (seat.awaited && !seat.ending && now >= seat.leaseUntil) {
      draft.seat(seat, { ending: true });
      draft.oweChange();
    }
    const grace = seat.role === "staff" ? terms.grace : terms.clientGrace;
    if (seat.missingSince !== undefined && now >= seat.missingSince + grace) {
      draft.endGrace(seat);
      return;
    }
  }
}
