/** The open rooms of this component, and what is heard of them. */
import type { AnyJob } from "../../ledger/job.ts";
import { parseJid } from "../../xmpp/jid.ts";
import type { Stanza } from "../../xmpp/stanza.ts";
import { howGone } from "../life/index.ts";
import { type RoomPresence, readRoomPresence } from "../muc/index.ts";
import type { OpenRow } from "../store/index.ts";
import type { Driver } from "./driver.ts";
import type { Inside } from "./open-room.ts";
import { type Offered, OpenRoom } from "./open-room.ts";

export interface RoomsOptions {
  readonly driver: Driver;
  /** Makes the job that tells a room what has happened. */
  readonly job: (room: OpenRoom) => AnyJob;
  readonly post: (job: AnyJob) => boolean;
  /** Takes what the server says of the bot's own joins. */
  readonly answered: (room: OpenRoom, presence: RoomPresence) => void;
  /** A client who was asked whether to wait for somebody else says something in the room. */
  readonly said: (room: OpenRoom, offered: Offered, text: string) => void;
  /** The server says something of a room that is none of ours. */
  readonly unknown: (jid: string) => void;
}

type Gone = Extract<RoomPresence, { readonly kind: "gone" }>;

export class Rooms {
  readonly #options: RoomsOptions;
  readonly #byId = new Map<string, OpenRoom>();
  readonly #byJid = new Map<string, OpenRoom>();

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  get all(): Iterable<OpenRoom> {
    return this.#byId.values();
  }

  byId(id: string): OpenRoom | undefined {
    return this.#byId.get(id);
  }

  /** The room of that row, which is in memory from now on. */
  add(row: Pick<OpenRow, "id" | "jid" | "botNick" | "queue" | "status">): OpenRoom {
    const known = this.#byId.get(row.id);
    if (known !== undefined) {
      known.status = row.status;
      return known;
    }
    // The spelling of the server.
    const jid = parseJid(row.jid)?.bare ?? row.jid;
    const room = new OpenRoom({ id: row.id, jid, nick: row.botNick, queue: row.queue, status: row.status });
    this.#byId.set(room.id, room);
    this.#byJid.set(room.jid, room);
    return room;
  }

  /** The room is over. */
  remove(room: OpenRoom): void {
    this.#byId.delete(room.id);
    this.#byJid.delete(room.jid);
  }

  /** Tells a room's state machine what has happened, or that time has passed. */
  look(room: OpenRoom): void {
    if (room.posted || this.#byId.get(room.id) !== room) return;
    room.posted = true;
    const job = this.#options.job(room);
    const settled = (): void => {
      room.posted = false;
      // A room that somebody holds is left to the next look.
      if (room.happenings.length > 0 && !room.held) this.look(room);
    };
    if (!this.#options.post({ ...job, settled })) room.posted = false;
  }

  /** Takes a presence of the MUC service to the bot. */
  hear(stanza: Stanza): void {
    const presence = readRoomPresence(stanza);
    if (presence === undefined) return;
    const jid = stanza.from.bare;
    const room = this.#byJid.get(jid);
    if (room === undefined) {
      if (presence.kind === "inside") this.#options.unknown(jid);
      return;
    }
    switch (presence.kind) {
      case "refused":
        this.#options.answered(room, presence);
        return;
      case "inside":
        if (presence.own || presence.nick === room.nick) this.#options.answered(room, presence);
        else if (room.sighting !== "out") this.#seen(room, room.seen(presence));
        return;
      case "gone":
        if (presence.own || presence.nick === room.nick) this.#options.answered(room, presence);
        else if (room.sighting !== "out") this.#gone(room, presence);
    }
  }

  /** Takes a message of the MUC service to the bot. Nothing that is said in a room is kept. */
  hearMessage({ from, type, element }: Stanza): void {
    const room = this.#byJid.get(from.bare);
    if (room?.offered === undefined || type !== "groupchat" || element.getChild("delay") !== undefined)
      return;
    const text = element.getChildText("body");
    const speaker = room.occupant(from.resource)?.bare;
    if (text !== null && speaker === room.offered.address) this.#options.said(room, room.offered, text);
  }

  #seen(room: OpenRoom, occupant: Inside | undefined): void {
    if (occupant === undefined) return;
    this.#options.driver.calibrate(room, occupant);
    if (room.sighting === "inside") this.look(room);
  }

  #gone(room: OpenRoom, presence: Gone): void {
    const { codes, text, renamed } = presence;
    if (renamed !== undefined) {
      room.renamed(presence.nick, renamed);
      this.look(room);
      return;
    }
    const occupant = room.missed(presence);
    if (occupant === undefined || room.sighting !== "inside") return;
    const meant = room.removing.get(presence.nick);
    if (meant !== undefined && meant !== occupant.bare) {
      // The removal has hit somebody who came in under the nickname just then.
      room.departed(occupant, "dropped");
      this.look(room);
      return;
    }
    void this.#options.driver.departed(room, occupant, { codes, text }).then((ping) => {
      room.departed(occupant, howGone({ released: false, codes, text, ping }));
      this.look(room);
    });
  }
}
