/** What one tab hands to its page: all that arrives, once each and in order, whoever read it from the stream. */
import type { Message } from "../mapping/objects.ts";
import type { Arrival, Envelope, PollAnswer } from "./connection.ts";
import type { ChatEvents, HistoryPage, ThreadSummary } from "./interface.ts";
import { createKnownMessages, follows, isAhead, missedOf } from "./resume.ts";

const STANZAS = ["message", "presence", "room", "line", "typing", "receipt"] as const;

export interface FeedParts {
  readonly emit: <T extends keyof ChatEvents>(type: T, event: ChatEvents[T]) => void;
  /** Events after a position, at once. These three try until there is an answer, and throw where they are refused. */
  readonly poll: (since: string) => Promise<PollAnswer>;
  readonly threads: () => Promise<readonly ThreadSummary[]>;
  readonly history: (thread: string, before: number | undefined) => Promise<HistoryPage>;
  readonly keep: (position: string) => void;
}

export interface Feed {
  /** After the last event that was handed over. */
  readonly position: string | undefined;
  take(arrival: Arrival): void;
}

export function createFeed(parts: FeedParts, from: string | undefined): Feed {
  const known = createKnownMessages();
  let position = from;
  // One after another: what arrives while the history is read waits for it.
  let work: Promise<void> = Promise.resolve();

  const stand = (at: string) => {
    position = at;
    parts.keep(at);
  };

  function handOver({ stanzas }: Envelope): void {
    for (const stanza of stanzas) {
      const type = STANZAS.find((one) => one === stanza.type);
      if (type === undefined) continue;
      const object = stanza[type];
      if (type === "message" && !known.add(object as Message)) continue;
      parts.emit(type, object as ChatEvents[typeof type]);
    }
  }

  /** Reads a thread back to what is known. */
  async function readHistory(thread: string): Promise<void> {
    const missed: Message[] = [];
    for (let more = true; more; ) {
      const page = await parts.history(thread, missed.at(-1)?.at);
      const found = missedOf(page.messages, known);
      missed.push(...found.missed);
      more = page.more && !found.reached;
    }
    for (const message of missed.reverse()) if (known.add(message)) parts.emit("message", message);
  }

  async function begin(at: string): Promise<void> {
    // The position comes first: what is said meanwhile follows it, or is in the history, or both.
    position = at;
    const threads = await parts.threads().catch(() => []);
    for (const { thread } of threads) {
      // A thread that is refused is no longer the person's. The page hears of the gap all the same.
      if (known.hasThread(thread)) await readHistory(thread).catch(() => {});
    }
    stand(at);
    parts.emit("gap", { position: at });
  }

  async function catchUp(since: string): Promise<void> {
    for (let more = true; more; ) {
      const { limited, position: last, events } = await parts.poll(position ?? since);
      if (limited) await begin(last);
      for (const { id, event, data } of events) {
        if (event === "message") handOver(data);
        if (id !== undefined) stand(id);
      }
      more = events.length > 0;
    }
  }

  async function handle(arrival: Arrival): Promise<void> {
    if (arrival.kind === "hello") {
      if (arrival.limited) await begin(arrival.position);
      else if (position === undefined) stand(arrival.position);
      else if (isAhead(arrival.position, position)) await catchUp(position);
      return;
    }
    const { id, after, envelope } = arrival;
    if (id === undefined || after === undefined) return handOver(envelope);
    if (position !== undefined && follows(position, after, id) === "gap") await catchUp(position);
    // Where a gap is left, the next arrival asks again.
    if (follows(position, after, id) !== "next") return;
    handOver(envelope);
    stand(id);
  }

  return {
    get position() {
      return position;
    },
    take(arrival) {
      // A refusal is told by `problem`; the next arrival tries again.
      work = work.then(() => handle(arrival)).catch(() => {});
    },
  };
}
