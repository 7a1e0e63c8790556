/** A room in the middle of a decision: what the events do to it, in words of the contract. */
import {
  type Action,
  type Change,
  isLive,
  isOpen,
  type Outcome,
  type Role,
  type Room,
  type Seat,
  type Status,
} from "./state.ts";

/** What of a seat changes; `undefined` removes the member. */
type SeatChange = { readonly [Key in keyof Seat]?: Seat[Key] | undefined };

export class Draft {
  readonly #now: number;
  readonly #changes: Change[] = [];
  readonly #actions: Action[] = [];
  #room: Room;
  #seats: readonly Seat[];
  #atOnce = false;

  constructor(room: Room, seats: readonly Seat[], now: number) {
    this.#room = room;
    this.#seats = seats;
    this.#now = now;
  }

  get room(): Room {
    return this.#room;
  }

  get seats(): readonly Seat[] {
    return this.#seats;
  }

  get isOpen(): boolean {
    return isOpen(this.#room);
  }

  get staff(): Seat | undefined {
    return this.#live("staff");
  }

  outcome(): Outcome {
    return { room: this.#room, seats: this.#seats, changes: this.#changes, actions: this.#actions };
  }

  act(action: Action): void {
    this.#actions.push(action);
  }

  set(change: Partial<Room>): void {
    this.#room = { ...this.#room, ...change };
  }

  seat({ id }: Seat, change: SeatChange): void {
    this.#seats = this.#seats.map((seat) => (seat.id === id ? withChange(seat, change) : seat));
  }

  move(to: Status, cause: string, actor: string): void {
    this.#changes.push({ from: this.#room.status, to, cause, actor });
    this.set({ status: to, statusChangedAt: this.#now });
    if (to === "staff_waiting") this.act({ do: "call_line" });
  }

  /** `waiting_since` is the moment when staff first came in. */
  staffWaits(): void {
    if (this.#room.waitingSince === undefined) this.set({ waitingSince: this.#now });
  }

  /** `atOnce`: also while somebody is awaited, who then gets the new one. */
  oweChange({ atOnce = false } = {}): void {
    this.set({ changeOwed: true });
    this.#atOnce ||= atOnce;
  }

  /**
   * The status that follows from the seats. A room becomes `staff_waiting` only when its password is known to nobody.
   * `drifts`: in a room that stays `lost`, the event is a change of its own.
   */
  followSeats(cause: string, actor: string, drifts: boolean): void {
    const { status, changing, changeOwed } = this.#room;
    const to = statusOf(this.staff, this.#live("client"));
    if (to === undefined || this.#room.destroying || !isWithPeople(status)) return;
    if (to === "staff_waiting" && (changing || changeOwed)) return;
    if (to === status && !(drifts && to === "lost")) return;
    if (status === "lost" && to !== "lost") this.move(to, "all_back", actor);
    else if (status === "reserved" && to === "staff_waiting") this.move(to, "staff_entered", actor);
    else this.move(to, cause, actor);
  }

  /** A person has left for good. */
  leave(seat: Seat): void {
    this.seat(seat, OVER);
    const cause = `${seat.role}_left`;
    if (this.#room.status === "reserved") this.destroy(cause);
    else if (this.#room.status !== "closing") this.#closing(cause, seat.person);
  }

  /** The grace of a missing person has ended. A client who is left is asked whether to wait for somebody else. */
  endGrace(seat: Seat): void {
    this.seat(seat, OVER);
    const client = this.#live("client");
    this.#closing("grace_ended", "anteroom");
    if (seat.role === "staff" && client?.state === "inside") {
      this.act({ do: "offer_another", seat: client.id });
    }
  }

  /** A seat that nobody has entered ends, by its lease or by way of SQL. */
  endUnused(seat: Seat): void {
    const cause = seat.released ? "release_seat" : "lease_ended";
    const actor = seat.released ? seat.person : "anteroom";
    this.seat(seat, OVER);
    if (seat.role === "staff") {
      this.destroy(cause);
      return;
    }
    this.#endTicket(seat, seat.released ? "given_up" : "no_show");
    this.followSeats(cause, actor, true);
  }

  /** Nobody is awaited any more. Whoever has not come in loses the seat through no act of theirs. */
  endAwaited(): void {
    for (const seat of this.#seats.filter(isLive)) {
      if (seat.state === "inside") this.seat(seat, { awaited: false, ending: false });
      else this.seat(seat, OVER);
      if (seat.state === "coming") this.#endTicket(seat, seat.released ? "given_up" : "recalled");
    }
  }

  fail(cause: string, why: string): void {
    const moving = this.#seats.filter(({ state }) => state === "inside" || state === "missing");
    for (const seat of this.#seats.filter(({ state }) => state === "coming")) {
      this.seat(seat, OVER);
      this.#endTicket(seat, "recalled");
    }
    const closing = this.#room.status === "closing";
    for (const seat of moving) {
      if (closing) this.seat(seat, OVER);
      else
        this.seat(seat, {
          state: "missing",
          nicks: [],
          awaited: false,
          ending: false,
          missingSince: this.#now,
        });
    }
    if (moving.length > 0 && !closing) this.act({ do: "move", seats: moving.map(({ id }) => id) });
    // It may be there all the same.
    this.act({ do: "destroy" });
    this.set({ closedWhy: why, changing: false, changeOwed: false });
    this.move("failed", cause, "server");
  }

  /** Asks the server to destroy it, once. `why`: of a room that nobody has entered. */
  destroy(why?: string): void {
    if (this.#room.destroying) return;
    this.set({ destroying: true, ...(why !== undefined && { closedWhy: why }) });
    this.act({ do: "destroy" });
  }

  /** The server has destroyed it. */
  close(): void {
    const { status, closedWhy = "destroyed", staff = "server" } = this.#room;
    for (const seat of this.#seats.filter(isLive)) this.seat(seat, OVER);
    this.set({ destroying: false, changing: false, changeOwed: false });
    // Of a room that nobody else has entered, the end of the staff's seat is told here, as its cause is.
    if (status === "closing") this.move("closed", "destroyed", "server");
    else this.move("closed", closedWhy, closedWhy === "lease_ended" ? "anteroom" : staff);
  }

  /** What follows from any event: an empty room that is closing is destroyed, and a password that is owed is changed. */
  settle(): void {
    const { status, changing, changeOwed, destroying } = this.#room;
    if (status === "closing" && this.#seats.every(({ nicks }) => nicks.length === 0)) this.destroy();
    if (!this.isOpen || status === "closing" || destroying || !changeOwed || changing) return;
    const live = this.#seats.filter(isLive);
    const spent = live.some((seat) => seat.released || (seat.ending && !mayEndLater(seat, live)));
    const awaited = live.some((seat) => seat.awaited || seat.state === "missing");
    if (awaited && !spent && !this.#atOnce) return;
    this.set({ changing: true, changeOwed: false });
    this.act({ do: "change_password" });
  }

  #closing(cause: string, actor: string): void {
    this.endAwaited();
    this.set({ closedWhy: cause });
    this.move("closing", cause, actor);
    if (this.#seats.some(({ nicks }) => nicks.length > 0)) this.act({ do: "tell_closing" });
  }

  #endTicket({ ticket }: Seat, how: "no_show" | "recalled" | "given_up"): void {
    if (ticket !== undefined) this.act({ do: "end_ticket", ticket, how });
  }

  #live(role: Role): Seat | undefined {
    return this.#seats.find((seat) => seat.role === role && isLive(seat));
  }
}

const OVER: SeatChange = {
  state: "over",
  nicks: [],
  awaited: false,
  ending: false,
  missingSince: undefined,
};

/**
 * Nobody came for the person who sits there: nothing hangs on that end, and others who are awaited keep the password that
 * they were given.
 */
function mayEndLater(seat: Seat, live: readonly Seat[]): boolean {
  return seat.state === "inside" && live.some((other) => other.awaited && !other.ending);
}

function withChange(seat: Seat, change: SeatChange): Seat {
  const entries = Object.entries({ ...seat, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as Seat;
}

function isWithPeople(status: Status): boolean {
  return status !== "creating" && status !== "available" && status !== "closing" && isOpen({ status });
}

function statusOf(staff: Seat | undefined, client: Seat | undefined): Status | undefined {
  if (staff === undefined) return undefined;
  if (staff.state === "coming") return "reserved";
  if (staff.state === "missing" || client?.state === "missing") return "lost";
  if (client === undefined) return "staff_waiting";
  return client.state === "inside" ? "chatting" : "client_coming";
}
