/** People from browsers, as rooms see them: their feature enters rooms for them, and tells them what becomes of a room. */
import type { Decision } from "../../ledger/job.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { Seat } from "../life/index.ts";
import type { Stored } from "../store/index.ts";
import type { Folded } from "./fold.ts";
import type { OpenRoom } from "./open-room.ts";

/** The outcome of a room's job. */
export interface RoomOutcome {
  readonly room: Pick<OpenRoom, "id" | "jid" | "nick" | "sighting">;
  readonly before: Stored;
  readonly after: Folded;
  /** Why the room is over, for people; `undefined` where nobody gave a reason. */
  readonly reason: string | undefined;
}

/** A seat after it. */
export type SeatOf = Seat;

/** `P`: whom to tell of a room. */
export interface Browsers<P = unknown> {
  /**
   * The bot is in the room again, and is about to read who else is. Resolves when those have been brought back who are to be
   * in it, or cannot be.
   */
  bringBack(roomId: string): Promise<void>;
  /** Reads the people of rooms, by the id of the room. */
  load(db: Queryable, roomIds: readonly string[]): Promise<ReadonlyMap<string, P>>;
  /** What people are told of an outcome: in the transaction that writes it. */
  decided(outcome: RoomOutcome, people: P | undefined): Pick<Decision, "writes" | "afterCommit">;
}

/** Where there is no gateway. */
export const NO_BROWSERS: Browsers = {
  bringBack: () => Promise.resolve(),
  load: async () => new Map(),
  decided: () => ({}),
};
