/** Gives messages of browsers to the bot. Each is over with the job that answers it, in the same transaction. */
import type { Conversations, Written } from "../../conversations/index.ts";
import { StanzaError } from "../../errors.ts";
import { inboxKey } from "../../ledger/batch/inbox.ts";
import { type JobHandler, ofPerson } from "../../ledger/job.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { PersonKey } from "../../ledger/person.ts";
import type { Logger } from "../../ops/log.ts";
import { bodyOf, type Content, fullAddress } from "../mapping/index.ts";
import type { Outcome } from "./courier.ts";
import { type SpokenRow, settle } from "./rows.ts";

export interface ToBotOptions {
  readonly conversations: Pick<Conversations, "take">;
  readonly ledger: Pick<Ledger, "post">;
  readonly log: Logger;
  /** The bot's bare JID. */
  readonly bot: string;
}

// A message that the database takes in no form is given up, and its sender told.
const TRIES = 3;
const REMEMBERED = 1_000;

/** The function that it makes never rejects. */
export function createToBot({
  conversations,
  ledger,
  log,
  bot,
}: ToBotOptions): (row: SpokenRow) => Promise<Outcome> {
  /** How often jobs of rows came to nothing, by the number of the row. */
  const failures = new Map<string, number>();

  const given = (row: SpokenRow): Promise<Outcome> =>
    new Promise((resolve) => {
      const settled = (kept: boolean): void => {
        if (kept) failures.delete(row.n);
        else failures.set(row.n, (failures.get(row.n) ?? 0) + 1);
        if (failures.size > REMEMBERED) failures.clear();
        // Where it failed with an apology the row is over, else the next look finds it.
        resolve("over");
      };
      const person = personOf(row);
      if (conversations.take(person, { ...writtenOf(row, bot), settled })) return;
      // Its sender is an automatic answerer, whom the bot does not hear.
      refuse(row, "policy-violation", resolve);
    });

  const refuse = (row: SpokenRow, condition: string, resolve: (outcome: Outcome) => void): void => {
    const event = { row, condition };
    const settled = (done: boolean): void => resolve(done ? "over" : "later");
    const job = { ...ofPerson(personOf(row)), event, handler: refusing, settled };
    if (!ledger.post(job)) resolve("later");
  };

  return async (row) => {
    try {
      if ((failures.get(row.n) ?? 0) < TRIES) return await given(row);
    } catch (error) {
      // The process is about to end, or too much waits.
      if (error instanceof StanzaError) return "later";
      log.error({ err: error, person: row.entity }, "a message of a browser could not be read");
    }
    failures.delete(row.n);
    return new Promise((resolve) => refuse(row, "internal-server-error", resolve));
  };
}

const refusing: JobHandler<{ readonly row: SpokenRow; readonly condition: string }, undefined> = {
  name: "gateway-refuse",
  load: async (_, jobs) => jobs.map(() => undefined),
  decide: ({ row, condition }) => ({ writes: settle(row, condition) }),
  failed: () => ({}),
};

function personOf({ entity }: SpokenRow): PersonKey {
  return { kind: "browser", address: entity };
}

function writtenOf(row: SpokenRow, bot: string): Written {
  const { entity, id, thread } = row;
  const content = JSON.parse(row.content) as Content;
  const from = { bare: entity, full: fullAddress(entity) };
  const body = bodyOf(content);
  return {
    heard: { body, stanzaId: id, thread, delayedSince: undefined, correctionOf: content.replace },
    once: inboxKey({ from, to: bot, id, body }),
    lang: content.language,
    replyTo: { chatStates: true, client: from.full },
    writes: settle(row),
  };
}
