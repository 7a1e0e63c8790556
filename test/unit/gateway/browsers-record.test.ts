/** The model of `npm run chaos:browsers` finds what it is there for. */
import { expect, test } from "vitest";
import { type Heard, missing, Reader, type ThreadKind, wrong } from "../../chaos/browsers/record.ts";

const THREAD = "thread";

/** Two who have each said two messages, and heard all of it. */
function chat(kind: ThreadKind = "room") {
  const [ann, ben] = [new Reader("ann"), new Reader("ben")];
  const all: Heard[] = [];
  for (const number of [1, 2]) {
    for (const reader of [ann, ben]) {
      const id = `${reader.name}${number}`;
      reader.said.push({ id, thread: THREAD, number });
      reader.told.set(id, ["sent"]);
      const text = `${reader.name} ${number}`;
      all.push({ id, thread: THREAD, at: all.length + 1, speaker: reader.name, text, fetched: false });
    }
  }
  ann.heard.push(...all);
  ben.heard.push(...all);
  const threads = new Map([[THREAD, { kind, members: ["ann", "ben"] }]]);
  return { ann, ben, found: () => [...wrong([ann, ben], threads), ...missing([ann, ben], threads)] };
}

test("nothing is found where all is well", () => {
  expect(chat().found()).toEqual([]);
  expect(chat("people").found()).toEqual([]);
});

test("a message that one of them has not heard is lost", () => {
  const { ann, found } = chat();
  ann.heard.pop();
  expect(found()).toEqual(["ann: room ben 2 is lost"]);
});

test("a message that came twice is doubled", () => {
  const { ben, found } = chat();
  ben.heard.push(...ben.heard.slice(-1));
  expect(found()).toContain('ben: room ben "ben 2" at 4 is doubled');
});

test("messages that changed places are out of order", () => {
  const { ben, found } = chat();
  ben.heard.reverse();
  expect(found()).toContain('ben: room ann "ann 2" at 3 comes after 4');
  expect(found()).toContain('ben: room ben "ben 1" at 2 is 1 after 2');
});

test("a message that is elsewhere for another is found", () => {
  const { ben, found } = chat();
  const last = ben.heard.pop();
  if (last !== undefined) ben.heard.push({ ...last, at: 9 });
  expect(found()).toEqual(["thread ben2 ben is at 9 and 4"]);
});

test("a message that was told as failed is heard by nobody, and is not lost", () => {
  const { ann, ben, found } = chat();
  ben.told.set("ben2", ["failed"]);
  expect(found()).toHaveLength(2);
  ann.heard.pop();
  ben.heard.pop();
  expect(found()).toEqual([]);
});

test("each message to a room has one receipt", () => {
  const { ann, found } = chat();
  ann.told.set("ann1", ["sent", "sent"]);
  ann.told.delete("ann2");
  expect(found()).toEqual(["ann: receipts sent, sent for ann1", "ann: no receipt for room 2"]);
});

test("a position that does not come after the one before is wrong, but in another epoch", () => {
  const { ann, found } = chat();
  for (const position of ["7f.1", "7f.2", "8a.1", "8a.1"]) ann.moved(position);
  expect(found()).toEqual(["ann: event 8a.1 came after 8a.1"]);
});

test("what a database has lost was neither said nor heard, and may come anew; what it has kept is still looked for", () => {
  const { ann, ben, found } = chat();
  // Of the last one nothing is left; of the one before nobody knows any more that the room had it.
  const places = new Set([`${THREAD} 1 ann1`, `${THREAD} 2 ben1`]);
  const states = new Map([
    ["ann1", "done"],
    ["ben1", "done"],
    ["ann2", "waiting"],
  ]);
  for (const reader of [ann, ben]) reader.forget({ places, states });
  expect([ann.forgotten, ben.forgotten]).toEqual([2, 2]);
  expect(found()).toEqual([
    "ann: room ann 2 is lost",
    "ann: no receipt for room 2",
    "ben: room ann 2 is lost",
  ]);
  const again = { id: "ann2", thread: THREAD, at: 3, speaker: "ann", text: "ann 2", fetched: false };
  for (const reader of [ann, ben]) reader.heard.push(again);
  ann.told.set("ann2", ["sent"]);
  expect(found()).toEqual([]);
});
