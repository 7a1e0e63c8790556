/** Server-sent events (HTML Living Standard 9.2) as text. */
import type { Json } from "../../ledger/statement.ts";
import { type Opening, type Position, positionText } from "./position.ts";
import type { StreamEvent } from "./stored.ts";

/** A problem document (RFC 9457). */
export type Problem = Readonly<Record<string, Json>>;

/** The names of events beside the ordinary ones, which have none. */
type EventName = "hello" | "token" | "problem" | "bye";

interface Frame {
  readonly id?: string;
  readonly event?: EventName;
  readonly data: string;
}

// The parser ends a line at each of these, and an event at an empty line.
const LINE_END = /\r\n|\r|\n/;

function frame({ id, event, data }: Frame): string {
  const head = `${id === undefined ? "" : `id: ${id}\n`}${event === undefined ? "" : `event: ${event}\n`}`;
  const lines = LINE_END.test(data) ? data.split(LINE_END).join("\ndata: ") : data;
  return `${head}data: ${lines}\n\n`;
}

/** How long the client is to wait before it connects again. */
export function retry(ms: number): string {
  return `retry: ${Math.round(ms)}\n\n`;
}

/** A line that clients ignore, so that nobody on the way takes the connection for dead. */
export const HEARTBEAT = ":\n\n";

/** The first event: where the others begin. */
export function hello(opening: Opening): string {
  const position = positionText(opening.position);
  const { recovered, limited } = opening;
  return frame({ id: position, event: "hello", data: JSON.stringify({ position, recovered, limited }) });
}

/** The position comes with the last part: whoever has not got all of them gets them again. */
export function ordinary(epoch: string, { seq, data, before = [] }: StreamEvent): string {
  const parts = before.map((part) => frame({ data: part }));
  return parts.join("") + frame({ id: positionText({ epoch, seq }), data });
}

/** Something that is not kept, and has no position. */
export function passing(data: string): string {
  return frame({ data });
}

export function tokenExpiring(): string {
  return frame({ event: "token", data: JSON.stringify({ reason: "expiring" }) });
}

export function problem(document: Problem): string {
  return frame({ event: "problem", data: JSON.stringify(document) });
}

export function bye(retryMs: number): string {
  return frame({ event: "bye", data: JSON.stringify({ retry: Math.round(retryMs) }) });
}

/** The answer of `poll`: `events` begin after the opening's position. `passed`: data that is not kept. */
export function pollDocument(
  opening: Opening,
  events: readonly StreamEvent[],
  passed: readonly string[] = [],
): string {
  const { epoch, seq } = opening.position;
  const last: Position = { epoch, seq: events.at(-1)?.seq ?? seq };
  const { recovered, limited } = opening;
  const listed = [
    ...events.flatMap(({ seq, data, before = [] }) => [
      ...before.map((part) => `{"event":"message","data":${part}}`),
      `{"id":"${positionText({ epoch, seq })}","event":"message","data":${data}}`,
    ]),
    ...passed.map((data) => `{"event":"message","data":${data}}`),
  ];
  return `{"position":"${positionText(last)}","recovered":${recovered},"limited":${limited},"events":[${listed.join(",")}]}`;
}
