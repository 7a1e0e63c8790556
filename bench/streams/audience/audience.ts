/** People with browsers, each with a stream. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { exponential } from "../../load/numbers.ts";
import { Deliveries } from "./measure.ts";
import { Poster } from "./poster.ts";
import type { Letter, Measured, Task, Way } from "./protocol.ts";
import { markText, openPublisher } from "./publisher.ts";
import { Stream } from "./stream.ts";

const OPENING = 128;
/** What has not come after that is lost. */
const PATIENCE_MS = 5_000;
const WARM_UP_MS = 500;
const AGAIN_MS = 500;
const yes = () => true;
const no = () => false;

export class Audience {
  readonly #way: Way;
  #streams: readonly Stream[] = [];
  #onMark: (stream: Stream, mark: number, now: number) => void = () => {};
  #ended = 0;

  constructor(way: Way) {
    this.#way = way;
  }

  async run(task: Task): Promise<Measured | undefined> {
    const before = this.#ended;
    const measured = await this.#run(task);
    if (this.#ended > before) throw new Error(`${this.#ended - before} streams were cut by the server`);
    return measured;
  }

  #run(task: Task): Promise<Measured | undefined> {
    switch (task.kind) {
      case "open":
        return this.#open(task.heads);
      case "close":
        return this.#close();
      case "fan":
        return this.#fan(task);
      case "storm":
        return this.#storm();
      case "letters":
        return this.#write(task);
    }
  }

  async #open(heads: readonly string[]): Promise<undefined> {
    const events = {
      onMark: (stream: Stream, mark: number, now: number) => this.#onMark(stream, mark, now),
      onEnd: () => {
        this.#ended += 1;
      },
    };
    this.#streams = heads.map((head, index) => new Stream(index, this.#way, head, events));
    const left = this.#streams.toReversed();
    const run = async (): Promise<void> => {
      for (let stream = left.pop(); stream !== undefined; stream = left.pop()) await stream.open();
    };
    await Promise.all(Array.from({ length: OPENING }, run));
  }

  async #close(): Promise<undefined> {
    for (const stream of this.#streams) stream.close();
    this.#streams = [];
  }

  /** The next message is published when the one before has reached everybody. */
  async #fan({ publishing, seconds, rate }: Task & { kind: "fan" }): Promise<Measured> {
    const addresses = this.#streams.map(({ address }) => address);
    const publisher = await openPublisher(publishing, this.#way, addresses);
    const deliveries = new Deliveries();
    const one = async (mark: number, count: boolean): Promise<void> => {
      const came: number[] = [];
      const all = new Promise<void>((resolve) => {
        this.#onMark = (_, of, now) => {
          if (of === mark && came.push(now) === this.#streams.length) resolve();
        };
      });
      const sent = performance.now();
      const committed = await publisher.publish(mark);
      if (!(await inTime(all))) {
        throw new Error(`a message reached ${came.length} of ${this.#streams.length} streams`);
      }
      if (count) for (const now of came) deliveries.add(sent, committed, now);
    };
    let mark = 0;
    const warm = performance.now() + WARM_UP_MS;
    do await one(++mark, false);
    while (performance.now() < warm);
    const begin = performance.now();
    const next = dueTimes(begin, rate);
    do {
      await until(next());
      await one(++mark, true);
    } while (performance.now() < begin + seconds * 1000);
    const took = (performance.now() - begin) / 1000;
    await publisher.end();
    return deliveries.measured(took, 0, 0);
  }

  async #storm(): Promise<Measured> {
    const begin = performance.now();
    for (const stream of this.#streams) stream.close();
    const deliveries = new Deliveries();
    let refused = 0;
    const back = async (stream: Stream): Promise<void> => {
      while (!(await stream.open().then(yes, no))) {
        refused += 1;
        await delay(AGAIN_MS);
      }
      deliveries.add(begin, begin, performance.now());
    };
    await Promise.all(this.#streams.map(back));
    return deliveries.measured((performance.now() - begin) / 1000, 0, refused);
  }

  async #write({ letters, flight, seconds, rate }: Task & { kind: "letters" }): Promise<Measured> {
    const posters = Array.from({ length: flight }, (_, index) => new Poster(this.#way.port, index));
    const deliveries = new Deliveries();
    const waiting = new Map<number, { readonly letter: Letter; readonly arrived: (now: number) => void }>();
    this.#onMark = (stream, mark, now) => {
      const of = waiting.get(mark);
      if (of?.letter.to === stream.index) of.arrived(now);
    };
    let mark = 0;
    let lost = 0;
    let refused = 0;
    const begin = performance.now() + WARM_UP_MS;
    const end = begin + seconds * 1000;
    const one = async (poster: Poster, due: number): Promise<void> => {
      const of = ++mark;
      const letter = letters[of % letters.length];
      if (letter === undefined) throw new Error("there are no letters");
      let arrived = 0;
      const all = new Promise<void>((resolve) => {
        waiting.set(of, {
          letter,
          arrived: (now) => {
            arrived = now;
            resolve();
          },
        });
      });
      const ok = await this.#send(letter, of, poster);
      if (!ok) refused += 1;
      else if (!(await inTime(all))) lost += 1;
      else if (due >= begin && due < end) deliveries.add(due, due, arrived);
      waiting.delete(of);
    };
    const next = dueTimes(performance.now(), rate);
    const run = async (poster: Poster): Promise<void> => {
      for (let due = next(); due < end; due = next()) {
        await until(due);
        // A timer may be a little early.
        await one(poster, Math.min(due, performance.now()));
      }
    };
    await Promise.all(posters.map(run));
    for (const poster of posters) poster.end();
    return deliveries.measured(seconds, lost, refused);
  }

  async #send(letter: Letter, mark: number, poster: Poster): Promise<boolean> {
    const body = letter.body
      .replace("$MARK", markText(mark))
      .replace("$UUID", () => randomUUID())
      .replace("$TO", () => this.#streams[letter.to]?.address ?? "");
    if (letter.head !== undefined) return await poster.post(letter.head, body);
    this.#streams[letter.from]?.write(body);
    return true;
  }
}

async function until(due: number): Promise<void> {
  const early = due - performance.now();
  if (early > 0) await delay(early);
}

/** Random moments, as many in a second as `rate`; without it always the present one. */
function dueTimes(from: number, rate: number | undefined): () => number {
  if (rate === undefined) return () => performance.now();
  const gap = exponential(1000 / rate);
  let due = from;
  return () => {
    due += gap();
    return due;
  };
}

async function inTime(promise: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const came = await Promise.race([promise.then(yes), late]);
  clearTimeout(timer);
  return came;
}
