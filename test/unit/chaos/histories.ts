/** Histories of runs that never were. */
import type { Heard, History, Sent, Stored, Turn } from "../../chaos/schedule/model/history.ts";

const NOTHING: History = {
  sent: [],
  heard: [],
  turns: [],
  conversations: [],
  effects: [],
  speeches: [],
  left: new Map(),
  serverAway: [],
  leaseSetBack: [],
  forgotten: [],
  unsettled: [],
  complaints: [],
};

/** One person who says `answers`, each after the receipt of the one before, hears `After …?` and at last `Walked …`. */
export function walked(...answers: readonly string[]): History {
  const list = answers.join(" ");
  const sent = answers.map((body, n): Sent => message(body, { at: 1_000 * n, receipt: 1_000 * n + 100 }));
  const turns = answers.map(
    (body, n): Turn => ({
      conversation: "c",
      heardId: body,
      heard: body,
      said: n < answers.length - 1 ? `After ${body}?` : null,
      saidId: n < answers.length - 1 ? `re-${body}` : null,
      step: "next",
    }),
  );
  const end: Turn = {
    conversation: "c",
    heardId: null,
    heard: null,
    said: `Walked ${list}.`,
    saidId: "re-end",
    step: null,
  };
  const conversation: Stored = { id: "c", person: "p0", status: "complete", list };
  return {
    ...NOTHING,
    sent,
    turns: [...turns, end],
    heard: [...turns, end].flatMap(({ said, saidId }, n) =>
      said === null || saidId === null ? [] : [reply(saidId, said, 1_000 * n + 100)],
    ),
    conversations: [conversation],
    effects: [{ key: "k1", person: "p0", list, at: 1_000 * answers.length }],
    left: new Map([...turns, end].map(({ saidId }, n) => [saidId ?? "", 1_000 * n + 50])),
  };
}

/** Its id is its body. */
export function message(
  body: string,
  { at, receipt, domain = "help" }: { at: number; receipt?: number; domain?: string },
): Sent {
  return { id: body, person: "p0", domain, kind: "step", body, sends: [{ at, streams: "1.1" }], receipt };
}

export function reply(id: string, body: string, at: number): Heard {
  return { id, person: "p0", domain: "help", body, at };
}
