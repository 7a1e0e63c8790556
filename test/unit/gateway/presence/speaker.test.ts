import { expect, test } from "vitest";
import type { Occupants } from "../../../../src/gateway/presence/occupants.ts";
import type { Place } from "../../../../src/gateway/presence/place.ts";
import { Speaker, type SpokenRow } from "../../../../src/gateway/presence/speaker.ts";
import type { Decision } from "../../../../src/ledger/job.ts";
import type { Element } from "../../../../src/xmpp/stanza.ts";
import { FakeScheduler } from "../../../support/process/fake-scheduler.ts";

const room = "abc@conference.example.org";
const thread = "11111111-1111-4111-8111-111111111111";

/** A speaker of one person, whose room is in the test's hand. */
function speaking({ inside = true } = {}) {
  const scheduler = new FakeScheduler();
  let now = 0;
  const place = {
    row: { personId: "1", thread, roomId: "9" },
    state: { room },
    address: "ann@help.example.org/browser",
  } as unknown as Place;
  const world = {
    inside,
    /** What the self-ping says. */
    answers: true,
    seated: true,
    /** Rows that another instance has said. */
    over: [] as string[],
    timeline: "00000001" as string | undefined,
  };
  const sent: string[] = [];
  const written: string[] = [];
  const occupants = {
    of: () => (world.seated ? place : undefined),
    send: (_: Place, stanza: Element) => {
      if (world.inside) sent.push(stanza.getChildText("body") ?? "");
      return world.inside;
    },
    ask: async () => world.answers,
    chat: (_: string, { writes = [] }: Decision) => {
      for (const { row } of writes) written.push(fateOf(row));
      return true;
    },
  } as unknown as Occupants;
  const speaker = new Speaker({
    occupants: () => occupants,
    stillOpen: async (rows) => rows.map(({ n }) => n).filter((n) => !world.over.includes(n)),
    scheduler,
    clock: () => now,
    timeline: () => world.timeline,
  });
  speaker.online();
  return {
    speaker,
    place,
    world,
    sent,
    written,
    say: (text: string, tries = 0): SpokenRow => {
      const row = {
        n: text,
        personId: "1",
        id: text,
        thread,
        content: JSON.stringify({ text, attachments: [] }),
        tries,
      };
      speaker.speak(row);
      return row;
    },
    async passes(ms: number) {
      now += ms;
      scheduler.advance(1_000);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

/** All that was asked is answered. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function fateOf(row: unknown): string {
  const { told, id, state } = row as { told?: { stanzas: string }; id?: string; state?: string };
  if (told === undefined) return `${id} ${state}`;
  const [{ receipt }] = JSON.parse(told.stanzas);
  return `receipt ${receipt.id} ${receipt.state}${receipt.reason === undefined ? "" : ` ${receipt.reason}`}`;
}

test("a message is said when the room shows it, and not before", () => {
  const { speaker, say, sent, written } = speaking();
  say("one");
  expect([sent, written]).toEqual([["one"], ["one sent"]]);
  expect(speaker.reflected("2", "one")).toBeUndefined();
  expect(speaker.reflected("1", "one")?.writes.map(({ row }) => fateOf(row))).toEqual([
    "one done",
    "receipt one sent",
  ]);
  expect(speaker.reflected("1", "one")).toBeUndefined();
});

test("a row that is handed out again, also after its end, is not sent again", () => {
  const { speaker, say, sent } = speaking();
  say("one");
  say("one");
  speaker.reflected("1", "one");
  say("one");
  expect(sent).toEqual(["one"]);
});

test("what is said before the person is inside leaves then, in order", () => {
  const { speaker, say, sent, world, place } = speaking({ inside: false });
  for (const text of ["one", "two", "three"]) say(text);
  expect(sent).toEqual([]);
  world.inside = true;
  speaker.entered(place);
  expect(sent).toEqual(["one", "two", "three"]);
});

test("what is not reflected in 30 s is sent again once, after a self-ping, and then has failed", async () => {
  const { say, sent, passes, written } = speaking();
  say("one");
  await passes(29_999);
  expect(sent).toEqual(["one"]);
  await passes(1);
  expect(sent).toEqual(["one", "one"]);
  await passes(30_000);
  expect(sent).toEqual(["one", "one"]);
  expect(written.slice(-2)).toEqual(["one failed", "receipt one failed remote-server-timeout"]);
});

test("where the self-ping tells that the person is outside, it is sent when they are back", async () => {
  const { say, sent, passes, world, speaker, place } = speaking();
  say("one");
  world.answers = false;
  await passes(30_000);
  expect(sent).toEqual(["one"]);
  speaker.entered(place);
  expect(sent).toEqual(["one", "one"]);
});

test("after a lost stream what was not reflected is sent again, however often", async () => {
  const { speaker, say, sent, place, written } = speaking();
  say("one");
  for (const _ of [1, 2, 3]) {
    speaker.offline();
    speaker.online();
    speaker.entered(place);
    await settled();
    speaker.entered(place);
  }
  expect(sent).toEqual(["one", "one", "one", "one"]);
  expect(written.filter((line) => line.includes("failed"))).toEqual([]);
});

test("what cannot be said for a minute, the end of the seat, and an error of the room are told as failed", async () => {
  const late = speaking({ inside: false });
  late.say("one");
  await late.passes(60_000);
  expect(late.written).toEqual(["one failed", "receipt one failed recipient-unavailable"]);
  const over = speaking();
  over.say("two");
  over.speaker.ended(over.place);
  expect(over.written.slice(1)).toEqual(["two failed", "receipt two failed recipient-unavailable"]);
  const refused = speaking();
  refused.say("three");
  refused.speaker.refused(refused.place, "three", "forbidden");
  expect(refused.written.slice(1)).toEqual(["three failed", "receipt three failed forbidden"]);
});

test("what another instance has said meanwhile is not sent again", async () => {
  const { speaker, say, sent, place, world } = speaking();
  for (const text of ["one", "two"]) say(text);
  speaker.offline();
  world.over = ["one"];
  speaker.online();
  speaker.entered(place);
  expect(sent).toEqual(["one", "two"]);
  await settled();
  speaker.entered(place);
  expect(sent).toEqual(["one", "two", "two"]);
});

test("without a stream nothing fails", async () => {
  const { speaker, say, passes, written } = speaking({ inside: false });
  say("one");
  speaker.offline();
  await passes(600_000);
  expect(written).toEqual([]);
});

test("a number that a database gives anew is another message, which is said", () => {
  const { speaker, say, sent } = speaking();
  const row = say("one");
  speaker.reflected("1", "one");
  speaker.speak(row);
  expect(sent).toEqual(["one"]);
  speaker.speak({ ...row, id: "two", content: JSON.stringify({ text: "two", attachments: [] }) });
  expect(sent).toEqual(["one", "two"]);
});

test("a message that was taken again under another number is said once in a stream, and anew in the next one", () => {
  const { speaker, say, sent } = speaking();
  const row = say("one");
  speaker.reflected("1", "one")?.settled(true);
  speaker.speak({ ...row, n: "later" });
  expect(sent).toEqual(["one"]);
  speaker.offline();
  speaker.online();
  speaker.speak({ ...row, n: "later" });
  expect(sent).toEqual(["one", "one"]);
});

test("a message that the room has shown waits on no stream until that is stored, and is not told as sent twice", () => {
  const { speaker, say, sent } = speaking();
  const row = say("one");
  const shown = speaker.reflected("1", "one");
  speaker.offline();
  speaker.online();
  speaker.speak(row);
  expect(sent).toEqual(["one"]);
  shown?.settled(true);
  speaker.speak(row);
  expect(sent).toEqual(["one", "one"]);
});

test("a message that the room has shown, and that cannot be stored, is said once more, and then has failed", () => {
  const { speaker, say, sent, written } = speaking();
  say("one");
  speaker.reflected("1", "one")?.settled(false);
  expect(sent).toEqual(["one", "one"]);
  speaker.reflected("1", "one")?.settled(false);
  expect(sent).toEqual(["one", "one"]);
  expect(written.slice(-2)).toEqual(["one failed", "receipt one failed internal-server-error"]);
});

test.each([{ early: true }, { early: false }])(
  "what the room has shown is not stored by a database that has become an earlier one, and is said again in the order of the rows",
  async ({ early }) => {
    const { speaker, say, sent, place, world } = speaking();
    for (const text of ["one", "two", "three"]) say(text);
    const kept = speaker.reflected("1", "one");
    kept?.settled(true);
    const waits = speaker.reflected("1", "two");
    expect(waits?.stands()).toBe(true);
    // The first one is lost with the database, and the second one has not been stored in it.
    world.timeline = undefined;
    speaker.offline();
    world.inside = false;
    world.timeline = "00000002";
    expect(waits?.stands()).toBe(false);
    // The third one has waited all the time, and is handed out behind the others, before or after the stream is there.
    if (early) for (const text of ["one", "two", "three"]) say(text);
    speaker.online();
    await settled();
    for (const text of ["one", "two", "three"]) say(text);
    world.inside = true;
    sent.length = 0;
    speaker.entered(place);
    await settled();
    expect(sent).toEqual(["one", "two", "three"]);
    expect(speaker.reflected("1", "two")?.stands()).toBe(true);
    // The job of its first reflection is over only now; that of the second one still waits.
    waits?.settled(true);
    speaker.offline();
    speaker.online();
    await settled();
    say("two");
    sent.length = 0;
    speaker.entered(place);
    await settled();
    expect(sent).toEqual(["one", "three"]);
  },
);

test("a message is awaited from when it is sent until the room shows it, and again when it is said again", () => {
  const { speaker, world, say, place } = speaking({ inside: false });
  const row = say("one");
  expect(speaker.awaits("1", "one")).toBe(false);
  world.inside = true;
  speaker.entered(place);
  expect(speaker.awaits("1", "one")).toBe(true);
  speaker.reflected("1", "one")?.settled(true);
  expect(speaker.awaits("1", "one")).toBe(false);
  speaker.offline();
  speaker.online();
  speaker.speak(row);
  expect(speaker.awaits("1", "one")).toBe(true);
});
