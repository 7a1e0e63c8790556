import fc from "fast-check";
import { expect, test } from "vitest";
import {
  NOTHING_READ,
  readEvents,
  type ServerSentEvent,
} from "../../../../src/gateway/client/server-sent-events.ts";

const read = (text: string) => readEvents(NOTHING_READ, text);

test.each<[string, string, readonly ServerSentEvent[]]>([
  [
    "an event has a type, an id and data",
    "event: a\nid: 7.1\ndata: x\n\n",
    [{ id: "7.1", event: "a", data: "x" }],
  ],
  ["an event without a type is a message", "data: x\n\n", [{ event: "message", data: "x" }]],
  ["lines of data are joined", "data: x\ndata: y\n\n", [{ event: "message", data: "x\ny" }]],
  ["one space after the colon is no data", "data:  x\n\n", [{ event: "message", data: " x" }]],
  ["a colon may stand in data", "data:{a:b}\n\n", [{ event: "message", data: "{a:b}" }]],
  ["a field may be without a colon", "data\n\n", [{ event: "message", data: "" }]],
  ["comments are no events", ":\n\n: hello\n\n", []],
  ["an event without data is none", "event: a\nid: 7.1\n\n", []],
  ["unknown fields are ignored", "colour: red\ndata: x\n\n", [{ event: "message", data: "x" }]],
  ["an event that is not complete is none", "data: x\n", []],
  ["an id with NUL is none", "id: 7\u00001\ndata: x\n\n", [{ event: "message", data: "x" }]],
  [
    "an id holds for its own event alone, as an event without one has no position",
    "id: 7.1\ndata: x\n\ndata: y\n\n",
    [
      { id: "7.1", event: "message", data: "x" },
      { event: "message", data: "y" },
    ],
  ],
  ["a byte order mark is no data", "\ufeffdata: x\n\n", [{ event: "message", data: "x" }]],
  ["CR and CRLF end lines", "data: x\r\ndata: y\rdata: z\r\r", [{ event: "message", data: "x\ny\nz" }]],
])("%s", (_, text, events) => {
  expect(read(text).events).toEqual(events);
});

test("`retry` counts only if it is a number", () => {
  expect(read("retry: 30000\n\n").retry).toBe(30_000);
  expect(read("retry: soon\n\n").retry).toBeUndefined();
});

test("text may be cut anywhere", () => {
  const whole =
    "\ufeff: hi\r\nid: 7.1\r\ndata: a\r\ndata: b\r\n\r\nevent: bye\rdata: {}\r\rretry: 5\ndata: ü\n\n";
  const all = read(whole).events;
  expect(all).toHaveLength(3);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(whole.length)), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
      const found: ServerSentEvent[] = [];
      let rest = NOTHING_READ;
      for (const [n, place] of places.entries()) {
        const part = readEvents(rest, whole.slice(place, places[n + 1] ?? place));
        rest = part.rest;
        found.push(...part.events);
      }
      expect(found).toEqual(all);
    }),
  );
});
