/**
 * A TCP proxy that sees the traffic and breaks it at the places that matter: within a buffer, between a transaction and its
 * answer, and between a sender that has gone and its bytes that are still on their way.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export type Direction = "up" | "down";

/**
 * The fate of the next chunk for which `when` holds, and of its connection.
 *
 * - `cut`: half of it arrives, and both ends see the connection end;
 * - `half`: half of it arrives, its sender sees the connection end, and the server does not;
 * - `answer lost`: it arrives, and the connection ends with the first byte of the answer;
 * - `late`: it arrives after its sender has given the connection up, and before the next chunk of the kind.
 */
export type Fate = "cut" | "half" | "answer lost" | "late";

export interface Seen {
  /** Called with each chunk that an end sends, also where it is held or goes nowhere. */
  chunk?(connection: number, direction: Direction, chunk: Buffer): void;
  ended?(connection: number): void;
}

// The bytes read from a socket while nothing may be passed on. The sender's own buffers come on top.
const TAKEN_WHILE_HELD = 1024 * 1024;

export async function startWire(target: number, seen: Seen = {}): Promise<Wire> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return new Wire(listener, target, seen);
}

export class Wire implements AsyncDisposable {
  readonly port: number;
  readonly #listener: Server;
  readonly #passages = new Set<Passage>();
  readonly #held = new Set<Direction>();
  readonly #seen: Seen;
  #fate:
    | { readonly fate: Fate; readonly when: (chunk: Buffer) => boolean; readonly met: () => void }
    | undefined;
  #late: { readonly passage: Passage; readonly is: (chunk: Buffer) => boolean } | undefined;
  #count = 0;

  constructor(listener: Server, target: number, seen: Seen) {
    this.#listener = listener;
    this.#seen = seen;
    this.port = (listener.address() as AddressInfo).port;
    listener.on("connection", (client) => {
      const server = connect(target, "127.0.0.1");
      this.#passages.add(new Passage(this.#count++, client, server, this));
    });
  }

  /** Ends all connections; both ends see it. */
  cut(): void {
    for (const passage of this.#passages) passage.cut();
  }

  /** Bytes of these directions, of all connections present and to come, wait for `release`. */
  hold(...directions: readonly Direction[]): void {
    for (const direction of directions) this.#held.add(direction);
  }

  release(): void {
    this.#held.clear();
    for (const passage of this.#passages) passage.pump();
  }

  /** Resolves as soon as it has happened; of a late chunk, as soon as its sender has gone. */
  meet(fate: Fate, when: (chunk: Buffer) => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#fate = { fate, when, met: resolve };
      signal.addEventListener("abort", () => {
        this.#fate = undefined;
        resolve();
      });
    });
  }

  /** A chunk that is late arrives now, where nothing else has brought it. */
  deliver(): void {
    this.#late?.passage.deliver();
    this.#late = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.deliver();
    this.release();
    this.cut();
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  isHeld(direction: Direction): boolean {
    return this.#held.has(direction);
  }

  saw(passage: Passage, direction: Direction, chunk: Buffer): void {
    this.#seen.chunk?.(passage.number, direction, chunk);
  }

  /** The fate of this chunk. */
  fateOf(passage: Passage, chunk: Buffer): Fate | undefined {
    if (this.#late?.passage.isOrphan && this.#late.is(chunk)) {
      // the transaction that repeats it waits until the late one is through
      passage.waitFor(this.#late.passage);
      this.deliver();
    }
    if (this.#fate === undefined || !this.#fate.when(chunk)) return undefined;
    const { fate, when, met } = this.#fate;
    this.#fate = undefined;
    if (fate === "late") {
      this.#late = { passage, is: when };
      passage.onOrphaned = met;
    } else met();
    return fate;
  }

  forget(passage: Passage): void {
    this.#passages.delete(passage);
    this.#seen.ended?.(passage.number);
  }
}

/** One connection through a wire. */
class Passage {
  readonly number: number;
  readonly #wire: Wire;
  readonly #ends: Readonly<Record<Direction, { readonly from: Socket; readonly to: Socket }>>;
  readonly #queues: Record<Direction, Buffer[]> = { up: [], down: [] };
  readonly #queued: Record<Direction, number> = { up: 0, down: 0 };
  #late: Buffer[] | undefined;
  #answerLost = false;
  /** The server's end stays when the client's has gone. */
  #outlives = false;
  /** The client's end has gone before the server's. */
  isOrphan = false;
  onOrphaned: () => void = () => {};
  #onAnswer: () => void = () => {};
  #waits = false;

  constructor(number: number, client: Socket, server: Socket, wire: Wire) {
    this.number = number;
    this.#wire = wire;
    this.#ends = { up: { from: client, to: server }, down: { from: server, to: client } };
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("drain", () => this.pump());
    }
    client.on("data", (chunk) => this.#take("up", chunk));
    server.on("data", (chunk) => this.#take("down", chunk));
    // If one direction ends, the whole connection ends: neither protocol uses half-open connections.
    client.on("end", () => client.destroy());
    server.on("end", () => this.#endAfterwards());
    client.on("close", () => this.#clientGone());
    server.on("close", () => {
      this.#onAnswer();
      this.#wire.forget(this);
      if (this.#queued.down === 0 || this.#wire.isHeld("down")) client.destroy();
    });
  }

  cut(): void {
    this.#outlives = false;
    this.#ends.up.from.destroy();
    this.#ends.up.to.destroy();
  }

  pump(): void {
    for (const direction of ["up", "down"] as const) {
      const { from, to } = this.#ends[direction];
      const queue = this.#queues[direction];
      while (!this.#mustWait(direction) && !to.writableNeedDrain) {
        const chunk = queue.shift();
        if (chunk === undefined) break;
        this.#queued[direction] -= chunk.length;
        if (to.writable) to.write(chunk);
      }
      if (this.#queued[direction] > TAKEN_WHILE_HELD) from.pause();
      else if (from.isPaused()) from.resume();
    }
  }

  /** Outgoing bytes wait until another connection's late bytes were answered. */
  waitFor(other: Passage): void {
    this.#waits = true;
    other.#onAnswer = () => {
      other.#onAnswer = () => {};
      other.cut();
      this.#waits = false;
      this.pump();
    };
  }

  deliver(): void {
    for (const chunk of this.#late ?? []) if (this.#ends.up.to.writable) this.#ends.up.to.write(chunk);
    this.#late = undefined;
  }

  #mustWait(direction: Direction): boolean {
    return this.#wire.isHeld(direction) || (direction === "up" && this.#waits);
  }

  #take(direction: Direction, chunk: Buffer): void {
    this.#wire.saw(this, direction, chunk);
    if (direction === "down" && this.isOrphan) {
      this.#onAnswer();
      return;
    }
    if (direction === "down" && this.#answerLost) {
      this.cut();
      return;
    }
    if (direction === "up" && this.#late !== undefined) {
      this.#late.push(chunk);
      return;
    }
    this.#send(direction, direction === "up" ? this.#met(chunk) : chunk);
  }

  /** The part of a chunk that is to arrive, by its fate. */
  #met(chunk: Buffer): Buffer {
    switch (this.#wire.fateOf(this, chunk)) {
      case undefined:
        return chunk;
      case "answer lost":
        this.#answerLost = true;
        return chunk;
      case "late":
        this.#late = [chunk];
        this.#outlives = true;
        return chunk.subarray(0, 0);
      case "half":
        this.#outlives = true;
        setImmediate(() => this.#ends.up.from.destroy());
        return chunk.subarray(0, chunk.length >> 1);
      case "cut":
        setImmediate(() => this.cut());
        return chunk.subarray(0, chunk.length >> 1);
    }
  }

  #send(direction: Direction, chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#queues[direction].push(chunk);
    this.#queued[direction] += chunk.length;
    this.pump();
  }

  /** The server has said all: the client hears it to the end. */
  #endAfterwards(): void {
    const { to } = this.#ends.down;
    if (this.#queued.down === 0) to.end();
    else to.destroy();
  }

  #clientGone(): void {
    if (this.#outlives) {
      this.isOrphan = true;
      this.onOrphaned();
    } else this.#ends.up.to.destroy();
  }
}
