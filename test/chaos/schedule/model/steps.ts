/** Each message with a receipt took exactly one step, in order, and the properties say the same. */
import { grouped } from "./grouped.ts";
import {
  type Anomaly,
  COMPARED,
  type History,
  isForgotten,
  isSetBack,
  type Sent,
  type Turn,
} from "./history.ts";

/** Said while an effect runs. A database that has lost its end runs it again, and its person may have gone on already. */
const WORKING = "One moment, I am still working on it.";

/** The place of a step among those of its person. */
type Places = ReadonlyMap<string, number>;

export function checkSteps(history: History): readonly Anomaly[] {
  const steps = history.sent.filter(({ kind }) => kind === "step");
  const taken = stepsTaken(history);
  return [
    ...counted(history, steps, taken),
    ...ordered(steps, placesOf(taken)),
    ...properties(history, taken),
    ...vanished(history),
  ];
}

/** The turns that took a step, by person in order. */
function stepsTaken({ turns, conversations }: History): ReadonlyMap<string, readonly Turn[]> {
  const byConversation = grouped(turns, ({ conversation }) => conversation);
  const taken = new Map<string, Turn[]>();
  for (const { id, person } of conversations) {
    const steps = (byConversation.get(id) ?? []).filter(({ step }) => step !== null);
    taken.set(person, [...(taken.get(person) ?? []), ...steps]);
  }
  return taken;
}

function placesOf(taken: ReadonlyMap<string, readonly Turn[]>): Places {
  return new Map([...taken.values()].flatMap((turns) => turns.map(({ heardId }, n) => [heardId ?? "", n])));
}

function* counted(
  { turns, forgotten }: History,
  steps: readonly Sent[],
  taken: ReadonlyMap<string, readonly Turn[]>,
): Generator<Anomaly> {
  const known = new Map(steps.map((message) => [message.id, message]));
  const counts = new Map<string, number>();
  for (const { heardId, heard } of [...taken.values()].flat()) {
    const message = known.get(heardId ?? "");
    if (message === undefined || message.body.slice(0, COMPARED) !== heard) {
      yield { kind: "step from nowhere", what: `"${heard}" (${heardId}) was taken and never said so` };
    }
    counts.set(heardId ?? "", (counts.get(heardId ?? "") ?? 0) + 1);
  }
  for (const message of steps) {
    const count = counts.get(message.id) ?? 0;
    if (count > 1) yield { kind: "more than one step", what: `${tell(message)} took ${count} steps` };
    if (count === 0 && message.receipt !== undefined && !isForgotten({ forgotten }, message.receipt)) {
      const turn = turns.find(({ heardId }) => heardId === message.id);
      if (turn?.said === WORKING && isSetBack({ forgotten }, message.receipt)) continue;
      const what = turn === undefined ? "is not stored" : `got "${turn.said}"`;
      yield { kind: "receipt without step", what: `${tell(message)} has a receipt and ${what}` };
    }
  }
}

/**
 * A message that was first sent after another's receipt came must be taken after it. The same holds for two messages that
 * were each sent once, on the same path.
 */
function* ordered(steps: readonly Sent[], places: Places): Generator<Anomaly> {
  for (const messages of grouped(steps, ({ person }) => person).values()) {
    let settled: Sent | undefined;
    let open: readonly Sent[] = [];
    const once = new Map<string, Sent>();
    for (const message of messages) {
      const place = places.get(message.id);
      const first = message.sends[0]?.at;
      if (place === undefined || first === undefined) continue;
      const later = (one: Sent | undefined) => one !== undefined && (places.get(one.id) ?? 0) > place;
      for (const one of open) if (isReceipted(one, first)) settled = laterOf(settled, one, places);
      open = open.filter((one) => !isReceipted(one, first));
      open = [...open, message];
      const alone = message.sends.length === 1;
      const before = [settled, ...(alone ? [once.get(wayOf(message))] : [])].filter(later);
      for (const one of new Set(before)) {
        if (one !== undefined)
          yield { kind: "wrong order", what: `${tell(message)} was taken before ${tell(one)}` };
      }
      if (alone) once.set(wayOf(message), message);
    }
  }
}

function isReceipted({ receipt }: Sent, before: number): boolean {
  return receipt !== undefined && receipt < before;
}

function laterOf(one: Sent | undefined, other: Sent, places: Places): Sent {
  return one === undefined || (places.get(other.id) ?? 0) > (places.get(one.id) ?? 0) ? other : one;
}

function wayOf({ domain, sends }: Sent): string {
  return `${domain} ${sends[0]?.streams}`;
}

function* properties(history: History, taken: ReadonlyMap<string, readonly Turn[]>): Generator<Anomaly> {
  const turns = grouped([...taken.values()].flat(), ({ conversation }) => conversation);
  for (const { id, person, list } of history.conversations) {
    const said = (turns.get(id) ?? []).map(({ heard }) => heard).join(" ");
    if (list !== null && list !== said) {
      yield { kind: "properties differ", what: `${person} said "${said}", and "${list}" is kept (${id})` };
    }
  }
}

/** The time to wait for the receipt of a message that was not refused, while the stream lives: longer than any outage. */
export const PATIENCE = 60_000;

/** Neither a receipt nor an error came, though the stream on which it was sent did not end. */
function* vanished({ sent }: History): Generator<Anomaly> {
  for (const message of sent) {
    const again = message.sends.some((sending, n) => {
      const before = message.sends[n - 1];
      return before?.streams === sending.streams && sending.at - before.at >= PATIENCE;
    });
    if (again) yield { kind: "vanished", what: `${tell(message)} came to nothing on a stream that lived` };
  }
}

export function tell({ id, person, body, sends }: Sent): string {
  const at = new Date(sends[0]?.at ?? 0).toISOString().slice(11, 23);
  return `"${body.slice(0, 40)}" of ${person} (${id}, sent ${sends.length} times from ${at} on)`;
}
