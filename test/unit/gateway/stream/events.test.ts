import { expect, test } from "vitest";
import {
  bye,
  HEARTBEAT,
  hello,
  ordinary,
  pollDocument,
  problem,
  retry,
  tokenExpiring,
} from "../../../../src/gateway/stream/events.ts";
import { pageOf } from "../../../../src/gateway/stream/page.ts";
import { epochOf } from "../../../../src/gateway/stream/position.ts";
import { envelope, messageJson, messageStanzas } from "../../../../src/gateway/stream/stored.ts";

const epoch = "0a1b2c3d";
const opening = { position: { epoch, seq: 41 }, recovered: true, limited: false };

/** The events that a browser would dispatch (HTML Living Standard 9.2.6). */
function parsed(text: string): readonly { id: string; event: string; data: string }[] {
  const events = [];
  let id = "";
  let event = "";
  let data: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === "") {
      if (data.length > 0) events.push({ id, event: event || "message", data: data.join("\n") });
      [event, data] = ["", []];
      continue;
    }
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "id") id = value;
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return events;
}

test("each kind of event has exactly these bytes", () => {
  expect(retry(2_500.4)).toBe("retry: 2500\n\n");
  expect(HEARTBEAT).toBe(":\n\n");
  expect(hello(opening)).toBe(
    'id: 0a1b2c3d.41\nevent: hello\ndata: {"position":"0a1b2c3d.41","recovered":true,"limited":false}\n\n',
  );
  expect(ordinary(epoch, { seq: 42, data: '{"stanzas":[]}' })).toBe(
    'id: 0a1b2c3d.42\ndata: {"stanzas":[]}\n\n',
  );
  expect(tokenExpiring()).toBe('event: token\ndata: {"reason":"expiring"}\n\n');
  expect(bye(7_000)).toBe('event: bye\ndata: {"retry":7000}\n\n');
  expect(problem({ title: "Too many streams", status: 429 })).toBe(
    'event: problem\ndata: {"title":"Too many streams","status":429}\n\n',
  );
});

test("no line end in what is stored begins a field, an event or another line", () => {
  const data = '{"a":\r\n1,\rid: 7\n\n\nevent: bye\ndata: x\u2028:y}';
  const text = ordinary(epoch, { seq: 1, data }) + ordinary(epoch, { seq: 2, data: "{}" });
  expect(parsed(text)).toEqual([
    { id: "0a1b2c3d.1", event: "message", data: data.replace(/\r\n?/g, "\n") },
    { id: "0a1b2c3d.2", event: "message", data: "{}" },
  ]);
});

test("a poll is one JSON document: its position is that of the last event, or of the opening", () => {
  expect(pollDocument(opening, [])).toBe(
    '{"position":"0a1b2c3d.41","recovered":true,"limited":false,"events":[]}',
  );
  const events = [
    { seq: 42, data: envelope(0, '[{"type":"line","line":{}}]') },
    { seq: 43, data: envelope(999, "[]") },
  ];
  expect(JSON.parse(pollDocument(opening, events))).toEqual({
    position: "0a1b2c3d.43",
    recovered: true,
    limited: false,
    events: [
      {
        id: "0a1b2c3d.42",
        event: "message",
        data: { timestamp: "1970-01-01T00:00:00.000Z", stanzas: [{ type: "line", line: {} }] },
      },
      { id: "0a1b2c3d.43", event: "message", data: { timestamp: "1970-01-01T00:00:00.999Z", stanzas: [] } },
    ],
  });
});

const stored = {
  id: "11111111-2222-4333-8444-555555555555",
  thread: "99999999-2222-4333-8444-555555555555",
  at: 7,
  sender: 'r@x/"\\ \u0001',
  said_at: 0,
};

test.each([
  ["{}", "{}"],
  [" { } \n", "{\n}"],
  ['{"text":"}"}', '{"displayName":"{\\"}"}'],
  ['{"at":1,"id":2,"thread":3,"timestamp":4,"sender":{"id":"eve"}}', '{"id":"eve"}'],
])("what the server says of a message counts, whatever stands in %s and %s", (body, profile) => {
  const { id, thread, at, sender } = stored;
  const { displayName } = JSON.parse(profile) as { displayName?: string };
  expect(JSON.parse(messageJson({ ...stored, body, profile }))).toEqual({
    ...JSON.parse(body),
    id,
    thread,
    at,
    timestamp: "1970-01-01T00:00:00.000Z",
    sender: { ...(displayName !== undefined && { displayName }), id: sender },
  });
});

test("each reader gets a message as they see it, also next to somebody who sees it otherwise", () => {
  const message = { ...stored, body: '{"text":"hello"}', profile: '{"displayName":"Ann"}' };
  const others = [
    { id: "22222222-2222-4333-8444-555555555555" },
    { thread: "88888888-2222-4333-8444-555555555555" },
    { at: 8 },
    { sender: "ann@x" },
    { said_at: 1 },
    { body: '{"text":"Hello"}' },
    { profile: "{}" },
  ];
  for (const other of others.flatMap((changed) => [message, { ...message, ...changed }, { ...message }])) {
    expect(messageStanzas(other)).toBe(`[{"type":"message","message":${messageJson(other)}}]`);
  }
});

test("each envelope tells its own moment, to the millisecond", () => {
  const timestamps = [1_000, 1_000.9, 2_000, 1_000].map((at) => JSON.parse(envelope(at, "[]")).timestamp);
  expect(timestamps).toEqual([1, 1, 2, 1].map((second) => `1970-01-01T00:00:0${second}.000Z`));
});

const history = "7345 00000001";
const after = { epoch: epochOf(history, "5"), seq: 10 };
const row = (seq: number | null) => ({
  ...stored,
  history,
  seq,
  followed: false,
  kept_at: 0,
  stanzas: "[]",
  body: "{}",
  profile: "{}",
});

test("a page that does not follow its position without a gap is lost, as is that of another history or person", () => {
  const lost = { events: [], more: false, lost: true };
  expect(pageOf([row(11), row(12)], after, "5")).toMatchObject({
    events: [{ seq: 11 }, { seq: 12 }],
    lost: false,
  });
  expect(pageOf([row(null)], after, "5")).toEqual({ events: [], more: false, lost: false });
  expect(pageOf([row(12)], after, "5")).toEqual(lost);
  expect(pageOf([row(11), row(13)], after, "5")).toEqual(lost);
  expect(pageOf([row(11)], after, "6")).toEqual(lost);
  expect(pageOf([{ ...row(11), history: "7345 00000002" }], after, "5")).toEqual(lost);
  expect(pageOf([], after, "5")).toEqual(lost);
  // A stream that knows the history of its epoch compares that alone.
  expect(pageOf([row(11)], after, "5", history)).toMatchObject({ events: [{ seq: 11 }], lost: false });
  expect(pageOf([{ ...row(11), history: "7345 00000002" }], after, "5", history)).toEqual(lost);
  expect(pageOf([], after, "5", history)).toEqual(lost);
});
