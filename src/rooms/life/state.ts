/** A room and its seats, as the state machine sees them. All times are in ms since the epoch, by the database's clock. */

/** The statuses of a room that is, or may be, on the server. */
export const OPEN = [
  "creating",
  "available",
  "reserved",
  "staff_waiting",
  "client_coming",
  "chatting",
  "lost",
  "closing",
] as const;

export type Status = (typeof OPEN)[number] | "closed" | "failed";

/** The desk adds helpers, whose coming and going changes no status. */
export type Role = "staff" | "client";

export interface Room {
  readonly status: Status;
  readonly createdAt: number;
  readonly statusChangedAt: number;
  readonly botNick: string;
  /** The name of the member of staff, as the web application gave it. */
  readonly staff?: string;
  /** A new password was stored and told to the server, which has not confirmed it yet. */
  readonly changing: boolean;
  /** The password is known to somebody who is not awaited: it has to be changed (again). */
  readonly changeOwed: boolean;
  /** The server was asked to destroy the room, and has not confirmed it yet. */
  readonly destroying: boolean;
  readonly waitingSince?: number;
  readonly closedWhy?: string;
}

export interface Seat {
  readonly id: string;
  readonly role: Role;
  /** The person's name, as the web application gave it. */
  readonly person: string;
  /** The bare JID that alone may take the seat, where one was named. */
  readonly jid?: string;
  /** The bare JID of the person who has the seat. */
  readonly takenBy?: string;
  /** As handed out. */
  readonly nick: string;
  /** Under which the person is inside: one for each device. */
  readonly nicks: readonly string[];
  /** `over` is the end. A seat in any other state is live. */
  readonly state: "coming" | "inside" | "missing" | "over";
  /** Somebody may enter for it until `leaseUntil`; also beside a person who seems to be inside (`renew_seat`). */
  readonly awaited: boolean;
  readonly leaseUntil: number;
  /** The lease has run out. It ends when the next password is in force. */
  readonly ending: boolean;
  /** It was given up by way of SQL. */
  readonly released: boolean;
  readonly missingSince?: number;
  readonly joinedAt?: number;
  readonly ticket?: string;
}

/** In ms. */
export interface Terms {
  /** `rooms.grace` */
  readonly grace: number;
  /** `rooms.client_grace` */
  readonly clientGrace: number;
}

export type Event =
  /** It is made, configured, read back, and its password confirmed. */
  | { readonly kind: "created" }
  /** The server refused to make it, or the process that made it has ended. */
  | { readonly kind: "refused"; readonly why: string }
  /** An occupant is inside who was not before. `jid` is bare, and undefined where the server does not show it. */
  | { readonly kind: "entered"; readonly nick: string; readonly jid: string | undefined }
  /** An occupant has gone; departure.ts tells how. */
  | { readonly kind: "gone"; readonly nick: string; readonly how: "left" | "dropped" }
  | { readonly kind: "password_confirmed" }
  /** Time has passed: what is due is looked up. */
  | { readonly kind: "time" }
  /** SQL functions wrote the room or its seats: claims, releases, a request to close. */
  | { readonly kind: "written_by_sql" }
  /** A claim was rolled back: somebody may have seen a password that is still in force. */
  | { readonly kind: "claim_undone" }
  /** The server has lost the room, or the bot does not own it any more. */
  | { readonly kind: "lost_by_server"; readonly why: string }
  | { readonly kind: "destroyed" };

/** Why an occupant is removed. */
export type Removal = "no_seat" | "nickname" | "other_seat" | "closing" | "old_connection" | "released";

/** What becomes of the ticket by which a client got their seat. */
export type TicketEnd =
  /** The client did not come in time: once back to the head, then out. */
  | "no_show"
  /** It ended through no act of the client: back to the head, and the call does not count. */
  | "recalled"
  | "given_up";

export type Action =
  /** Makes a password, stores it, gives it to the seats that are awaited, and tells the server. */
  | { readonly do: "change_password" }
  | { readonly do: "remove"; readonly nick: string; readonly why: Removal }
  /** Removes a stranger for good, under whatever nickname. `jid` is bare. */
  | { readonly do: "ban"; readonly jid: string }
  /** Asks the person back: an invitation to the JID that has the seat. */
  | { readonly do: "invite"; readonly seat: string }
  /** Tells a client who has come in that staff is away at the moment. */
  | { readonly do: "tell_staff_is_away"; readonly seat: string }
  /** Asks a client whether to wait for somebody else. */
  | { readonly do: "offer_another"; readonly seat: string }
  /** Tells everybody inside that the room closes, and why. */
  | { readonly do: "tell_closing" }
  /** Gives the seat of the client to the head of the line, in the same transaction. */
  | { readonly do: "call_line" }
  | { readonly do: "end_ticket"; readonly ticket: string; readonly how: TicketEnd }
  /** Brings the people of a room that is lost to another one. */
  | { readonly do: "move"; readonly seats: readonly string[] }
  | { readonly do: "destroy" };

/** One row of history. */
export interface Change {
  readonly from: Status;
  readonly to: Status;
  readonly cause: string;
  /** The person, or `server`, or `anteroom` where time or the component itself did it. */
  readonly actor: string;
}

export interface Outcome {
  readonly room: Room;
  readonly seats: readonly Seat[];
  readonly changes: readonly Change[];
  readonly actions: readonly Action[];
}

export function isOpen({ status }: Pick<Room, "status">): boolean {
  return status !== "closed" && status !== "failed";
}

export function isLive(seat: Seat): boolean {
  return seat.state !== "over";
}
