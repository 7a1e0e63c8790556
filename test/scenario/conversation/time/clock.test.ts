/** A clock that is set back or forward: nothing falls due twice, nothing is lost, and nobody is ended before their time. */
import { describe, expect, it } from "vitest";
import shake from "../../../../examples/responders/shake.ts";
import task from "../../../../examples/responders/task.ts";
import { bodyOf, type Conversing, startConversing } from "../../../support/under-test/conversing.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const IDLE = 'I have not heard from you for 30 minutes, so I stopped "task". /new task starts it again.';

const outcomes = async ({ database }: Conversing) =>
  (
    await database.query<{ outcome: string }>(
      "select concat_ws(' ', status, ended_why) as outcome from conversations order by started_at, person",
    )
  ).map(({ outcome }) => outcome);
const bodies = (chat: Conversing) => chat.sent.all.map(bodyOf);
const timers = async ({ database }: Conversing) =>
  (await database.query<{ kind: string }>("select kind from timer order by kind")).map(({ kind }) => kind);

describe("a clock that is set back by an hour", () => {
  it("ends an idle conversation when the clock comes to its time, once", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    await chat.passed(10 * MINUTE);
    await chat.passed(-HOUR);
    await chat.passed(HOUR + 19 * MINUTE);
    expect(await outcomes(chat)).toEqual(["ongoing"]);
    await chat.passed(MINUTE);
    expect(await outcomes(chat)).toEqual(["aborted idle"]);
    // And back once more, over the time at which it fell due.
    await chat.passed(-HOUR);
    await chat.passed(2 * HOUR);
    expect(bodies(chat)).toEqual(["What is the title?", IDLE]);
    expect(await timers(chat)).toEqual([]);
  });

  it("counts what was said after it as a sign of life", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    await chat.passed(-HOUR);
    await chat.ask("Buy milk");
    await chat.passed(HOUR + 29 * MINUTE);
    await chat.ask("/help");
    await chat.passed(29 * MINUTE);
    expect(await outcomes(chat)).toEqual(["ongoing"]);
    await chat.passed(MINUTE);
    expect(await outcomes(chat)).toEqual(["aborted idle"]);
  });

  it("ends the conversation of one who signed out when the clock comes to its time, and tells it once", async () => {
    await using chat = await startConversing({ responders: [task], settings: { idle: 0 } });
    chat.befriend();
    await chat.ask("/new task");
    chat.presence("unavailable");
    await chat.passed(5 * MINUTE);
    await chat.passed(-HOUR);
    await chat.passed(HOUR + 4 * MINUTE);
    expect(await outcomes(chat)).toEqual(["ongoing"]);
    await chat.passed(MINUTE);
    await chat.passed(-HOUR);
    chat.presence();
    expect(await chat.reply()).toContain("You were signed out for 10 minutes");
    await chat.passed(2 * HOUR);
    expect(await outcomes(chat)).toEqual(["aborted signout"]);
    expect(bodies(chat).filter((body) => body.startsWith("You were"))).toHaveLength(1);
  });

  it("does not make a warning last for longer", async () => {
    await using chat = await startConversing({ responders: [task, shake] });
    await chat.ask("/new task");
    await chat.ask("/new shake");
    await chat.passed(-HOUR);
    expect(await chat.ask("/new shake")).toContain("Send /new shake again within 1 minute");
    expect(await chat.ask("/new shake")).toBe("Who is shaking my hand?");
  });

  it("deletes what ended no earlier than it would have", async () => {
    await using chat = await startConversing({ responders: [task], settings: { retention: DAY } });
    await chat.ask("/new task");
    await chat.ask("/abort");
    await chat.passed(-HOUR);
    await chat.ask("/new task");
    await chat.ask("/abort");
    await chat.passed(DAY + 1);
    chat.sweep();
    const line = await chat.recorded.lines.next(({ msg }) => msg === "old conversations deleted");
    expect(line.conversations).toBe(1);
    expect(await outcomes(chat)).toEqual(["aborted abort"]);
  });
});

describe("a clock that is set forward by a day", () => {
  it("ends what its deadline says, once, and nothing that begins or is said after it", async () => {
    await using chat = await startConversing({ responders: [task] });
    const bob = { from: "bob@example.org/desk" };
    await chat.ask("/new task");
    await chat.ask("/new task", bob);
    await chat.quiet();
    chat.time.advance(DAY);
    // Heard before the timers are looked at: no longer idle.
    await chat.ask("Buy bread", bob);
    await chat.passed(0);
    expect(await outcomes(chat)).toEqual(["aborted idle", "ongoing"]);
    expect(bodies(chat).filter((body) => body === IDLE)).toHaveLength(1);
    await chat.ask("/new task");
    await chat.passed(29 * MINUTE);
    expect(await outcomes(chat)).toEqual(["aborted idle", "ongoing", "ongoing"]);
  });

  it("ends nobody who was heard of meanwhile, and loses nothing, once it is set back again", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    await chat.quiet();
    chat.time.advance(DAY);
    await chat.ask("Buy milk");
    await chat.passed(0);
    await chat.passed(-DAY);
    await chat.passed(HOUR);
    expect(await outcomes(chat)).toEqual(["ongoing"]);
    expect(await chat.ask("2026-12-24")).toBe('Create "Buy milk"? (yes/no)');
    // The last that was heard was heard now: the timer finds out when it comes.
    await chat.passed(2 * DAY);
    expect(await outcomes(chat)).toEqual(["aborted idle"]);
    expect(bodies(chat).filter((body) => body === IDLE)).toHaveLength(1);
  });

  it("aborts nobody for the time that the component was away", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    await chat.passed(20 * MINUTE);
    const away = new Date(chat.time.now);
    chat.disconnect();
    chat.time.advance(DAY);
    await chat.database.query("insert into downtime values ('help.example.org', $1, $2)", [
      away,
      new Date(chat.time.now),
    ]);
    await chat.restart();
    await chat.passed(9 * MINUTE);
    expect(await outcomes(chat)).toEqual(["ongoing"]);
    await chat.passed(MINUTE);
    expect(await outcomes(chat)).toEqual(["aborted idle"]);
  });
});
