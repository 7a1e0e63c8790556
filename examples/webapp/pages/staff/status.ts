/** What the state of a room means to the member of staff who sits in it. Pure. */
import { clock } from "../shared/words.ts";

export interface OwnRoom {
  readonly room_id: string;
  readonly room_jid: string;
  readonly queue: string;
  readonly status: string;
  readonly client: string | null;
  readonly staff_in: boolean;
  readonly client_in: boolean;
  /** Seconds until the awaited seat ended, when this was read. */
  readonly lease: number | null;
  readonly note: string | null;
  readonly talked: boolean;
}

/** @param elapsed seconds since the room was read */
export function statusText(room: OwnRoom | undefined, elapsed: number): string {
  if (room === undefined) return "Ended";
  const client = room.client ?? "The client";
  switch (room.status) {
    case "reserved":
      return "The room is being opened";
    case "staff_waiting":
      return "Waiting for the next person";
    case "client_coming": {
      const left = room.lease === null ? "" : `, ${clock(room.lease - elapsed)} left`;
      return `${client} is coming${left}`;
    }
    case "chatting":
      return "Talking";
    case "lost":
      return room.client_in ? "You have lost the connection" : `${client} has lost the connection`;
    case "closing":
      return "Ending";
    default:
      return "Ended";
  }
}

/** The button of a queue. Staff who wait in a room are what makes the desk open for visitors. */
export function takeText(inLine: number): string {
  return inLine === 0 ? "Be ready for the next person" : "Take the next person";
}

export function nameOf(room: OwnRoom | undefined, before: string | undefined): string {
  return room?.client ?? before ?? "Nobody yet";
}

/** A client whom the bot has put into the line is named by an address, which says nothing: then the nickname counts. */
export function withName(room: OwnRoom | undefined, nick: string | undefined): OwnRoom | undefined {
  if (!room?.client?.includes("@")) return room;
  return { ...room, client: nick ?? "A visitor" };
}
