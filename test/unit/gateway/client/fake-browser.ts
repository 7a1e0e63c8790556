/** An origin in a browser, as the module sees it: tabs with storage, locks, channels and timers, in the test's own time. */

import { createChatIn } from "../../../../src/gateway/client/chat.ts";
import type { Chat, ChatEvents, ChatOptions } from "../../../../src/gateway/client/interface.ts";
import type { KeptText, PageEvent, Surroundings } from "../../../../src/gateway/client/surroundings.ts";
import { ToyGateway } from "../../../support/gateway/toy-gateway.ts";
import { FakeScheduler } from "../../../support/process/fake-scheduler.ts";
import { FakeLocks } from "./fake-locks.ts";

/** Lets everything happen that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export class FakeOrigin {
  readonly scheduler = new FakeScheduler();
  /** How far the clock is ahead of the timers: they stand still while the machine sleeps. */
  slept = 0;
  readonly now = (): number => this.scheduler.now + this.slept;
  readonly gateway = new ToyGateway(this.now);
  readonly locks = new FakeLocks();
  readonly stored = new FakeStorage();
  readonly tabs = new Set<FakeTab>();
  /** No request reaches the gateway. */
  offline = false;

  constructor() {
    const beat = () => {
      this.gateway.beat();
      this.scheduler.after(15_000, () => beat());
    };
    beat();
  }

  /** Lets time pass, timer by timer. */
  async pass(ms: number): Promise<void> {
    await settled();
    const end = this.scheduler.now + ms;
    while ((this.scheduler.nextIn ?? Infinity) <= end - this.scheduler.now) {
      this.scheduler.advance(this.scheduler.nextIn ?? 0);
      await settled();
    }
    this.scheduler.advance(end - this.scheduler.now);
  }
}

export class FakeStorage implements KeptText {
  readonly kept: Map<string, string>;

  constructor(kept: Iterable<readonly [string, string]> = []) {
    this.kept = new Map(kept);
  }

  getItem = (name: string) => this.kept.get(name) ?? null;
  setItem = (name: string, text: string) => void this.kept.set(name, text);
  removeItem = (name: string) => void this.kept.delete(name);
}

export interface TabOptions extends Partial<ChatOptions> {
  /** The sessionStorage that a reload or a duplicate of the tab finds. */
  readonly storage?: FakeStorage;
  readonly without?: Partial<Pick<Surroundings, "locks" | "channel" | "tabStorage" | "browserStorage">>;
}

let tabs = 0;
// Of one tab always the same, of two never.
const chanceOf = (tab: number) => (tab * 0.37) % 1;

/** A tab with a chat in it. */
export class FakeTab {
  readonly origin: FakeOrigin;
  readonly storage: FakeStorage;
  readonly chat: Chat;
  /** All that the page was told, in order. */
  readonly told: { readonly type: string; readonly event: unknown }[] = [];
  visible = true;
  /** It does nothing at all, and was not told so. */
  hung = false;
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #channels = new Map<string, { onmessage: ((event: MessageEvent) => void) | null }>();
  readonly #name = `tab-${++tabs}`;
  readonly #chance = chanceOf(tabs);

  constructor(
    origin: FakeOrigin,
    { storage = new FakeStorage(), without = {}, ...options }: TabOptions = {},
  ) {
    this.origin = origin;
    this.storage = storage;
    origin.tabs.add(this);
    this.chat = createChatIn({ ...this.#surroundings(), ...without }, { base: "/chat", ...options });
    const types = [
      "message",
      "presence",
      "room",
      "line",
      "typing",
      "receipt",
      "state",
      "gap",
      "problem",
    ] as const;
    for (const type of types) this.chat.on(type, (event) => void this.told.push({ type, event }));
  }

  /** What the page was told of one type. */
  of<T extends keyof ChatEvents>(type: T): readonly ChatEvents[T][] {
    return this.told.filter((one) => one.type === type).map(({ event }) => event as ChatEvents[T]);
  }

  get texts(): readonly (string | undefined)[] {
    return this.of("message").map(({ text }) => text);
  }

  async open(): Promise<this> {
    const opened = this.chat.open();
    await settled();
    await opened;
    return this;
  }

  async happens(type: PageEvent): Promise<void> {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) listener();
    await settled();
  }

  /** The page goes: nothing of it runs any more. Its sessionStorage stays for a reload. */
  async unload(): Promise<void> {
    await this.happens("pagehide");
    await this.kill();
  }

  /** The process of the tab ends without a word. */
  async kill(): Promise<void> {
    this.hung = true;
    this.origin.tabs.delete(this);
    this.origin.locks.dropAll(this.#name);
    await settled();
  }

  async reload(options: TabOptions = {}): Promise<FakeTab> {
    await this.unload();
    return new FakeTab(this.origin, { storage: this.storage, ...options });
  }

  #surroundings(): Surroundings {
    const { origin } = this;
    return {
      fetch: async (input, init) => {
        if (this.hung) return new Promise(() => {});
        if (origin.offline) throw new TypeError("Failed to fetch");
        const request = new Request(input as string, init);
        const { signal } = request;
        const aborted = new Promise<never>((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        });
        const { body, status, headers } = await Promise.race([origin.gateway.handle(request), aborted]);
        // Where a request is aborted, its answer breaks off.
        const through = body?.pipeThrough(new TransformStream(), { signal }) ?? null;
        return new Response(through, { status, headers });
      },
      now: origin.now,
      after: (ms, run) =>
        origin.scheduler.after(ms, () => {
          if (!this.hung) run();
        }),
      random: () => this.#chance,
      uuid: () => crypto.randomUUID(),
      address: "https://example.org/page",
      tabStorage: this.storage,
      browserStorage: origin.stored,
      locks: origin.locks.of(this.#name),
      channel: (name) => {
        const channel = {
          onmessage: null,
          postMessage: (data: unknown) => {
            if (this.hung) return;
            const copy = JSON.stringify(data);
            for (const tab of origin.tabs) {
              if (tab !== this) queueMicrotask(() => tab.#receive(name, JSON.parse(copy)));
            }
          },
          close: () => void this.#channels.delete(name),
        };
        this.#channels.set(name, channel);
        return channel;
      },
      listen: (type, listener) => {
        const all = this.#listeners.get(type) ?? new Set();
        this.#listeners.set(type, all.add(listener));
        return () => void all.delete(listener);
      },
      visible: () => this.visible,
    };
  }

  #receive(name: string, data: unknown): void {
    if (!this.hung) this.#channels.get(name)?.onmessage?.({ data } as MessageEvent);
  }
}
