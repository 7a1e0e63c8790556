/** An open room in memory: its occupants as the server tells them, and what waits to be told to its state machine. */
import type { Status } from "../life/index.ts";
import type { RoomPresence } from "../muc/index.ts";
import type { Occupant } from "../reconcile/index.ts";
import type { Happening } from "./fold.ts";

/** An occupant beside the bot. */
export interface Inside {
  readonly nick: string;
  /** The full JID of the latest device, and the bare one, where the server shows them. */
  readonly jid: string | undefined;
  readonly bare: string | undefined;
  /** Whether their own address answered a ping when they came in; `undefined` while that is not known. */
  answers?: boolean;
}

/** A client without staff, who may go back to the head of the line. */
export interface Offered {
  readonly seat: string;
  /** Bare JID. */
  readonly address: string;
}

/** `out`: nothing is known of the occupants. `joining`: the list is being read. */
export type Sighting = "out" | "joining" | "inside";

type Gone = Extract<RoomPresence, { readonly kind: "gone" }>;

export class OpenRoom {
  readonly id: string;
  readonly jid: string;
  readonly nick: string;
  readonly queue: string;
  /** As last read or written. */
  status: Status;
  sighting: Sighting = "out";
  /** When something falls due in it, in ms since the epoch. */
  dueAt = Number.POSITIVE_INFINITY;
  /** A job of it waits or is under way. */
  posted = false;
  /** Bare JIDs of people in it whose own addresses answered pings at some time. */
  answering: ReadonlySet<string> = new Set();
  /** Its people were told that it closes. */
  toldClosing = false;
  /** The client who was asked whether to wait for somebody else. */
  offered: Offered | undefined;
  /** At the last try a transaction of somebody else held its row. */
  held = false;
  /** Seats with known JIDs whose people are missing. */
  missing: readonly { readonly seat: string; readonly jid: string }[] = [];
  /** Bare JIDs by the nicknames under which they are being removed. */
  readonly removing = new Map<string, string>();
  #occupants = new Map<string, Inside>();
  /** They have gone, and it is being found out whether they left. */
  #departing = new Map<string, Inside>();
  #happenings: readonly Happening[] = [];

  constructor(row: Pick<OpenRoom, "id" | "jid" | "nick" | "queue" | "status">) {
    this.id = row.id;
    this.jid = row.jid;
    this.nick = row.nick;
    this.queue = row.queue;
    this.status = row.status;
  }

  /** What waits, in order. It stays until `told`. */
  get happenings(): readonly Happening[] {
    return this.#happenings;
  }

  /** The bot is inside, and all that it has seen is written down: the server has not lost the room. */
  get sure(): boolean {
    return this.sighting === "inside" && this.#happenings.length === 0;
  }

  happened(...happenings: readonly Happening[]): void {
    this.#happenings = [...this.#happenings, ...happenings];
  }

  /** These are written down. What has been forgotten meanwhile, as the room was lost sight of, stays so. */
  told(happenings: readonly Happening[]): void {
    const written = new Set(happenings);
    this.#happenings = this.#happenings.filter((happening) => !written.has(happening));
  }

  get occupants(): Iterable<Inside> {
    return this.#occupants.values();
  }

  occupant(nick: string): Inside | undefined {
    return this.#occupants.get(nick);
  }

  /** The stream is lost, or the bot is to join anew: what was seen counts no more, and the list will tell. */
  outOfSight(): void {
    this.sighting = "out";
    this.#occupants = new Map();
    this.#departing = new Map();
    this.#happenings = [];
  }

  joining(): void {
    this.outOfSight();
    this.sighting = "joining";
  }

  /** The list of occupants is complete. */
  listed(): void {
    this.sighting = "inside";
    const occupants: readonly Occupant[] = [...this.#occupants.values()].map(({ nick, bare }) => ({
      nick,
      jid: bare,
    }));
    this.happened({ kind: "list_read", occupants });
  }

  /** Somebody is inside. Gives them if they were not before. */
  seen({ nick, jids }: Extract<RoomPresence, { readonly kind: "inside" }>): Inside | undefined {
    const jid = jids.at(-1);
    const before = this.#occupants.get(nick);
    const occupant: Inside = { nick, jid: jid?.full, bare: jid?.bare };
    if (before !== undefined && before.bare === occupant.bare) {
      this.#occupants.set(nick, { ...before, jid: occupant.jid });
      return undefined;
    }
    this.#occupants.set(nick, occupant);
    if (this.sighting === "inside") {
      // The leaving of the other one was not heard, or its cause is still being asked for.
      const other = before ?? this.#departing.get(nick);
      this.#departing.delete(nick);
      if (other !== undefined && other.bare !== occupant.bare)
        this.happened({ kind: "gone", nick, how: "dropped" });
      this.happened({ kind: "entered", nick, jid: occupant.bare });
    }
    return occupant;
  }

  /** Somebody has another nickname. */
  renamed(from: string, to: string): void {
    const occupant = this.#occupants.get(from);
    if (occupant === undefined) return;
    this.#occupants.delete(from);
    this.#occupants.set(to, { ...occupant, nick: to });
    if (this.sighting === "inside") this.happened({ kind: "renamed", from, to, jid: occupant.bare });
  }

  /** Whoever is inside under that nickname is nobody. */
  forget(nick: string): void {
    this.#occupants.delete(nick);
  }

  /** Somebody has gone. Gives them if they were inside. */
  missed({ nick }: Gone): Inside | undefined {
    const occupant = this.#occupants.get(nick);
    this.#occupants.delete(nick);
    if (occupant !== undefined && this.sighting === "inside") this.#departing.set(nick, occupant);
    return occupant;
  }

  /** It is found out why somebody has gone. They may have come in again meanwhile, and then have not gone at all. */
  departed(occupant: Inside, how: "left" | "dropped"): void {
    const { nick } = occupant;
    if (this.#departing.get(nick) !== occupant) return;
    this.#departing.delete(nick);
    this.happened({ kind: "gone", nick, how });
  }
}
