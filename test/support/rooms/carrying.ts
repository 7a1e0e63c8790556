/**
 * The courier and the bot's side of browsers on a whole component, without HTTP: what browsers sent are rows that the test
 * writes, as a request would, and what they get is read from their streams whenever these are woken.
 */
import { randomUUID } from "node:crypto";
import { createConversations, type Registry } from "../../../src/conversations/index.ts";
import type { Feature, Parts } from "../../../src/feature.ts";
import { byStream } from "../../../src/gateway/bot/index.ts";
import {
  type Courier,
  courierStatements,
  createCourier,
  createToBot,
  type SpokenRow,
  type ToRooms,
} from "../../../src/gateway/courier/index.ts";
import { type AddedEvent, appendStatement, streamStatements } from "../../../src/gateway/stream/index.ts";
import { createRoster } from "../../../src/roster/roster.ts";
import type { Presence } from "../../../src/roster/roster-state.ts";
import type { TestDatabase } from "../database/postgres.ts";
import { Arrivals } from "../process/arrivals.ts";

const DOMAIN = "help.example.org";

/** A stanza of somebody's stream. */
export interface Got {
  /** The name of the person. */
  readonly who: string;
  readonly text?: string;
  readonly receipt?: string;
  /** The whole object. */
  readonly stanza: Readonly<Record<string, unknown>>;
}

export class Carrying {
  readonly got = new Arrivals<Got>("browsers", ({ who, stanza }) => `${who}: ${JSON.stringify(stanza)}`);
  readonly typing = new Arrivals<string>("typing");
  readonly inRooms = new Arrivals<SpokenRow>("rooms");
  /** What becomes of what is said in rooms. */
  readonly presences = new Map<string, Presence>();
  readonly #database: Pick<TestDatabase, "query">;
  readonly #people = new Map<string, { readonly name: string; seq: number; reading: Promise<void> }>();
  courier: Courier | undefined;
  /** The courier asks whether its instance acts now. */
  asked: (acts: boolean) => void = () => {};

  constructor(database: Pick<TestDatabase, "query">) {
    this.#database = database;
  }

  readonly features = (parts: Parts, registry: Registry): readonly Feature[] => {
    const { host, ledger, notifications, clock, log, config } = parts;
    const { domain } = host;
    const bot = `bot@${domain}`;
    const roster = createRoster(parts);
    const conversations = createConversations(parts, { registry, roster });
    ledger.onRows<AddedEvent>(appendStatement, (events) => {
      for (const { person_id: id } of events) this.#woken(id);
    });
    const wakes = {
      pass: (_: unknown, stanzas: string) => this.typing.take(stanzas),
    };
    const presence = async (_: unknown, ids: readonly string[]) =>
      new Map(
        ids.map((id) => [id, this.presences.get(this.#people.get(id)?.name ?? "") ?? "unknown"] as const),
      );
    conversations.deliveries.add(
      "browser",
      byStream({ domain, bot, name: config.bot.name, clock, wakes, presence }),
    );
    const toRooms: ToRooms = {
      speak: (row) => this.inRooms.take(row),
      typing: (_, thread, state) => this.typing.take(`${thread} ${state}`),
      readUpTo: (_, thread, id) => this.typing.take(`${thread} read ${id}`),
      upload: async (_, { name }) => ({
        put: { url: `https://put/${name}`, headers: {} },
        url: `https://get/${name}`,
      }),
    };
    const toBot = createToBot({ conversations, ledger, log, bot });
    const asked = (acts: boolean): void => this.asked(acts);
    const tenured = {
      db: ledger.db,
      get tenure() {
        const { tenure } = ledger;
        asked(tenure !== undefined);
        return tenure;
      },
    };
    const courier = createCourier({ ledger: tenured, notifications, domain, log, toBot, toRooms });
    this.courier = courier;
    return [
      roster,
      conversations,
      {
        name: "carrying",
        statements: [...courierStatements, ...streamStatements],
        start: async () => courier.start(),
        refuse: () => courier.refuse(),
        stop: () => courier.stop(),
      },
    ];
  };

  /** Somebody opens a browser. */
  async person(name: string): Promise<string> {
    const [row] = await this.#database.query<{ id: string }>(
      "insert into person (address, kind) values ($1, 'browser') returning id::text",
      [`${name}@${DOMAIN}`],
    );
    const id = row?.id ?? "";
    this.#people.set(id, { name, seq: 0, reading: Promise.resolve() });
    return id;
  }

  /** Leaves a row, as `POST /send-message` would. Gives its number. */
  async leave(
    personId: string,
    text: string,
    { id = randomUUID(), destination = "bot", thread = randomUUID(), ...content }: Leaving = {},
  ): Promise<string> {
    const [row] = await this.#database.query<{ n: string }>(
      `insert into spoken (domain, person_id, id, hash, thread, destination, content)
       values ($1, $2, $3, '', $4, $5, $6) returning n::text`,
      [
        DOMAIN,
        personId,
        id,
        thread,
        destination,
        JSON.stringify({ text, type: "plain", attachments: [], extensions: {}, ...content }),
      ],
    );
    return row?.n ?? "";
  }

  /** The same, and hints at once. */
  async send(personId: string, text: string, leaving: Leaving = {}): Promise<string> {
    const n = await this.leave(personId, text, leaving);
    this.courier?.hint();
    return n;
  }

  /** The next text that somebody gets. */
  async text(who: string): Promise<string> {
    return (await this.got.next((one) => one.who === who && one.text !== undefined)).text ?? "";
  }

  async ask(personId: string, who: string, text: string, leaving: Leaving = {}): Promise<string> {
    await this.send(personId, text, leaving);
    return this.text(who);
  }

  #woken(personId: string): void {
    const person = this.#people.get(personId);
    if (person === undefined) return;
    person.reading = person.reading.then(async () => {
      const rows = await this.#database.query<{
        seq: number;
        stanzas: string | null;
        message: string;
        id: string;
      }>(
        `select seq::int, stanzas, body as message, chat_message.id from mailbox left join chat_message using (thread_id, at)
         where person_id = $1 and seq > $2 order by seq`,
        [personId, person.seq],
      );
      for (const { seq, stanzas, message, id } of rows) {
        person.seq = seq;
        const read = stanzas === null ? [{ ...JSON.parse(message), id }] : JSON.parse(stanzas);
        for (const stanza of read) {
          const { text, receipt } = stanza;
          const { name: who } = person;
          this.got.take({
            who,
            stanza,
            ...(text !== undefined && { text }),
            ...(receipt !== undefined && { receipt: `${receipt.state} ${receipt.reason ?? ""}`.trim() }),
          });
        }
      }
    });
    // The database of a test that is over.
    person.reading.catch(() => {});
  }
}

export interface Leaving {
  readonly id?: string;
  readonly destination?: "bot" | "room";
  readonly thread?: string;
  readonly language?: string;
  readonly type?: "plain" | "html" | "rst";
  readonly replace?: string;
}
