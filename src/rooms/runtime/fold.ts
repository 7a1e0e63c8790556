/**
 * What happened in a room since it was last written, told one after the other to its state machine. Pure: whatever is
 * random is given.
 */
import {
  type Action,
  type Change,
  CREATION_MS,
  type Event,
  isLive,
  live,
  type Room,
  type Seat,
  type Terms,
} from "../life/index.ts";
import { type Occupant, resync } from "../reconcile/index.ts";
import type { Stored, StoredSeat } from "../store/index.ts";

/** What waits to be told to the state machine. */
export type Happening =
  | Exclude<Event, { readonly kind: "lost_by_server" | "password_confirmed" | "time" | "written_by_sql" }>
  /** `toSomebody`: it may be there, in the hands of somebody else. */
  | { readonly kind: "lost_by_server"; readonly why: string; readonly toSomebody?: true }
  | { readonly kind: "password_confirmed"; readonly password: string }
  /** It is known of another occupant that their own address answers pings. */
  | { readonly kind: "address_answers" }
  /** The person of a seat is missing, and was seen signing in. */
  | { readonly kind: "signed_in"; readonly seat: string }
  /** The list of occupants was read, after a loss of stream, server or process. */
  | { readonly kind: "list_read"; readonly occupants: readonly Occupant[] }
  | {
      readonly kind: "renamed";
      readonly from: string;
      readonly to: string;
      readonly jid: string | undefined;
    };

/** A room after everything that happened. */
export interface Folded {
  readonly room: Room;
  readonly seats: readonly Seat[];
  readonly password: string;
  readonly nextPassword: string | null;
  /** The seats that are given the next password. */
  readonly handedOut: ReadonlySet<string>;
  readonly changes: readonly Change[];
  readonly actions: readonly Action[];
}

export interface Folding {
  readonly terms: Terms;
  readonly now: number;
  /** Makes a password. */
  readonly newPassword: () => string;
  /** Time may pass in it: the bot is inside, and the list of occupants was read. */
  readonly inSight: boolean;
}

/** Tells everything to the state machine: first the calls of SQL functions, last that time has passed. */
export function fold(stored: Stored, happenings: readonly Happening[], folding: Folding): Folded {
  const progress = new Progress(stored, folding);
  if (stored.unseen) progress.take({ kind: "written_by_sql" });
  for (const happening of happenings) progress.tell(happening);
  if (folding.inSight || progress.folded.room.status === "creating") progress.take({ kind: "time" });
  return progress.folded;
}

class Progress {
  readonly #folding: Folding;
  folded: Folded;

  constructor({ room, seats, password, nextPassword }: Stored, folding: Folding) {
    this.#folding = folding;
    this.folded = {
      room,
      seats,
      password,
      nextPassword,
      handedOut: new Set(),
      changes: [],
      actions: [],
    };
  }

  tell(happening: Happening): void {
    const { folded } = this;
    switch (happening.kind) {
      case "password_confirmed":
        // An earlier one may have been confirmed late.
        if (happening.password !== folded.nextPassword) return;
        this.folded = { ...folded, password: happening.password, nextPassword: null };
        this.take({ kind: "password_confirmed" });
        return;
      case "address_answers":
        // It changes nothing in the room. The seat tells it after a restart.
        return;
      case "list_read":
        for (const event of resync(folded.seats, happening.occupants)) this.take(event);
        return;
      case "renamed":
        this.#rename(happening);
        return;
      case "signed_in":
        if (!folded.seats.some(({ id, state }) => id === happening.seat && state === "missing")) return;
        this.folded = { ...folded, actions: [...folded.actions, { do: "invite", seat: happening.seat }] };
        return;
      default:
        this.take(happening);
    }
  }

  /**
   * The new nickname is another device of the same person, which stays. A bad one is removed, and the seat is kept, as its person
   * may come in again under the nickname that was handed out. The removal (307) would count as leaving, but comes
   * under the bad nickname, which belongs to no seat.
   */
  #rename({ from, to, jid }: Extract<Happening, { kind: "renamed" }>): void {
    const before = this.folded.actions.length;
    this.take({ kind: "entered", nick: to, jid });
    const removal = this.folded.actions.slice(before).find((action) => action.do === "remove");
    const refused = removal !== undefined;
    // A removal by nickname never catches up with a stranger who keeps changing it.
    if (removal?.why === "no_seat" && jid !== undefined) {
      this.folded = { ...this.folded, actions: [...this.folded.actions, { do: "ban", jid }] };
    }
    this.take({ kind: "gone", nick: from, how: refused ? "dropped" : "left" });
  }

  take(event: Event): void {
    const { terms, now, newPassword } = this.#folding;
    const { folded } = this;
    const { room, seats, changes, actions } = live(folded.room, folded.seats, event, terms, now);
    this.folded = {
      ...folded,
      room,
      seats,
      changes: [...folded.changes, ...changes],
      actions: [...folded.actions, ...actions],
    };
    if (actions.some((action) => action.do === "change_password")) this.#changePassword(newPassword());
  }

  /**
   * Those who are awaited, or may come back, get the new one: with an invitation, where a JID of theirs is known. Whoever
   * has not come in time never learns it, since it may be handed to somebody else.
   */
  #changePassword(nextPassword: string): void {
    const { folded } = this;
    const given = folded.seats.filter(
      ({ state, awaited, ending, released }) => state === "missing" || (awaited && !ending && !released),
    );
    const absent = given.filter(({ state }) => state !== "inside");
    this.folded = {
      ...folded,
      nextPassword,
      handedOut: new Set([...folded.handedOut, ...given.map(({ id }) => id)]),
      actions: [...folded.actions, ...absent.map(({ id }) => ({ do: "invite", seat: id }) as const)],
    };
  }
}

/** When something falls due in a room by itself, in ms since the epoch. */
export function dueAt(room: Room, seats: readonly Seat[], { grace, clientGrace }: Terms): number {
  if (room.status === "creating") return room.createdAt + CREATION_MS;
  if (room.status === "closing") return room.statusChangedAt + grace;
  let due = Number.POSITIVE_INFINITY;
  for (const seat of seats) {
    if (!isLive(seat)) continue;
    if (seat.awaited && !seat.ending) due = Math.min(due, seat.leaseUntil);
    if (seat.missingSince !== undefined) {
      due = Math.min(due, seat.missingSince + (seat.role === "staff" ? grace : clientGrace));
    }
  }
  return due;
}

/** Whether a decision has anything to write. */
export function hasChanged(stored: Stored, folded: Folded): boolean {
  return (
    stored.unseen ||
    folded.room !== stored.room ||
    folded.seats !== stored.seats ||
    folded.nextPassword !== stored.nextPassword ||
    folded.actions.length > 0 ||
    stored.seats.some(({ invite }: StoredSeat) => invite)
  );
}
