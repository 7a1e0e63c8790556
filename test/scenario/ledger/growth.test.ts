/** Nothing grows without end: people of whom nothing is kept, and old times without a stream, are forgotten. */
import { describe, expect, it } from "vitest";
import task from "../../../examples/responders/task.ts";
import { streamSweeps } from "../../../src/gateway/stream/index.ts";
import { responder, text } from "../../../src/index.ts";
import { connect } from "../../../src/ledger/database/connection.ts";
import { strangers } from "../../../src/ledger/strangers.ts";
import { SWEEPING } from "../../../src/ledger/sweeper.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import { type Conversing, startConversing } from "../../support/under-test/conversing.ts";

const DAY = 86_400_000;

/** As if all that is there had been there for so many days, in the database's time. */
async function age({ database }: Conversing, days: number): Promise<void> {
  await database.query("update person set created_at = created_at - $1 * interval '1 day'", [days]);
  await database.query("update inbox set received_at = received_at - $1 * interval '1 day'", [days]);
}

const addresses = async ({ database }: Conversing): Promise<readonly unknown[]> =>
  (await database.query("select address from person order by address")).map(({ address }) => address);

describe("a person of whom nothing is kept", () => {
  it("is forgotten after a week: a stranger, or somebody who had everything deleted, but nobody else", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("hello", { from: "stranger@example.net/x" });
    await chat.ask("/new task", { from: "forgetful@example.org/x" });
    await chat.ask("/abort", { from: "forgetful@example.org/x" });
    await chat.ask("/forget", { from: "forgetful@example.org/x" });
    await chat.ask("/new task", { from: "busy@example.org/x" });
    await chat.ask("/new task", { from: "done@example.org/x" });
    await chat.ask("/abort", { from: "done@example.org/x" });
    chat.befriend("friend@example.org/x");
    await chat.ask("hello", { from: "friend@example.org/x" });
    await age(chat, 8);
    await chat.ask("hello", { from: "late@example.net/x" });
    chat.sweep();
    await rowsOf(
      chat.database,
      "select true as gone where not exists (select from person where address in ('stranger@example.net', 'forgetful@example.org'))",
    );
    expect(await addresses(chat)).toEqual([
      "busy@example.org",
      "done@example.org",
      "friend@example.org",
      "late@example.net",
    ]);
    // Who was forgotten is met anew.
    expect(await chat.ask("/new task", { from: "stranger@example.net/x" })).toBe("What is the title?");
  });

  it("is met anew where it comes back at the very moment of being forgotten", async () => {
    let forgotten = 0;
    const slow = responder("slow", { version: 1, help: "", props: { a: text() } }).steps("a", {
      a: {
        prompt: "And then?",
        accept: text(),
        receive: async (c, a) => {
          if (forgotten++ === 0) await chat.database.query("delete from person");
          c.set("a", a);
          return c.go("a");
        },
      },
    });
    await using chat = await startConversing({ responders: [slow] });
    expect(await chat.ask("/new slow once")).toBe("And then?");
    expect(forgotten).toBe(2);
    expect(await addresses(chat)).toEqual(["ann@example.org"]);
  });

  it("is found among very many others, some of them at a time", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.database.query(
      `insert into person (address, created_at)
       select 'p' || n || '@example.org', now() - case when n % 500 = 0 then interval '9 days' else interval '1 hour' end
       from generate_series(1, 3500) as n`,
    );
    const page = strangers();
    const options = { url: chat.database.url, schema: chat.database.schema, applicationName: "test" };
    const { client } = await connect(options);
    const db = {
      query: async <Row extends object>(query: { name: string; text: string; values: readonly unknown[] }) =>
        (await client.query(query.text, [...query.values])).rows as Row[],
    };
    const more: boolean[] = [];
    for (let round = 0; round < 5; round++) more.push(await page(db));
    await client.end();
    expect(more).toEqual([true, true, true, true, false]);
    expect(await addresses(chat)).toHaveLength(3_493);
  });
});

describe("old rows", () => {
  const [sweep] = streamSweeps({ domain: "help.example.org", before: () => 0 });

  it("cost no more to look for in a table that has been through many days, and are all found", async () => {
    await using database = await createDatabase();
    const { client } = await connect(
      { url: database.url, schema: database.schema, applicationName: "test" },
      SWEEPING,
    );
    const db = {
      query: async <Row extends object>(query: { text: string; values: readonly unknown[] }) =>
        (await client.query(query.text, [...query.values])).rows as Row[],
    };
    let read = 0;
    const reading = {
      query: async (query: { text: string; values: readonly unknown[] }) => {
        const text = `explain (analyze, buffers, format json) ${query.text}`;
        const { rows } = await client.query(text, [...query.values]);
        const { Plan: plan } = (rows[0]["QUERY PLAN"] as [{ Plan: Record<string, number> }])[0];
        read = (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0);
        return [];
      },
    };
    // Four to a block.
    const add = (first: number, count: number, hours: number) =>
      client.query(
        `insert into mailbox (person_id, seq, kept_at, stanzas)
         select 1, seq, now() - $3 * interval '1 hour', text
         from generate_series($1::int, $1 + $2::int - 1) as seq,
              lateral (select string_agg(md5(seq || '-' || n), '') as text from generate_series(1, 55) as n) as its`,
        [first, count, hours],
      );
    const left = async () => (await client.query("select count(*)::int as n from mailbox")).rows[0].n;
    // Of yesterday, and the last one, at the end of the table, of today.
    await add(1, 12_000, 25);
    await add(20_000, 1, 1);
    await client.query("vacuum mailbox");
    while (await sweep?.page(db));
    expect(await left()).toBe(1);
    // Those of today take their place.
    await client.query("vacuum mailbox");
    await add(20_001, 12_000, 1);
    await sweep?.page(reading);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(1_500);
    // Some grow old here and there.
    await client.query("update mailbox set kept_at = kept_at - interval '1 day' where seq % 1000 = 0");
    for (let round = 0; round < 8; round++) await sweep?.page(db);
    expect(await left()).toBe(12_001 - 13);
    await client.end();
  });
});

describe("times without a stream", () => {
  const patient = responder("patient", { version: 1, help: "", props: { a: text() } }).steps(
    "a",
    { a: { prompt: "?", accept: text(), into: "a", next: "a" } },
    { timeout: { idle: "60d" } },
  );
  const insert = ({ database, time }: Conversing, ...days: readonly number[]) =>
    database.query(
      `insert into downtime
       select 'help.example.org', $1::timestamptz - day * interval '1 day' - interval '1 hour',
              $1::timestamptz - day * interval '1 day'
       from unnest($2::int[]) as ago(day)`,
      [new Date(time.now), days],
    );
  const left = async ({ database, time }: Conversing): Promise<readonly unknown[]> => {
    const text =
      "select round(extract(epoch from $1 - ended_at) / 86400)::int as day from downtime order by day";
    return (await database.query(text, [new Date(time.now)])).map(({ day }) => day);
  };

  it("are deleted once no conversation can have been silent for so long", async () => {
    await using chat = await startConversing({ responders: [task] });
    await insert(chat, 1, 29, 40, 400);
    chat.sweep();
    await rowsOf(chat.database, "select true as gone having (select count(*) from downtime) = 2");
    expect(await left(chat)).toEqual([1, 29]);
  });

  it("are kept for longer where a responder waits for longer", async () => {
    await using chat = await startConversing({ responders: [task, patient] });
    await insert(chat, 1, 40, 80, 100, 400);
    chat.sweep();
    await rowsOf(chat.database, "select true as gone having (select count(*) from downtime) = 3");
    expect(await left(chat)).toEqual([1, 40, 80]);
  });

  it("are not all read for each silence that is looked at", async () => {
    await using chat = await startConversing({ responders: [task] });
    await insert(chat, ...Array.from({ length: 5_000 }, (_, day) => day + 10));
    const options = { url: chat.database.url, schema: chat.database.schema, applicationName: "test" };
    const { client } = await connect(options);
    const read = async (sql: string): Promise<number> => {
      const { rows } = await client.query(`explain (analyze, buffers, format json) ${sql}`);
      return (rows[0]["QUERY PLAN"] as [{ Plan: Record<string, number> }])[0].Plan["Shared Hit Blocks"] ?? 0;
    };
    const now = new Date(chat.time.now).toISOString();
    const yesterday = new Date(chat.time.now - DAY).toISOString();
    const sql = `select downtime_between('help.example.org', '${yesterday}', '${now}')`;
    await read(sql);
    expect(await read(sql)).toBeLessThan(10);
    await client.end();
  });
});
