import { expect, test } from "vitest";
import { bye, HEARTBEAT, ordinary, tokenExpiring } from "../../../../src/gateway/stream/events.ts";
import {
  begin,
  refusal,
  type StreamInput,
  type StreamState,
  step,
  wakeAt,
} from "../../../../src/gateway/stream/life.ts";

const epoch = "0a1b2c3d";
const position = { epoch, seq: 5 };
const opening = { position, recovered: true, limited: false };
const HOUR = 3_600_000;

/** A stream that does what it is told, with what it wrote. */
function stream(expiresAt = HOUR) {
  const first = begin(opening, expiresAt, 0, 0);
  let state: StreamState = first.state;
  let written = "";
  const take = (actions: typeof first.actions) =>
    actions.map((action) => {
      if (action.type === "write") written += action.text;
      return action.type === "read" ? `read ${action.after.seq}` : action.type;
    });
  take(first.actions);
  return {
    /** What is to be done. */
    tell(input: StreamInput, now = 0): readonly string[] {
      const next = step(state, input, now);
      state = next.state;
      return take(next.actions);
    },
    /** What was written since it was asked last. */
    written(): string {
      const text = written;
      written = "";
      return text;
    },
    wakeAt: () => wakeAt(state),
    state: () => state,
  };
}

const page = (...seqs: readonly number[]): StreamInput => ({
  type: "page",
  events: seqs.map((seq) => ({ seq, data: `{"n":${seq}}` })),
  more: false,
  lost: false,
});
const NOTHING = page();
const added = (...seqs: readonly number[]): StreamInput =>
  ({ ...page(...seqs), type: "added" }) as StreamInput;

/** One that has told all that there is. */
function quiet(expiresAt?: number) {
  const one = stream(expiresAt);
  one.tell({ type: "drained" });
  one.tell(NOTHING);
  one.written();
  return one;
}

test("a stream begins with retry and hello, and reads what is there as soon as they have left", () => {
  const one = stream();
  expect(one.written()).toBe(
    'retry: 2000\n\nid: 0a1b2c3d.5\nevent: hello\ndata: {"position":"0a1b2c3d.5","recovered":true,"limited":false}\n\n',
  );
  expect(one.tell({ type: "drained" })).toEqual(["read 5"]);
});

test("events that come without being asked for are written where the stream is idle", () => {
  const one = quiet();
  expect(one.tell(added(6, 7))).toEqual(["write"]);
  expect(one.written()).toBe(
    ordinary(epoch, { seq: 6, data: '{"n":6}' }) + ordinary(epoch, { seq: 7, data: '{"n":7}' }),
  );
  expect(one.tell({ type: "drained" })).toEqual([]);
  expect(one.tell({ type: "hint" })).toEqual(["read 7"]);
});

test("events that come while something is under way are read when it is over", () => {
  const unsent = quiet();
  unsent.tell(added(6));
  expect(unsent.tell(added(7))).toEqual([]);
  expect(unsent.tell({ type: "drained" })).toEqual(["read 6"]);
  const reading = quiet();
  reading.tell({ type: "hint" });
  expect(reading.tell(added(6))).toEqual([]);
  expect(reading.tell(NOTHING)).toEqual(["read 5"]);
});

test("events that do not follow the position are read, and the stream goes on", () => {
  const one = quiet();
  expect(one.tell({ type: "added", events: [], more: false, lost: true })).toEqual(["read 5"]);
  expect(one.tell(page(6, 7))).toEqual(["write"]);
  expect(one.tell({ type: "drained" })).toEqual([]);
});

test("a page that was not asked for is passed over", () => {
  expect(quiet().tell(page(6))).toEqual([]);
});

test("a hint has the page after the last event read, once", () => {
  const one = quiet();
  expect(one.tell({ type: "hint" })).toEqual(["read 5"]);
  expect(one.tell(page(6, 7))).toEqual(["write"]);
  expect(one.written()).toBe(
    ordinary(epoch, { seq: 6, data: '{"n":6}' }) + ordinary(epoch, { seq: 7, data: '{"n":7}' }),
  );
  expect(one.tell({ type: "drained" })).toEqual([]);
  expect(one.tell({ type: "hint" })).toEqual(["read 7"]);
});

test("a hint that comes while a page is read has another one read: what it was for may not be in it", () => {
  const one = quiet();
  one.tell({ type: "hint" });
  expect(one.tell({ type: "hint" })).toEqual([]);
  expect(one.tell(NOTHING)).toEqual(["read 5"]);
  expect(one.tell(NOTHING)).toEqual([]);
});

test("after a full page the next one is read, when the first has left", () => {
  const one = quiet();
  one.tell({ type: "hint" });
  one.tell({ type: "page", events: [{ seq: 6, data: "{}" }], more: true, lost: false });
  expect(one.tell({ type: "hint" })).toEqual([]);
  expect(one.tell({ type: "drained" })).toEqual(["read 6"]);
});

test("a slow reader holds one page: nothing is read or written behind it, and after 30 s it is cut off", () => {
  const one = quiet();
  one.tell({ type: "hint" });
  one.tell(page(6), 1_000);
  one.written();
  for (let now = 1_000; now < 31_000; now += 500) {
    expect([...one.tell({ type: "hint" }, now), ...one.tell({ type: "time" }, now)]).toEqual([]);
  }
  expect(one.written()).toBe("");
  expect(one.wakeAt()).toBe(31_000);
  expect(one.tell({ type: "time" }, 31_000)).toEqual(["end"]);
});

test("a reader that is slow but goes on is not cut off", () => {
  const one = quiet();
  for (let n = 0; n < 10; n++) {
    one.tell({ type: "hint" }, n * 20_000);
    one.tell(page(6 + n), n * 20_000);
    expect(one.tell({ type: "time" }, n * 20_000 + 19_000)).not.toContain("end");
    one.tell({ type: "drained" }, n * 20_000 + 19_000);
    expect(one.tell({ type: "time" }, n * 20_000 + 19_500)).not.toContain("end");
    one.tell({ type: "drained" }, n * 20_000 + 19_600);
  }
});

test("comments are at most 15 s apart, where the time is told 2 s late", () => {
  const one = quiet();
  for (const seconds of [13, 26, 39, 52]) {
    expect(one.wakeAt()).toBe(seconds * 1000);
    expect(one.tell({ type: "time" }, seconds * 1000 - 1)).toEqual([]);
    expect(one.tell({ type: "time" }, seconds * 1000)).toEqual(["write"]);
    expect(one.written()).toBe(HEARTBEAT);
    one.tell({ type: "drained" });
  }
});

test("at least 60 s before its token ends a stream says so, once, and at the end of the token it ends", () => {
  const one = quiet(70_000);
  // It is told 2 s late at most.
  expect(one.wakeAt()).toBe(8_000);
  one.tell({ type: "time" }, 10_000);
  expect(one.written()).toBe(tokenExpiring());
  one.tell({ type: "drained" });
  const actions: string[] = [];
  for (let now = 15_000; now < 70_000; now += 5_000) {
    actions.push(...one.tell({ type: "time" }, now));
    one.tell({ type: "drained" });
  }
  expect(actions).not.toContain("end");
  expect(one.written()).toBe(HEARTBEAT.repeat(4));
  expect(one.wakeAt()).toBe(70_000);
  expect(one.tell({ type: "time" }, 70_000)).toEqual(["end"]);
  expect(one.wakeAt()).toBeUndefined();
});

test("a token that ends in less than 60 s is told at once", () => {
  const one = quiet(5_000);
  expect(one.wakeAt()).toBeLessThanOrEqual(0);
  one.tell({ type: "time" }, 0);
  expect(one.written()).toBe(tokenExpiring());
});

test("at shutdown it says bye, with the time to wait, and ends", () => {
  const one = quiet();
  expect(one.tell({ type: "shutdown", retryMs: 6_400 })).toEqual(["write", "end"]);
  expect(one.written()).toBe(`retry: 6400\n\n${bye(6_400)}`);
});

test("trouble is told inside, with the time to wait", () => {
  const document = { title: "The database is away", status: 503 };
  const text = 'retry: 31000\n\nevent: problem\ndata: {"title":"The database is away","status":503}\n\n';
  const one = quiet();
  expect(one.tell({ type: "trouble", problem: document, retryMs: 31_000 })).toEqual(["write", "end"]);
  expect(one.written()).toBe(text);
  expect(refusal(document, 31_000)).toBe(text);
});

test("a page that is lost, and a token that is revoked, end it without a word", () => {
  const lost = quiet();
  lost.tell({ type: "hint" });
  expect(lost.tell({ type: "page", events: [], more: false, lost: true })).toEqual(["end"]);
  const revoked = quiet();
  expect(revoked.tell({ type: "over" })).toEqual(["end"]);
  expect(lost.written() + revoked.written()).toBe("");
});

test("after its end nothing happens any more", () => {
  const one = quiet();
  one.tell({ type: "hint" });
  one.tell({ type: "over" });
  const inputs: readonly StreamInput[] = [
    page(6),
    { type: "hint" },
    { type: "drained" },
    { type: "over" },
    { type: "time" },
    { type: "shutdown", retryMs: 1 },
    { type: "trouble", problem: {}, retryMs: 1 },
  ];
  expect(inputs.flatMap((input) => one.tell(input, 2 * HOUR))).toEqual([]);
  expect(one.state().ended).toBe(true);
});
