/** The load's own component, for whose domain all people speak. It connects anew whenever its stream ends. */
import { setTimeout as delay } from "node:timers/promises";
import { openRawComponent, type RawComponent } from "../../../../bench/wire/raw-component.ts";
import type { Span } from "../model/history.ts";

export interface LoadOptions {
  readonly port: number;
  readonly domain: string;
  readonly secret: string;
  readonly onStanza: (xml: string) => void;
  /** It has connected: messages sent before on another stream may be lost. */
  readonly onOnline: () => void;
}

export class Load implements AsyncDisposable {
  /** How often it has connected. */
  stream = 0;
  /** While it had no stream. */
  readonly away: Span[] = [];
  readonly #options: LoadOptions;
  #component: RawComponent | undefined;
  #lostAt = 0;
  #stopped = false;
  #connecting: Promise<void> = Promise.resolve();

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** Resolves when it is connected. */
  async start(): Promise<void> {
    await this.#connect();
  }

  /** `false`: there is no stream, and nothing was sent. */
  send(xml: string): boolean {
    this.#component?.write(xml);
    return this.#component !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    this.#component?.end();
    await this.#connecting;
  }

  async #connect(): Promise<void> {
    const { onStanza, onOnline, ...where } = this.#options;
    while (!this.#stopped) {
      try {
        this.#component = await openRawComponent({ ...where, onStanza, onClosed: () => this.#closed() });
        this.stream++;
        if (this.#lostAt > 0) this.away.push({ from: this.#lostAt, to: Date.now() });
        onOnline();
        return;
      } catch {
        await delay(100);
      }
    }
  }

  #closed(): void {
    // also called for one that never was online
    if (this.#component === undefined) return;
    this.#component = undefined;
    this.#lostAt = Date.now();
    this.#connecting = this.#connect();
  }
}
