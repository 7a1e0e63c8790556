/** A person's place in a room, in memory. */
import type { Presence } from "../mapping/index.ts";
import type { OccupantState } from "./occupant.ts";
import type { OccupancyRow } from "./rows.ts";

/** Of the one full address that a person has. */
export const RESOURCE = "browser";

export class Place {
  row: OccupancyRow;
  state: OccupantState;
  /** As it was shown in the room last. */
  shown = "";
  /** What the person was told of the other occupants, by nickname. */
  readonly told = new Map<string, string>();
  /** The other occupants, as the room lists them while the person enters. */
  readonly list = new Map<string, Presence>();
  /** Its row is gone: somebody else has the seat, or the person was forgotten. Nothing is written of it any more. */
  gone = false;
  cancel: () => void = () => {};
  readonly waiting: (() => void)[] = [];

  constructor(row: OccupancyRow, state: OccupantState) {
    this.row = row;
    this.state = state;
  }

  /** The person's full address. */
  get address(): string {
    return `${this.row.entity}/${RESOURCE}`;
  }

  /** The address in the room. */
  get occupant(): string {
    return `${this.state.room}/${this.state.nick}`;
  }

  get inside(): boolean {
    return this.state.phase === "inside";
  }
}
