/**
 * A gateway of one person and their visitors' tokens, as browsers see it: the protocol in memory, without HTTP. Tests of
 * the browser module ask it what it was asked, and make it refuse, stay silent or lose what it had.
 */
import { randomUUID } from "node:crypto";

export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface ToyMessage {
  readonly id: string;
  readonly thread: string;
  readonly at: number;
  readonly text: string;
  readonly sender: { readonly id: string };
}

interface Event {
  readonly seq: number;
  readonly data: string;
}

/** `undefined`: no answer ever comes. */
type Answer = () => Response | undefined;

const json = (value: unknown, status = 200) =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });

export function problem(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify({ title: `refused with ${status}`, status }), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}

export class ToyGateway {
  readonly asked: Asked[] = [];
  readonly histories = new Map<string, ToyMessage[]>();
  epoch = "7f";
  /** How long tokens live, in ms. */
  tokenLife = 3_600_000;
  readonly #now: () => number;
  #events: Event[] = [];
  #seq = 0;
  readonly #tokens = new Map<string, { readonly entity: string; readonly expires: number }>();
  /** The renewal secrets of each visitor, oldest first. */
  readonly #secrets = new Map<string, string[]>();
  readonly #sent = new Map<string, unknown>();
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #polls = new Set<() => void>();
  readonly #looks = new Set<() => void>();
  readonly #answers = new Map<string, Answer[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  get position(): string {
    return `${this.epoch}.${this.#seq}`;
  }

  /** How many streams are open. */
  get streams(): number {
    return this.#streams.size;
  }

  /** The entities of the visitors whose families live. */
  get visitors(): readonly string[] {
    return [...this.#secrets.keys()];
  }

  /** What was asked of a request: `POST /token`. */
  of(request: string): readonly Asked[] {
    return this.asked.filter(({ method, path }) => `${method} ${path}` === request);
  }

  /** Resolves when so many of a request were asked. */
  hasBeenAsked(request: string, count: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.of(request).length < count) return;
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
      look();
    });
  }

  /** The next requests of this kind get these answers. */
  answer(request: string, ...answers: readonly Answer[]): void {
    this.#answers.set(request, [...(this.#answers.get(request) ?? []), ...answers]);
  }

  /** An event of the stream. */
  tell(...stanzas: readonly object[]): void {
    this.#seq++;
    const data = JSON.stringify({ timestamp: new Date(this.#now()).toISOString(), stanzas });
    this.#events.push({ seq: this.#seq, data });
    this.write(`id: ${this.position}\ndata: ${data}\n\n`);
    for (const wake of [...this.#polls]) wake();
  }

  /** A message of a thread: in its history, and in the stream. */
  say(thread: string, text: string, { id = randomUUID(), from = "anna@example.org" } = {}): ToyMessage {
    const message = this.keep(thread, text, { id, from });
    this.tell({ type: "message", message });
    return message;
  }

  /** A message of the history alone, as one is whose event was lost. */
  keep(thread: string, text: string, { id = randomUUID(), from = "anna@example.org" } = {}): ToyMessage {
    const history = this.histories.get(thread) ?? [];
    const message = { id, thread, at: history.length + 1, text, sender: { id: from } };
    this.histories.set(thread, [...history, message]);
    return message;
  }

  /** Text on all streams, as it is. */
  write(text: string): void {
    for (const stream of this.#streams) stream.enqueue(new TextEncoder().encode(text));
  }

  /** Ends all streams. */
  cut(): void {
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
  }

  /** The streams are dead, and nobody says so. */
  lose(): void {
    this.#streams.clear();
  }

  /** A sign of life on all streams; polls that wait are answered. */
  beat(): void {
    this.write(":\n\n");
    for (const wake of [...this.#polls]) wake();
  }

  /** Another database has taken over, and knows less. */
  promote(epoch: string): void {
    this.cut();
    this.epoch = epoch;
    this.#events = [];
    this.#seq = 0;
  }

  /** No event so far is kept. */
  forgetEvents(): void {
    this.#events = [];
  }

  /** Ends everything of everybody. */
  revokeAll(): void {
    this.#tokens.clear();
    this.#secrets.clear();
    this.cut();
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/chat/, "");
    const text = await request.text();
    const isJson = request.headers.get("content-type") === "application/json";
    const body = isJson ? JSON.parse(text) : undefined;
    const asked = { method: request.method, path, query: url.searchParams, headers: request.headers, body };
    this.asked.push(asked);
    for (const look of [...this.#looks]) look();
    const name = `${request.method} ${path}`;
    const answer = this.#answers.get(name)?.shift();
    const response = answer === undefined ? await this.#route(name, asked, request.signal) : answer();
    if (response !== undefined) return response;
    return new Promise((_, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
    });
  }

  async #route(name: string, asked: Asked, signal: AbortSignal): Promise<Response> {
    if (name === "POST /token") return this.#token(asked);
    const token = asked.headers.get("authorization")?.replace("Bearer ", "") ?? "";
    const bearer = this.#tokens.get(token);
    if (bearer === undefined || bearer.expires <= this.#now()) {
      return problem(/stream|poll/.test(name) ? 404 : 401);
    }
    const body = (asked.body ?? {}) as Readonly<Record<string, string>>;
    const thread = asked.query.get("thread") ?? "";
    switch (name) {
      case "GET /stream":
        return this.#stream(asked.headers.get("last-event-id"), signal);
      case "GET /poll":
        return this.#poll(asked, signal);
      case "DELETE /token":
        this.#revoke(bearer.entity);
        return new Response(null, { status: 204 });
      case "POST /send-message":
        return this.#send(body, bearer.entity);
      case "POST /start-session":
        return json({ thread_id: "thread", members: [body.entity, bearer.entity] });
      case "GET /threads":
        return json({ threads: [...this.histories.keys()].map((one) => ({ thread: one, members: [] })) });
      case "GET /history":
        return this.#history(thread, Number(asked.query.get("before") ?? Number.POSITIVE_INFINITY));
      case "GET /get-friends":
        return json({ presence: [] });
      default:
        return new Response(null, { status: 204 });
    }
  }

  #token({ headers, body }: Asked): Response {
    const shown = headers.get("authorization")?.replace("Bearer ", "");
    const renewal = (body as { renewal?: string } | undefined)?.renewal;
    if (shown !== undefined) {
      const known = this.#tokens.get(shown);
      if (known !== undefined) return known.expires > this.#now() ? this.#issue(known.entity) : problem(401);
      const claims = /^e30\.(?<claims>[\w-]+)\./.exec(shown)?.groups?.claims;
      if (claims === undefined) return problem(401);
      return this.#issue(`${JSON.parse(Buffer.from(claims, "base64url").toString()).sub}@example.org`);
    }
    if (renewal === undefined) {
      const entity = `v-${randomUUID()}@example.org`;
      const secret = randomUUID();
      this.#secrets.set(entity, [secret]);
      return this.#issue(entity, secret);
    }
    for (const [entity, secrets] of this.#secrets) {
      const place = secrets.indexOf(renewal);
      if (place < 0) continue;
      if (place < secrets.length - 2) this.#revoke(entity);
      if (place < secrets.length - 2) return problem(401);
      if (place === secrets.length - 1) secrets.push(randomUUID());
      return this.#issue(entity, secrets.at(-1));
    }
    return problem(401);
  }

  #issue(entity: string, renewal?: string): Response {
    const token = randomUUID();
    // No two at the same moment, as the statements of a database.
    const expires = this.#now() + this.tokenLife + this.#tokens.size;
    this.#tokens.set(token, { entity, expires });
    return json({
      token,
      stream: randomUUID(),
      expires: new Date(expires).toISOString(),
      entity,
      ...(renewal && { renewal }),
    });
  }

  #revoke(entity: string): void {
    this.#secrets.delete(entity);
    for (const [token, bearer] of this.#tokens) if (bearer.entity === entity) this.#tokens.delete(token);
    this.cut();
  }

  #opening(named: string | null): { from: number; recovered: boolean; limited: boolean } {
    if (named === null) return { from: this.#seq, recovered: false, limited: false };
    const [epoch, seq] = named.split(".");
    const from = Number(seq);
    const kept = from === this.#seq || this.#events.some((event) => event.seq === from + 1);
    const recovered = epoch === this.epoch && kept;
    return { from: recovered ? from : this.#seq, recovered, limited: !recovered };
  }

  #after(from: number): readonly (Event & { readonly id: string })[] {
    return this.#events
      .filter(({ seq }) => seq > from)
      .map((event) => ({ ...event, id: `${this.epoch}.${event.seq}` }));
  }

  #stream(named: string | null, signal: AbortSignal): Response {
    const { from, recovered, limited } = this.#opening(named);
    const position = `${this.epoch}.${from}`;
    const text = [
      `id: ${position}\nevent: hello\ndata: ${JSON.stringify({ position, recovered, limited })}\n\n`,
      ...this.#after(from).map(({ id, data }) => `id: ${id}\ndata: ${data}\n\n`),
    ].join("");
    const streams = this.#streams;
    const body = new ReadableStream<Uint8Array>({
      start(stream) {
        streams.add(stream);
        stream.enqueue(new TextEncoder().encode(text));
        signal.addEventListener("abort", () => {
          if (streams.delete(stream)) stream.error(signal.reason);
        });
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  async #poll({ query }: Asked, signal: AbortSignal): Promise<Response> {
    const { from, recovered, limited } = this.#opening(query.get("since"));
    if (query.get("timeout") !== "0" && this.#after(from).length === 0) {
      await new Promise<void>((resolve, reject) => {
        this.#polls.add(() => {
          this.#polls.clear();
          resolve();
        });
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    }
    const events = this.#after(from).map(({ id, data }) => ({
      id,
      event: "message",
      data: JSON.parse(data),
    }));
    return json({ position: this.position, recovered, limited, events });
  }

  #send(body: Readonly<Record<string, unknown>>, from: string): Response {
    const id = String(body.id);
    const thread = String(body.thread);
    const known = this.#sent.get(id);
    if (known === undefined) {
      this.#sent.set(id, { id, thread });
      this.say(thread, String(body.text), {
        id: id as `${string}-${string}-${string}-${string}-${string}`,
        from,
      });
    }
    return json(known ?? { id, thread }, 202);
  }

  #history(thread: string, before: number): Response {
    const older = (this.histories.get(thread) ?? []).filter(({ at }) => at < before).reverse();
    return json({ messages: older.slice(0, 100), more: older.length > 100 });
  }
}
