/** What we call of `@xmpp/client` 0.13, which ships no types: only that. */
declare module "@xmpp/client" {
  type Element = import("../../src/xmpp/stanza.ts").Element;

  interface Client {
    /** How long xmpp.js waits for each answer while the stream is opened, in ms. */
    timeout: number;
    readonly reconnect: { stop(): void };
    /** `true`: an empty result. */
    readonly iqCallee: { get(xmlns: string, name: string, handler: () => true): void };
    readonly socket: import("node:net").Socket | null;
    /** Resolves with the full JID when the session is bound. */
    start(): Promise<{ toString(): string }>;
    stop(): Promise<unknown>;
    send(element: Element): Promise<void>;
    write(text: string): Promise<void>;
    prependListener(event: "element", listener: (element: Element) => void): this;
    on(event: "stanza", listener: (element: Element) => void): this;
    on(event: "disconnect", listener: () => void): this;
    on(event: "error", listener: (error: Error) => void): this;
  }

  export function client(options: {
    readonly service: string;
    readonly domain: string;
    /** None: SASL ANONYMOUS. */
    readonly username?: string;
    readonly password?: string;
    readonly resource?: string;
  }): Client;
}
