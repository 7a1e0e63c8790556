/**
 * The rows that were read and are not over, in memory. Those for the bot stand in a line for each person and thread, in
 * which one follows the other, so that what one person waits for delays nobody else. It is bounded: what does not fit is
 * read when there is room.
 */
import type { SpokenRow } from "./rows.ts";

// A person who writes faster than the bot answers.
const PER_PERSON = 10;
const MOST_ROWS = 2_000;
// Well below what stops the reading of the XMPP stream (ledger.ts).
const MOST_BYTES = 1_500_000;

export class Backlog {
  readonly #rows = new Map<string, SpokenRow>();
  readonly #lines = new Map<string, SpokenRow[]>();
  readonly #perPerson = new Map<string, number>();
  #bytes = 0;

  /** The numbers of its rows. */
  get held(): readonly string[] {
    return [...this.#rows.keys()];
  }

  /** Those that rooms have. */
  get inRooms(): readonly SpokenRow[] {
    return [...this.#rows.values()].filter(({ destination }) => destination === "room");
  }

  /** People of whom it takes no more for now. */
  get full(): readonly string[] {
    return [...this.#perPerson.keys()].filter((personId) => this.isFull(personId));
  }

  /** The less room there is, the fewer rows it takes of each. */
  isFull(personId: string): boolean {
    const crowded = this.#rows.size > MOST_ROWS / 2 || this.#bytes > MOST_BYTES / 2;
    return (this.#perPerson.get(personId) ?? 0) >= (crowded ? 1 : PER_PERSON);
  }

  /** How many rows it still takes. */
  get room(): number {
    return this.#bytes >= MOST_BYTES ? 0 : MOST_ROWS - this.#rows.size;
  }

  /** Adds a row that it does not hold. */
  add(row: SpokenRow): void {
    this.#rows.set(row.n, row);
    this.#bytes += row.content.length;
    this.#perPerson.set(row.personId, (this.#perPerson.get(row.personId) ?? 0) + 1);
  }

  /** Adds a row at the end of its line. `true`: it is the first one. */
  queue(row: SpokenRow): boolean {
    this.add(row);
    const line = this.#lines.get(lineOf(row));
    line?.push(row);
    if (line === undefined) this.#lines.set(lineOf(row), [row]);
    return line === undefined;
  }

  /** The first row of its line is over; gives the next one. */
  next(row: SpokenRow): SpokenRow | undefined {
    const line = this.#lines.get(lineOf(row)) ?? [];
    line.shift();
    this.release(row.n);
    if (line.length === 0) this.#lines.delete(lineOf(row));
    return line[0];
  }

  /** The whole line of the row goes: it is to be read again. */
  drop(row: SpokenRow): void {
    for (const { n } of this.#lines.get(lineOf(row)) ?? []) this.release(n);
    this.#lines.delete(lineOf(row));
  }

  release(n: string): void {
    const row = this.#rows.get(n);
    if (row === undefined) return;
    this.#rows.delete(n);
    this.#bytes -= row.content.length;
    const left = (this.#perPerson.get(row.personId) ?? 0) - 1;
    if (left > 0) this.#perPerson.set(row.personId, left);
    else this.#perPerson.delete(row.personId);
  }
}

function lineOf({ personId, thread }: SpokenRow): string {
  return `${personId} ${thread}`;
}
