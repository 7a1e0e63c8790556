import type { Letter, Publishing, Way } from "../audience/index.ts";

/** A server of streams, running in a process of its own. The streams are numbered from 0. */
export interface Contender extends AsyncDisposable {
  readonly title: string;
  readonly way: Way;
  /** The process that holds the streams. */
  readonly pid: number;
  /** The last lines of its output. */
  readonly tail: readonly string[];
  /** The first process of its database. */
  readonly databasePid?: number;
  /** Requests that open streams of so many people, each with a stream of their own. */
  heads(count: number): readonly string[];
  /** So many streams that are all reached by one message. */
  fan(count: number): Promise<{ readonly heads: readonly string[]; readonly publishing: Publishing }>;
  /** Streams of so many people, and from each of them to their neighbour: 0 to 1 and 1 to 0, 2 to 3 and 3 to 2. */
  letters(count: number): Promise<{ readonly heads: readonly string[]; readonly letters: readonly Letter[] }>;
}

/** Numbers from 0. */
export function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n);
}

export function neighbour(n: number): number {
  return n ^ 1;
}

export function getEvents(path: string, ...headers: readonly string[]): string {
  return [`GET ${path} HTTP/1.1`, "Host: localhost", "Accept: text/event-stream", ...headers].join("\r\n");
}

export function postTo(path: string, ...headers: readonly string[]): string {
  return [`POST ${path} HTTP/1.1`, "Host: localhost", ...headers].join("\r\n");
}
