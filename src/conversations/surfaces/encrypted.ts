/** Answers encrypted messages with a hint, once a day. */
import { keepLatest } from "../../keep-latest.ts";
import type { JobHandler } from "../../ledger/job.ts";
import { nothing } from "../engine/outcome.ts";
import { aside } from "../engine/settle.ts";
import { seenAgain } from "../engine/signout.ts";
import type { Absence } from "../state.ts";
import { loadAbsences } from "../store/notices.ts";
import { SIGNOUT } from "../store/writes.ts";
import { type Bot, decisionOf } from "./bot.ts";
import type { ReplyTo } from "./delivery.ts";

const AGAIN_AFTER_MS = 86_400_000;
// If we forget a person, they get the hint once more.
const REMEMBERED = 10_000;

interface EncryptedEvent {
  readonly lang: string | undefined;
  readonly replyTo: Omit<ReplyTo, "say">;
}

export function encryptedHandler(bot: Bot): JobHandler<EncryptedEvent, Absence> {
  /** When people were told, by address. */
  const told = new Map<string, number>();
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
      // A clock that is set back silences nobody for longer than a day.
      const due = Math.abs(now - (told.get(person.address) ?? Number.NEGATIVE_INFINITY)) >= AGAIN_AFTER_MS;
      const { reply } = due
        ? aside(bot.context(now, person), undefined, { said: say("encrypted") })
        : nothing;
      const outcome = { ...nothing, changes: seenAgain(absence), reply };
      const decision = decisionOf(bot, outcome, person, { ...replyTo, say });
      return due
        ? { ...decision, afterCommit: () => keepLatest(told, person.address, now, REMEMBERED) }
        : decision;
    },
    failed: () => ({}),
  };
}
