/** Remembers who was told something lately, so as not to tell it again within a day. */
const AGAIN_AFTER_MS = 86_400_000;
// Forgetting costs a repeated hint, no more.
const REMEMBERED = 10_000;

export class Reminders {
  readonly #given = new Map<string, number>();

  /** Whether it is time to tell `person`. */
  isDue(person: string, now: number): boolean {
    const given = this.#given.get(person);
    // A clock that was set back does not silence anybody for longer than a day.
    return given === undefined || Math.abs(now - given) >= AGAIN_AFTER_MS;
  }

  given(person: string, now: number): void {
    this.#given.delete(person);
    this.#given.set(person, now);
    if (this.#given.size <= REMEMBERED) return;
    for (const oldest of this.#given.keys()) {
      this.#given.delete(oldest);
      return;
    }
  }
}
