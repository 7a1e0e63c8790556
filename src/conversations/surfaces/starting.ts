/** Conversations that other features start. */
import { type AnyJob, type JobHandler, ofPerson } from "../../ledger/job.ts";
import type { PersonKey } from "../../ledger/person.ts";
import type { Say } from "../../texts/index.ts";
import { type Starting, start } from "../engine/beginning/start.ts";
import { patiently } from "../slow-decision.ts";
import type { State } from "../state.ts";
import { loadStates } from "../store/load-state.ts";
import { type Bot, decisionOf } from "./bot.ts";

/** `busy`: in the language of the person. */
export type Start = Omit<Starting, "busy"> & { readonly busy: (say: Say) => string };

/** Makes the job that starts a conversation. */
export function starts(bot: Bot): (person: PersonKey, starting: Start) => AnyJob {
  const handler: JobHandler<Start, State> = {
    name: "conversation-start",
    load: (db, jobs) =>
      loadStates(
        db,
        bot,
        jobs.map(({ person }) => ({ personId: person.id, needs: {} })),
      ),
    decide: async (starting, state, person, now) => {
      const context = bot.context(now, person);
      const started = start(context, state, { ...starting, busy: starting.busy(context.say) });
      return decisionOf(bot, await patiently(bot.scheduler, started), person);
    },
    failed: () => ({}),
  };
  return (person, starting) => ({ ...ofPerson(person), event: starting, handler });
}
