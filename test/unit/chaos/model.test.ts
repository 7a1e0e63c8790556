/** The model of the random schedules sees whatever must not happen. */
import { expect, test } from "vitest";
import { check } from "../../chaos/schedule/model/check.ts";
import type { AnomalyKind, History, Turn } from "../../chaos/schedule/model/history.ts";
import { message, reply, walked } from "./histories.ts";

const good = walked("a", "b", "c");

function kinds(history: History): readonly AnomalyKind[] {
  return [...new Set(check(history).map(({ kind }) => kind))].sort();
}

function turnsWith(change: (turn: Turn, n: number) => Turn | readonly Turn[]): readonly Turn[] {
  return good.turns.flatMap(change);
}

test("a run without anomalies passes", () => {
  expect(check(good)).toEqual([]);
});

test("a receipt without a step is an anomaly", () => {
  const [a] = walked("x").sent;
  if (a === undefined) throw new Error("nothing was sent");
  expect(kinds({ ...good, sent: [...good.sent, { ...a, sends: [{ at: 9_000, streams: "1.1" }] }] })).toEqual([
    "receipt without step",
  ]);
});

test("a message without a receipt may have been taken or not", () => {
  const unknown = message("x", { at: 9_000 });
  expect(check({ ...good, sent: [...good.sent, unknown] })).toEqual([]);
  const sent = good.sent.map((one) => ({ ...one, receipt: undefined }));
  expect(check({ ...good, sent })).toEqual([]);
});

test("a message that took two steps is an anomaly", () => {
  const twice = turnsWith((turn) => (turn.heard === "c" ? [turn, turn] : turn));
  expect(kinds({ ...good, turns: twice })).toEqual(["more than one step", "properties differ"]);
});

test("a step that nobody took, or that has other words, is an anomaly", () => {
  const other = turnsWith((turn) => (turn.heard === "b" ? { ...turn, heard: "B" } : turn));
  expect(kinds({ ...good, turns: other })).toEqual(["properties differ", "step from nowhere"]);
});

test("an answer that was taken before an acknowledged earlier one is an anomaly", () => {
  const sent = good.sent.map((one) =>
    one.id === "b" ? { ...one, sends: [{ at: 5_000, streams: "1.2" }] } : one,
  );
  const late = {
    ...good,
    sent: [...sent.filter(({ id }) => id !== "b"), ...sent.filter(({ id }) => id === "b")],
  };
  expect(kinds(late)).toEqual(["wrong order"]);
});

test("answers of one burst must be taken in order, unless one was sent again or they went to two subdomains", () => {
  const burst = (change: Partial<History["sent"][number]>) => {
    const [a, b, c] = good.sent.map((one) => ({ ...one, sends: [{ at: 0, streams: "1.1" }] }));
    if (a === undefined || b === undefined || c === undefined) throw new Error("nothing was sent");
    return kinds({ ...good, sent: [b, { ...a, ...change }, c] });
  };
  expect(burst({})).toEqual(["wrong order"]);
  expect(burst({ sends: [0, 300].map((at) => ({ at, streams: "1.1" })) })).toEqual([]);
  expect(burst({ sends: [{ at: 0, streams: "1.2" }] })).toEqual([]);
  expect(burst({ domain: "care" })).toEqual([]);
});

test("stored properties that differ from the answers are an anomaly", () => {
  const conversations = good.conversations.map((one) => ({ ...one, list: "a b b c" }));
  expect(kinds({ ...good, conversations })).toContain("properties differ");
});

test("a message that is lost on a living stream is an anomaly", () => {
  const again = (streams: string, at: number) => ({
    ...message("x", { at: 9_000 }),
    sends: [
      { at: 9_000, streams: "1.1" },
      { at, streams },
    ],
  });
  expect(kinds({ ...good, sent: [...good.sent, again("1.1", 69_001)] })).toEqual(["vanished"]);
  expect(kinds({ ...good, sent: [...good.sent, again("1.2", 69_001)] })).toEqual([]);
  expect(kinds({ ...good, sent: [...good.sent, again("1.1", 9_300)] })).toEqual([]);
});

test("a reply that never came is an anomaly, unless the XMPP server ended while it held the reply", () => {
  const heard = good.heard.filter(({ id }) => id !== "re-b");
  expect(kinds({ ...good, heard })).toEqual(["reply missing"]);
  expect(kinds({ ...good, heard, serverAway: [{ from: 1_000, to: 1_200 }] })).toEqual([]);
  expect(kinds({ ...good, heard, serverAway: [{ from: 1_200, to: 1_300 }] })).toEqual(["reply missing"]);
});

test("replies that first arrive out of order are an anomaly, but repeats may come at any time", () => {
  const [a, b, end] = good.heard;
  if (a === undefined || b === undefined || end === undefined) throw new Error("nothing was heard");
  expect(kinds({ ...good, heard: [b, a, end] })).toEqual(["reply out of order"]);
  expect(kinds({ ...good, heard: [a, b, a, end, b] })).toEqual([]);
});

test("a reply with other words, or with other words the second time, is an anomaly", () => {
  const heard = good.heard.map((one) => (one.id === "re-a" ? { ...one, body: "After z?" } : one));
  expect(kinds({ ...good, heard })).toEqual(["reply changed"]);
  expect(kinds({ ...good, heard: [...good.heard, reply("re-a", "After z?", 9_000)] })).toEqual([
    "reply changed",
  ]);
});

test("a reply that is stored nowhere or under another id is an anomaly", () => {
  expect(kinds({ ...good, heard: [...good.heard, reply("x", "After b?", 9_000)] })).toEqual([
    "reply from nowhere",
  ]);
});

test("a question with a receipt but with no answer, or with two, is an anomaly", () => {
  const asked = {
    ...good,
    sent: [...good.sent, { ...message("/replay", { at: 9_000, receipt: 9_100 }), kind: "question" as const }],
  };
  const answer = (id: string) => reply(id, "Nothing is going on at the moment.", 9_100);
  expect(kinds(asked)).toEqual(["question unanswered"]);
  expect(kinds({ ...asked, heard: [...good.heard, answer("1"), answer("1")] })).toEqual([]);
  expect(kinds({ ...asked, heard: [...good.heard, answer("1"), answer("2")] })).toEqual([
    "question unanswered",
  ]);
});

test("an apology is an anomaly, since no responder of these runs causes one", () => {
  expect(
    kinds({ ...good, heard: [...good.heard, reply("x", "Sorry, something went wrong here", 9_000)] }),
  ).toEqual(["apology"]);
});

test("an effect that never ran, ran under two keys, or ran with other data is an anomaly", () => {
  const [run] = good.effects;
  if (run === undefined) throw new Error("no effect ran");
  expect(kinds({ ...good, effects: [] })).toEqual(["effect missing"]);
  expect(kinds({ ...good, effects: [run, run] })).toEqual([]);
  expect(kinds({ ...good, effects: [run, { ...run, key: "k2" }] })).toEqual(["effect under two keys"]);
  expect(kinds({ ...good, effects: [run, { ...run, list: "a b" }] })).toEqual(["effect differs"]);
  const otherwise = check({ ...good, effects: [run, { ...run, list: "a b" }] });
  expect(otherwise.map(({ what }) => what)).toContain('k1 ran with "a b c" and "a b"');
  expect(kinds({ ...good, effects: [run, { key: "k2", person: "p0", list: "d", at: 9_000 }] })).toEqual([
    "effect differs",
  ]);
});

test("what was acknowledged, said or run while the standby had fallen behind may be lost with the database, and nothing else", () => {
  const lost = message("x", { at: 9_000, receipt: 9_100 });
  const said = reply("re-x", "After x?", 9_100);
  const run = { key: "k2", person: "p0", list: "a b c x", at: 9_100 };
  const history = {
    ...good,
    sent: [...good.sent, lost],
    heard: [...good.heard, said],
    effects: [...good.effects, run],
  };
  expect(kinds({ ...history, forgotten: [{ from: 9_050, to: 9_500 }] })).toEqual([]);
  for (const forgotten of [[], [{ from: 8_000, to: 9_000 }], [{ from: 9_200, to: 9_500 }]]) {
    expect(kinds({ ...history, forgotten })).toEqual([
      "effect differs",
      "receipt without step",
      "reply from nowhere",
    ]);
  }
});

test("two instances of one subdomain must not speak at once, but each may speak again after a later taking of the lease", () => {
  const speech = (instance: string, taking: number, first: number, last: number, domain = "help") => ({
    domain,
    instance,
    taking,
    first,
    last,
  });
  const inTurn = [speech("a", 1, 0, 10), speech("b", 1, 11, 20), speech("a", 2, 21, 30)];
  expect(kinds({ ...good, speeches: inTurn })).toEqual([]);
  expect(kinds({ ...good, speeches: [...inTurn, speech("c", 1, 5, 25, "care")] })).toEqual([]);
  const atOnce = [speech("a", 1, 0, 12_000), speech("b", 1, 11_000, 20_000)];
  expect(kinds({ ...good, speeches: atOnce })).toEqual(["two spoke at once"]);
  // who could not know of it has time to notice, and no more
  expect(kinds({ ...good, speeches: atOnce, leaseSetBack: [{ from: 10_000, to: 10_500 }] })).toEqual([]);
  const forGood = [speech("a", 1, 0, 19_000), speech("b", 1, 11_000, 20_000)];
  expect(kinds({ ...good, speeches: forGood, leaseSetBack: [{ from: 10_000, to: 10_500 }] })).toEqual([
    "two spoke at once",
  ]);
});

test("messages that are unsettled at the end, and complaints of an instance, are anomalies", () => {
  expect(
    kinds({ ...good, unsettled: ["2 replies in the outbox"], complaints: ["help-a ended by itself"] }),
  ).toEqual(["complaint", "stuck"]);
});

test("whoever was set back before the end of an effect may be told that it runs, and nobody else", () => {
  const said = "One moment, I am still working on it.";
  const turn = { conversation: "c", heardId: "x", heard: "x", said, saidId: "re-x", step: null };
  const history = {
    ...good,
    sent: [...good.sent, message("x", { at: 9_000, receipt: 9_100 })],
    turns: [...good.turns, turn],
    heard: [...good.heard, reply("re-x", said, 9_100)],
    left: new Map([...good.left, ["re-x", 9_050]]),
  };
  expect(kinds({ ...history, forgotten: [{ from: 8_000, to: 8_500 }] })).toEqual([]);
  for (const forgotten of [[], [{ from: 9_200, to: 9_500 }]]) {
    expect(kinds({ ...history, forgotten })).toEqual(["receipt without step"]);
  }
});
