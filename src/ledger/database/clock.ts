/**
 * The database's time, as far as it can be known without asking. All times that are stored are of this one clock: the
 * next instance, whose host may be minutes ahead or behind, has to judge them.
 *
 * Each answer of the database that tells its time bounds the difference to the host's monotonic clock from both sides:
 * it was told after the question left, and before the answer came. As long as the difference in use lies between the
 * bounds it stays, so that the time does not tremble; otherwise it moves to the nearer one.
 */
import { type Clock, systemClock } from "../../clock.ts";

export class DatabaseClock {
  readonly #host: () => number;
  /** The database's time less the host's monotonic time, in ms. */
  #difference: number;

  /** @param host monotonic, in ms. Until the database has told its time the system's is used. */
  constructor(host: () => number = () => performance.now(), system: Clock = systemClock) {
    this.#host = host;
    this.#difference = system() - host();
  }

  /** ms since the epoch. */
  readonly now: Clock = () => Math.round(this.#host() + this.#difference);

  /** The database said that it was `time` (ms since the epoch), asked at `asked` by the host's monotonic time. */
  adjust(time: number, asked: number): void {
    const least = time - this.#host();
    const most = time - asked;
    this.#difference = Math.min(Math.max(this.#difference, least), most);
  }
}
