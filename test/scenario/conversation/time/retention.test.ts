import { describe, expect, it } from "vitest";
import task from "../../../../examples/responders/task.ts";
import { deleteEnded } from "../../../../src/conversations/store/retention.ts";
import { Session } from "../../../../src/ledger/database/session.ts";
import { SWEEPING } from "../../../../src/ledger/sweeper.ts";
import { recordedLog } from "../../../support/process/recorded-log.ts";
import { type Conversing, startConversing } from "../../../support/under-test/conversing.ts";

const DAY = 86_400_000;

const counts = async ({ database }: Pick<Conversing, "database">) => {
  const [row] = await database.query(
    `select (select count(*) from conversation)::int as conversations,
            (select count(*) from conversation_message)::int as messages`,
  );
  return row;
};

/** Adds conversations of one person that ended in the past: `age` in days, `messages` each. */
async function ended(chat: Conversing, age: number, count: number, messages: number): Promise<void> {
  await chat.database.query(
    `with made as (
       insert into conversation (id, person_id, rev, responder, version, status, started_at, updated_at, asked_at,
         next_step, props, messages, ended_why)
       select gen_random_uuid(), person.id, 1, 'gone', 1, 'aborted', at, at, at, 'a', '{}', $3, 'idle'
       from person, generate_series(1, $2) as n, lateral (select $4::timestamptz - $1 * interval '1 day') as its(at)
       returning id, updated_at)
     insert into conversation_turn (conversation_id, seq, at, heard)
     select id, seq, updated_at, 'x' from made, generate_series(1, $3) as seq`,
    [age, count, messages, new Date(chat.time.now)],
  );
}

describe("retention", () => {
  it("deletes complete and aborted conversations with their messages in time, also those without a responder, and no ongoing one", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    await chat.ask("/abort");
    await ended(chat, 1, 1, 3);
    await chat.ask("/new task Buy milk");
    await chat.ask("2026-12-24");
    await chat.ask("yes");
    await chat.ask("/new task");
    expect(await counts(chat)).toEqual({ conversations: 4, messages: 4 + 3 + 6 + 2 });
    await chat.passed(29 * DAY + 1);
    // Idleness has ended the last one: it is new among the ended.
    await chat.ask("/new task");
    chat.sweep();
    const line = await chat.recorded.lines.next(({ msg }) => msg === "old conversations deleted");
    expect(line.conversations).toBe(1);
    chat.pass(DAY);
    await chat.ask("Buy bread");
    chat.sweep();
    await chat.recorded.lines.next(({ conversations }) => conversations === 2);
    expect(
      await chat.database.query("select status, ended_why from conversations order by started_at"),
    ).toEqual([
      { status: "aborted", ended_why: "idle" },
      { status: "ongoing", ended_why: null },
    ]);
    expect(
      await chat.database.query("select distinct conversation_id from conversation_message"),
    ).toHaveLength(2);
  });

  it("deletes a conversation in time whose person is not seen again; whoever comes later is told of its end all the same", async () => {
    await using chat = await startConversing({ responders: [task] });
    chat.befriend();
    await chat.ask("/new task");
    chat.presence("unavailable");
    await chat.passed(600_000);
    chat.pass(31 * DAY);
    chat.sweep();
    await chat.recorded.lines.next(({ conversations }) => conversations === 1);
    expect(await counts(chat)).toEqual({ conversations: 0, messages: 0 });
    chat.presence();
    expect(await chat.reply()).toContain("task");
    await chat.ask("hello");
    expect(await chat.database.query("select from conversation_notice")).toEqual([]);
  });

  it("works in bounded pages, oldest first, and goes on where it was whatever ended it", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("hello");
    await ended(chat, 40, 24, 3);
    await ended(chat, 50, 2, 90);
    await ended(chat, 20, 5, 1);
    const { url, schema } = chat.database;
    const before = chat.time.now - 30 * DAY;
    const page = async () => {
      await using session = new Session({ url, schema, applicationName: "test" }, recordedLog().log);
      return await deleteEnded(session, before);
    };
    // A hundred turns, of the oldest; the conversations are not empty yet.
    expect(await page()).toEqual({ conversations: 0, more: true });
    expect(await counts(chat)).toEqual({ conversations: 31, messages: 72 + 80 + 5 });
    expect(await page()).toEqual({ conversations: 0, more: true });
    expect(await page()).toEqual({ conversations: 20, more: true });
    const left = await chat.database.query(
      "select count(*)::int as count from conversation where ended_at < $1 group by ended_at order by ended_at",
      [new Date(before)],
    );
    expect(left).toEqual([{ count: 6 }]);
    expect(await page()).toEqual({ conversations: 6, more: false });
    expect(await page()).toEqual({ conversations: 0, more: false });
    expect(await counts(chat)).toEqual({ conversations: 5, messages: 5 });
  });

  it("goes through all pages by itself, and passes over an ongoing conversation, however old", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("hello");
    await ended(chat, 40, 51, 1);
    await chat.database.query(
      `update conversation set status = 'ongoing', ended_why = null
       where id = (select id from conversation order by id limit 1)`,
    );
    chat.sweep();
    for (const count of [20, 20, 10])
      await chat.recorded.lines.next(({ conversations }) => conversations === count);
    expect(await counts(chat)).toEqual({ conversations: 1, messages: 1 });
  });

  it("finds the oldest without reading all that is due, whenever that was planned", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("hello");
    const { url, schema } = chat.database;
    await using session = new Session({ url, schema, applicationName: "test" }, recordedLog().log, SWEEPING);
    expect(await deleteEnded(session, chat.time.now)).toEqual({ conversations: 0, more: false });
    await ended(chat, 40, 2_000, 1);
    const [plan] = await session.query<{ "QUERY PLAN": unknown }>({
      text: `explain (analyze, format json) execute conversation_find_ended (${chat.time.now}, 100)`,
    });
    const text = JSON.stringify(plan);
    expect(text).toContain('"Index Name":"conversation_ended"');
    expect(text).not.toContain('"Sort"');
    expect(text).not.toMatch(/"Actual Rows":[12]\d{3}/);
  });

  it("leaves nothing of a conversation that is deleted, whoever deletes it", async () => {
    await using chat = await startConversing({ responders: [task] });
    chat.befriend();
    await chat.ask("/new task");
    chat.presence("unavailable");
    await chat.passed(600_000);
    await chat.database.query("delete from conversation");
    expect(await counts(chat)).toEqual({ conversations: 0, messages: 0 });
    expect(await chat.database.query("select from conversation_notice")).toEqual([]);
  });

  it("costs an ordinary step no index entry: its conversation is updated in place", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    const body = "x".repeat(50);
    for (let step = 0; step < 5; step++) {
      chat.time.advance(1_000);
      await chat.ask(body);
      chat.time.advance(1_000);
      await chat.ask("/back");
    }
    await chat.restart();
    const hot = async () => {
      const [row] = await chat.database.query(
        "select n_tup_upd::int as all, n_tup_hot_upd::int as hot from pg_stat_user_tables where relname = 'conversation'",
      );
      return row;
    };
    expect(await hot()).toEqual({ all: 10, hot: 10 });
  });
});
