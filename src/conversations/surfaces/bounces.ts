/** Messages of the bot's that bounced. The bounce is noted beside the message, and never answered. */
import type { JobHandler } from "../../ledger/job.ts";
import { write } from "../../ledger/statement.ts";
import type { Message } from "../state.ts";
import { findMessages } from "../store/load.ts";
import { markBounced } from "../store/statements.ts";
import type { Bot } from "./bot.ts";

export interface BounceEvent {
  /** Id of the stanza that bounced. */
  readonly of: string;
  readonly condition: string;
}

export function bounces(bot: Bot): JobHandler<BounceEvent, Message | undefined> {
  return {
    name: "chat-bounce",
    // Nothing was ever said to a stranger.
    keepsStranger: () => false,
    load: async (db, jobs) => {
      const keys = jobs.map(({ event, person }) => ({
        personId: person.id,
        stanzaId: event.of,
        direction: "out" as const,
      }));
      const found = await findMessages(db, keys);
      return jobs.map(({ person }) => found.get(person.id));
    },
    decide: ({ of, condition }, message, person) => {
      bot.log.debug(
        { person: person.address, conversation: message?.conversation, id: of, condition },
        "a message of ours could not be delivered",
      );
      if (message === undefined) return {};
      const { conversation, seq } = message;
      return { writes: [write(markBounced, { conversation, seq, condition })] };
    },
    failed: () => ({}),
  };
}
