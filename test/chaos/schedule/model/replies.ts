/** Rule: each committed reply arrived, in order for each recipient, and repeats have the same id and words. */
import { grouped } from "./grouped.ts";
import {
  type Anomaly,
  COMPARED,
  type Heard,
  type History,
  isForgotten,
  type Sent,
  type Turn,
} from "./history.ts";
import { tell } from "./steps.ts";

export function checkReplies(history: History): readonly Anomaly[] {
  const first = firstHeard(history.heard);
  return [...apologies(history), ...changed(history), ...arrived(history, first), ...questions(history)];
}

/** By id, when it was first heard. */
function firstHeard(heard: readonly Heard[]): ReadonlyMap<string, Heard> {
  const first = new Map<string, Heard>();
  for (const one of heard) if (!first.has(one.id)) first.set(one.id, one);
  return first;
}

function* apologies({ heard }: History): Generator<Anomaly> {
  for (const { person, body, at } of heard) {
    if (body.startsWith("Sorry,"))
      yield { kind: "apology", what: `${person} heard "${body}" at ${new Date(at).toISOString()}` };
  }
}

function* changed({ heard }: History): Generator<Anomaly> {
  const first = new Map<string, string>();
  for (const { id, person, body } of heard) {
    const before = first.get(id) ?? body;
    first.set(id, before);
    if (before !== body) {
      yield { kind: "reply changed", what: `${person} heard "${before}", then "${body}" (${id})` };
    }
  }
}

/** For each person and subdomain: every stored reply came, and the first arrivals came in the stored order. */
function* arrived(history: History, first: ReadonlyMap<string, Heard>): Generator<Anomaly> {
  const turns = grouped(history.turns, ({ conversation }) => conversation);
  const places = new Map<string, number>();
  for (const { id, person } of history.conversations) {
    for (const { said, saidId } of turns.get(id) ?? []) {
      if (said === null || saidId === null) continue;
      places.set(saidId, places.size);
      const heard = first.get(saidId);
      if (heard === undefined) {
        if (!isExcused(history, saidId)) {
          yield { kind: "reply missing", what: `"${said}" (${saidId}) never came to ${person}` };
        }
      } else if (heard.person !== person || heard.body !== said.slice(0, COMPARED)) {
        yield { kind: "reply changed", what: `"${said}" (${saidId}) of ${person} came as "${heard.body}"` };
      }
    }
  }
  yield* inOrder(first, places);
  yield* known(history, first, places);
}

function* inOrder(
  first: ReadonlyMap<string, Heard>,
  places: ReadonlyMap<string, number>,
): Generator<Anomaly> {
  for (const replies of grouped(first.values(), ({ person, domain }) => `${person} ${domain}`).values()) {
    let latest: Heard | undefined;
    for (const reply of replies) {
      const place = places.get(reply.id);
      if (place === undefined) continue;
      if (latest !== undefined && (places.get(latest.id) ?? 0) > place) {
        const what = `${reply.person} heard "${reply.body}" (${reply.id}) after "${latest.body}" (${latest.id})`;
        yield { kind: "reply out of order", what };
      } else latest = reply;
    }
  }
}

/** A responder's replies are stored; apologies and answers to commands are not. */
function* known(
  { conversations, turns, forgotten }: History,
  first: ReadonlyMap<string, Heard>,
  places: ReadonlyMap<string, number>,
): Generator<Anomaly> {
  const people = new Set(conversations.map(({ person }) => person));
  const said = new Set(turns.map((turn: Turn) => turn.said?.slice(0, COMPARED)));
  for (const { id, person, body, at } of first.values()) {
    if (places.has(id) || !people.has(person) || !/^(After|Walked) /.test(body)) continue;
    if (isForgotten({ forgotten }, at)) continue;
    const what = `${person} heard "${body}" (${id}), which is ${said.has(body) ? "stored under another id" : "not stored"}`;
    yield { kind: "reply from nowhere", what };
  }
}

/** The server, or the load's stream, had it or was to have it when it ended. */
function isExcused({ left, serverAway }: History, id: string): boolean {
  const at = left.get(id);
  return at !== undefined && serverAway.some(({ from, to }) => at >= from && at <= to);
}

/** A question is answered by a message that is stored nowhere: as many answers as questions with a receipt. */
function* questions(history: History): Generator<Anomaly> {
  const asked = history.sent.filter(({ kind, receipt }) => kind === "question" && receipt !== undefined);
  const answers = new Map<string, Set<string>>();
  for (const { id, person, domain, body } of history.heard) {
    if (!ANSWERS.test(body)) continue;
    const key = `${person} ${domain}`;
    answers.set(key, (answers.get(key) ?? new Set()).add(id));
  }
  for (const [key, questions] of grouped(asked, ({ person, domain }: Sent) => `${person} ${domain}`)) {
    const count = answers.get(key)?.size ?? 0;
    const [one] = questions;
    const excused = [...history.serverAway, ...history.forgotten].some(
      ({ to }) => to >= (one?.sends[0]?.at ?? 0),
    );
    if (one !== undefined && (count > questions.length || (count < questions.length && !excused))) {
      yield {
        kind: "question unanswered",
        what: `${questions.length} questions such as ${tell(one)} have a receipt, and ${count} answers came`,
      };
    }
  }
}

/** The answers to `/replay` and `/abort`. */
const ANSWERS = /^("\w+", started |Nothing is going on|Stopped )/;
