/** Answers encrypted messages with a hint, once a day. */
import type { JobHandler } from "../../ledger/job.ts";
import { nothing } from "../engine/outcome.ts";
import { aside } from "../engine/settle.ts";
import { seenAgain } from "../engine/signout.ts";
import type { Absence } from "../state.ts";
import { loadAbsences } from "../store/notices.ts";
import { SIGNOUT } from "../store/writes.ts";
import { type Bot, decisionOf } from "./bot.ts";
import type { ReplyTo } from "./delivery.ts";

interface EncryptedEvent {
  readonly lang: string | undefined;
  readonly replyTo: Omit<ReplyTo, "say">;
}

export function encryptedHandler(bot: Bot): JobHandler<EncryptedEvent, Absence> {
  const reminders = new Reminders();
  return {
    name: "chat-encrypted",
    load: (db, jobs) =>
      loadAbsences(
        db,
        bot.domain,
        SIGNOUT,
        jobs.map(({ person }) => person.id),
      ),
    decide: ({ lang, replyTo }, absence, person, now) => {
      const say = bot.say(lang ?? person.lang);
      const due = reminders.isDue(person.address, now);
      const { reply } = due
        ? aside(bot.context(now, person), undefined, { said: say("encrypted") })
        : nothing;
      const outcome = { ...nothing, changes: seenAgain(absence), reply };
      const decision = decisionOf(bot, outcome, person, { ...replyTo, say });
      return due ? { ...decision, afterCommit: () => reminders.given(person.address, now) } : decision;
    },
    failed: () => ({}),
  };
}

/** For a day, a person who was told something is not told it again. */
const AGAIN_AFTER_MS = 86_400_000;
// If we forget a person, they get the hint once more.
const REMEMBERED = 10_000;

export class Reminders {
  readonly #given = new Map<string, number>();

  /** Whether it is time to tell `person`. */
  isDue(person: string, now: number): boolean {
    const given = this.#given.get(person);
    // A clock that is set back silences nobody for longer than a day.
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
