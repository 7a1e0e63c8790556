/**
 * A ledger on a real database, with a stream that the test holds in its hand and a feature that does what each
 * job says. By default a job counts its person's messages (a compare-and-set), keeps the text, queues a reply
 * and sends a receipt.
 */

import type { Decision, Job, JobHandler, Once } from "../../../src/ledger/job.ts";
import { ofPerson } from "../../../src/ledger/job.ts";
import type { Tenure } from "../../../src/ledger/lease/tenure.ts";
import { Ledger, type LedgerOptions } from "../../../src/ledger/ledger.ts";
import type { Channel } from "../../../src/ledger/outbox/outbox.ts";
import type { Person, PersonKey } from "../../../src/ledger/person.ts";
import type { Queryable, Statement } from "../../../src/ledger/statement.ts";
import { write } from "../../../src/ledger/statement.ts";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { Arrivals } from "../process/arrivals.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { type RecordedLog, recordedLog } from "../process/recorded-log.ts";

export const DOMAIN = "help.example.org";

/** Somebody who writes from XMPP. */
export function xmpp(address: string): PersonKey {
  return { kind: "xmpp", address };
}

/** The lease that `prepare` writes. */
export const TENURE: Tenure = tenure(1);

/** A tenure with this number; one of another number has another token. */
export function tenure(fence: number, after: string | null = null): Tenure {
  const token = `00000000-0000-4000-8000-${String(fence).padStart(12, "0")}`;
  return { fence: String(fence), token, after, timeline: "00000001" };
}

interface Database {
  readonly url: string;
  readonly schema: string;
  query<Row extends Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>;
}

/** What a job says and does; without `does` the usual. */
export interface Saying {
  readonly body: string;
  readonly loads?: (db: Queryable) => Promise<unknown>;
  readonly does?: (count: number, person: Person) => Decision | Promise<Decision>;
  /** What a repeat gets, after `loads`; without it, the receipt. */
  readonly again?: (count: number) => Decision | Promise<Decision>;
  /** Goes on from what the person's last job left in memory. */
  readonly recalls?: boolean;
}

/** A stream in the test's hand. */
export class TestChannel implements Channel {
  /** Stanzas as they leave. */
  readonly sent = new Arrivals<string>("the stream");
  up = true;
  /** While true, it takes nothing. */
  full = false;
  /** What it did not take. */
  readonly refusals = new Arrivals<string>("what was refused");
  /** While true, barriers wait for `confirm`. */
  held = false;
  barriers = 0;
  #waiting: ((read: boolean) => void)[] = [];
  #asked = new Arrivals<number>("barriers");

  send(stanza: string): boolean {
    const takes = this.up && !this.full;
    (takes ? this.sent : this.refusals).take(stanza);
    return takes;
  }

  barrier(): Promise<boolean> {
    this.#asked.take(++this.barriers);
    if (!this.up) return Promise.resolve(false);
    if (!this.held) return Promise.resolve(true);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async drained(): Promise<void> {}

  /** Resolves when the next barrier was asked for. */
  async asked(): Promise<void> {
    await this.#asked.next();
  }

  /** The server has read everything. */
  confirm(): void {
    for (const resolve of this.#waiting.splice(0)) resolve(true);
  }

  /** Nobody can tell what the server has read. */
  fail(): void {
    for (const resolve of this.#waiting.splice(0)) resolve(false);
  }

  lose(): void {
    this.up = false;
    this.fail();
  }
}

const countUp: Statement<{ person: string; count: number }> = {
  name: "test_count_up",
  compares: true,
  text: `with changed as (
           insert into counted as old (person_id, n)
           select person_id, n + 1 from unnest($1::bigint[], $2::int[]) as new(person_id, n)
           on conflict (person_id) do update set n = excluded.n where old.n = excluded.n - 1 returning 1)
         select must_be_equal(count(*), cardinality($1::bigint[]), 'count') from changed`,
  values: (rows) => [rows.map((row) => row.person), rows.map((row) => row.count)],
};

const keep: Statement<{ person: string; body: string }> = {
  name: "test_keep",
  text: "insert into kept (person_id, body) select * from unnest($1::bigint[], $2::text[])",
  values: (rows) => [rows.map((row) => row.person), rows.map((row) => row.body)],
};

export function countWrite(person: Person, count: number) {
  return write(countUp, { person: person.id, count });
}

export function keepWrite(person: Person, body: string) {
  return write(keep, { person: person.id, body });
}

export function reply(to: string, id: string, text = id): Element {
  return xml("message", { from: `bot@${DOMAIN}`, to, id }, xml("body", {}, text));
}

export function receipt(to: string, id: string): Element {
  return xml("message", { from: `bot@${DOMAIN}`, to }, xml("received", { id }));
}

/** What the usual job decides: its reply has the id `re:<body>`. */
export function usual(body: string, count: number, person: Person): Decision {
  return {
    writes: [keepWrite(person, body), countWrite(person, count)],
    send: [reply(person.address, `re:${body}`, `${body} is the ${count + 1}.`)],
    ephemeral: [receipt(person.address, body)],
    leaves: { size: 8, recall: ({ recalls }: Saying) => (recalls ? count + 1 : undefined) },
  };
}

export const handler: JobHandler<Saying, number> = {
  name: "test",
  async load(db, jobs) {
    for (const { event } of jobs) await event.loads?.(db);
    const rows = await db.query<{ n: number | null }>({
      name: "test_load",
      text: `select n from unnest($1::bigint[]) with ordinality as job(id, place)
             left join counted on person_id = id order by place`,
      values: [jobs.map((job) => job.person.id)],
    });
    return rows.map((row) => row.n ?? 0);
  },
  decide: ({ body, does }, count, person) => (does ? does(count, person) : usual(body, count, person)),
  repeated: ({ body, again }, count, person) =>
    again?.(count) ?? { ephemeral: [receipt(person.address, body)] },
  failed: ({ body }, person, _error, reference) => ({
    send: [reply(person.address, `sorry:${body}`, `Sorry, something failed (${reference}).`)],
    ephemeral: [receipt(person.address, body)],
  }),
};

export interface LedgerUnderTest extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly channel: TestChannel;
  readonly log: RecordedLog;
  /** Posts a message; resolves when it was handled: `true` as decided, `false` with an apology or not at all. */
  say(person: string, saying: Saying | string, once?: Once): Promise<boolean>;
}

/** A promise that the test resolves. */
export function deferred<T = void>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Tables of the feature, and a lease. */
export async function prepare(database: Database): Promise<void> {
  await database.query(
    `create table if not exists counted (person_id bigint primary key, n int not null);
     create table if not exists kept (id bigint generated always as identity, person_id bigint not null, body text)`,
  );
  await holdLease(database, DOMAIN);
}

/** Writes the lease of `TENURE`, for a day, where there is none. */
export async function holdLease(database: Pick<Database, "query">, domain: string): Promise<void> {
  await database.query(
    `insert into lease (domain, fence, token, holder, expires_at)
     values ('${domain}', ${TENURE.fence}, '${TENURE.token}', 'test', now() + interval '1 day') on conflict do nothing`,
  );
}

/** Made, and neither started nor open. */
export function createLedger(
  database: Pick<Database, "url" | "schema">,
  options: Partial<LedgerOptions> & {
    readonly channel?: TestChannel;
    readonly statements?: readonly Statement<never>[];
  } = {},
): LedgerUnderTest {
  const channel = options.channel ?? new TestChannel();
  const log = recordedLog();
  const ledger = new Ledger({
    database: { url: database.url, schema: database.schema, applicationName: "ledger under test" },
    domain: DOMAIN,
    clock: Date.now,
    log: log.log,
    serialise: (element) => element.toString(),
    delayed: (stanza, decidedAt) => stanza.replace("</message>", `<delay at="${decidedAt}"/></message>`),
    tenure: () => TENURE,
    onLeaseLost: () => {},
    onPressure: () => {},
    ...options,
    channel,
  });
  ledger.register([countUp, keep, ...(options.statements ?? [])]);
  return disposeWithTest({
    ledger,
    channel,
    log,
    say: (person: string, saying: Saying | string, once?: Once) =>
      new Promise<boolean>((settled) => {
        const event = typeof saying === "string" ? { body: saying } : saying;
        const job: Job<Saying, number> = {
          ...ofPerson(xmpp(person)),
          event,
          handler,
          settled,
          ...(once && { once }),
        };
        if (!ledger.post(job)) settled(false);
      }),
    [Symbol.asyncDispose]: () => ledger.stop(),
  });
}

/** Prepared, started, with lease and stream. */
export async function startLedger(
  database: Database,
  options: Parameters<typeof createLedger>[1] = {},
): Promise<LedgerUnderTest> {
  await prepare(database);
  const under = createLedger(database, options);
  under.ledger.start();
  under.ledger.leaseTaken();
  await under.ledger.online();
  return under;
}

/** Texts kept, in order. */
export async function kept(database: Database): Promise<readonly string[]> {
  return (await database.query<{ body: string }>("select body from kept order by id")).map((row) => row.body);
}

/** Ids of the stanzas that left through the outbox, in order; `late:` before those marked as delayed. */
export function repliesOf(channel: TestChannel): readonly string[] {
  return channel.sent.all.flatMap((stanza) => {
    const id = / id="(?<id>[^"]*)"><body>/.exec(stanza)?.groups?.id;
    return id === undefined ? [] : [`${stanza.includes("<delay") ? "late:" : ""}${id}`];
  });
}

/** Ids in the receipts that left, in order. */
export function receiptsOf(channel: TestChannel): readonly string[] {
  return channel.sent.all.flatMap((stanza) => {
    const id = /<received id="(?<id>[^"]*)"/.exec(stanza)?.groups?.id;
    return id === undefined ? [] : [id];
  });
}
