/** Streams on a real database: people in browsers, and ledgers whose jobs write for them. */
import { randomUUID } from "node:crypto";
import {
  createStreamReads,
  findThreads,
  makeThread,
  type SaidMessage,
  type StreamPage,
  type StreamReads,
  say,
  streamStatements,
  streamSweeps,
} from "../../../src/gateway/stream/index.ts";
import type { Position } from "../../../src/gateway/stream/position.ts";
import type { Decision } from "../../../src/ledger/job.ts";
import type { Queryable, Write } from "../../../src/ledger/statement.ts";
import type { TestDatabase } from "../database/postgres.ts";
import { ledgerOf } from "../rooms/rooms.ts";
import { DOMAIN, type LedgerUnderTest, startLedger } from "../under-test/ledger.ts";

export { DOMAIN };
export const BOT = `bot@${DOMAIN}`;

export interface Streams {
  readonly database: TestDatabase;
  readonly db: Queryable;
  readonly reads: StreamReads;
  readonly ledger: LedgerUnderTest;
  /** Somebody in a browser; gives the row's id. */
  person(name: string): Promise<string>;
  /** Decides in a job of its own. `true`: it is committed. */
  write(decide: readonly Write[] | (() => readonly Write[]), queue?: string): Promise<boolean>;
  /** The thread of these people, by name or address. */
  thread(...names: string[]): Promise<string>;
  /** Says something in a thread. */
  say(thread: string, message?: Partial<SaidMessage>): Promise<boolean>;
  /** A position before all events. */
  start(personId: string): Promise<Position>;
  /** The envelopes after a position, page by page. */
  all(personId: string, after?: Position): Promise<readonly Envelope[]>;
  page(personId: string, after: Position): Promise<StreamPage>;
  /** Runs the sweeps until they have nothing to do. Threads that were used last `days` ago are old. */
  sweep(days?: number): Promise<void>;
}

export interface Envelope {
  readonly timestamp: string;
  readonly stanzas: readonly {
    readonly type: string;
    readonly message?: { readonly text: string; readonly at: number };
    readonly line?: { readonly place: unknown };
  }[];
}

export function address(name: string): string {
  return name.includes("@") ? name : `${name}@${DOMAIN}`;
}

export function message(thread: string, text: string, of: Partial<SaidMessage> = {}): SaidMessage {
  return {
    thread,
    id: randomUUID(),
    sender: BOT,
    senderId: undefined,
    saidAt: Date.now(),
    body: JSON.stringify({ text, type: "plain" }),
    profile: JSON.stringify({ displayName: "Bot" }),
    ...of,
  };
}

export async function startStreams(database: TestDatabase): Promise<Streams> {
  const ledger = await startLedger(database, { statements: streamStatements });
  const { db } = ledgerOf(database);
  const reads = createStreamReads(db);
  let jobs = 0;
  const streams: Streams = {
    database,
    db,
    reads,
    ledger,
    async person(name) {
      const [row] = await database.query<{ id: string }>(
        "insert into person (address, kind) values ($1, 'browser') returning id::text",
        [address(name)],
      );
      return row?.id ?? "";
    },
    write(decide, queue = `writer-${jobs++}@example.org`) {
      const does = (): Decision => ({ writes: typeof decide === "function" ? decide() : decide });
      return ledger.say(queue, { body: "x", does });
    },
    async thread(...names) {
      const members = names.map(address);
      const thread = randomUUID();
      await streams.write([makeThread({ thread, domain: DOMAIN, members })]);
      const [found] = await findThreads(db, DOMAIN, [members]);
      return found ?? "";
    },
    say: (thread, { body = '{"text":"hello"}', ...of } = {}) =>
      streams.write(say(message(thread, "", { body, ...of }))),
    async start(personId) {
      const { position } = await reads.opening(personId, undefined);
      return { epoch: position.epoch, seq: 0 };
    },
    page: reads.page,
    async all(personId, after) {
      const found: Envelope[] = [];
      let from = after ?? (await streams.start(personId));
      for (;;) {
        const { events, lost } = await reads.page(personId, from);
        if (lost) throw new Error("the page is lost");
        if (events.length === 0) return found;
        found.push(...events.map(({ data }) => JSON.parse(data) as Envelope));
        from = { epoch: from.epoch, seq: events.at(-1)?.seq ?? 0 };
      }
    },
    async sweep(days = 30) {
      const before = () => Date.now() - days * 86_400_000;
      for (const { page } of streamSweeps({ domain: DOMAIN, before })) while (await page(db));
    },
  };
  return streams;
}
