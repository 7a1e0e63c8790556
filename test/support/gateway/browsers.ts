/**
 * People of a second kind, as a feature would bring them: what is said to them are rows of a table, what they write comes
 * without a stanza, and whether they are there is what the test says.
 */
import { type Conversations, createConversations, type Registry } from "../../../src/conversations/index.ts";
import type { Feature, Parts } from "../../../src/feature.ts";
import { inboxKey } from "../../../src/ledger/batch/inbox.ts";
import { type JobHandler, ofPerson } from "../../../src/ledger/job.ts";
import type { PersonKey } from "../../../src/ledger/person.ts";
import { type Statement, write } from "../../../src/ledger/statement.ts";
import { createRoster } from "../../../src/roster/roster.ts";
import type { Presence } from "../../../src/roster/roster-state.ts";
import type { TestDatabase } from "../database/postgres.ts";
import { Arrivals } from "../process/arrivals.ts";

/** A row of somebody's stream. */
export interface Shown {
  readonly address: string;
  readonly body: string;
  readonly lang: string | null;
  readonly thread: string | null;
  /** ms since the epoch, where it was held back. */
  readonly at: number | null;
}

interface Row extends Omit<Shown, "address"> {
  readonly personId: string;
}

const show: Statement<Row> = {
  name: "test_show",
  text: `insert into shown (person_id, body, lang, thread, at)
         select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::float8[])`,
  values: (rows) => [
    rows.map(({ personId }) => personId),
    rows.map(({ body }) => body),
    rows.map(({ lang }) => lang),
    rows.map(({ thread }) => thread),
    rows.map(({ at }) => at),
  ],
};

export class Browsers {
  readonly presences = new Map<string, Presence>();
  /** To whom something was shown: told after the commit. */
  readonly told = new Arrivals<string>("browsers");
  readonly composing: string[] = [];
  #conversations: Conversations | undefined;
  #parts: Parts | undefined;

  /** The features that there are, and people of this kind. */
  readonly features = (parts: Parts, registry: Registry): readonly Feature[] => {
    const features = this.unreached(parts, registry);
    this.#conversations?.deliveries.add("browser", {
      deliver: (person, { text, thread, at }, replyTo) => ({
        writes: [
          write(show, {
            personId: person.id,
            body: text,
            lang: replyTo.say.lang,
            thread: replyTo.thread ?? thread ?? null,
            at: at ?? null,
          }),
        ],
        afterCommit: () => this.told.take(person.address),
      }),
      composing: ({ address }) => void this.composing.push(address),
      composed: () => {},
      presence: async (_, ids) => new Map(ids.map((id) => [id, this.presences.get(id) ?? "unknown"])),
    });
    return [...features, { name: "browsers", statements: [show] }];
  };

  /** The same, and nothing that reaches them. */
  readonly unreached = (parts: Parts, registry: Registry): readonly Feature[] => {
    const roster = createRoster(parts);
    this.#conversations = createConversations(parts, { registry, roster });
    this.#parts = parts;
    return [roster, this.#conversations];
  };

  /** Somebody writes. Resolves when it is kept, or not. */
  write(address: string, body: string, id: string, lang?: string): Promise<boolean> {
    const from = `${address}/browser`;
    return new Promise((settled) => {
      this.#conversations?.take(browser(address), {
        heard: { body, stanzaId: id, thread: "t1", delayedSince: undefined, correctionOf: undefined },
        once: inboxKey({ from: { bare: address, full: from }, to: "bot@help.example.org", id, body }),
        lang,
        replyTo: { chatStates: true, client: from },
        settled,
      });
    });
  }

  /** Somebody comes or goes: what follows is done in a job of theirs. */
  sign(address: string, presence: Presence): Promise<boolean> {
    const follower = this.#conversations?.follower;
    if (follower === undefined) throw new Error("not started");
    const handler: JobHandler<undefined, unknown> = {
      name: "test-presence",
      load: (db, jobs) =>
        follower.load(
          db,
          jobs.map(({ person }) => person.id),
        ),
      decide: (_, state, person, now) => {
        this.presences.set(person.id, presence);
        return follower.changed(person, presence, state, now);
      },
      failed: () => ({}),
    };
    return new Promise((settled) => {
      this.#parts?.ledger.post({ ...ofPerson(browser(address)), event: undefined, handler, settled });
    });
  }
}

export function browser(address: string): PersonKey {
  return { kind: "browser", address };
}

export async function prepareBrowsers({ query }: Pick<TestDatabase, "query">): Promise<void> {
  await query(
    `create table shown (n bigint generated always as identity, person_id bigint not null references person,
       body text not null, lang text, thread text, at float8)`,
  );
}

/** All that was shown, in order. */
export function shown({
  query,
}: Pick<TestDatabase, "query">): Promise<readonly (Shown & { kind: string })[]> {
  return query(
    `select address, kind, body, shown.lang, thread, at from shown join person on person.id = person_id order by n`,
  );
}
