/**
 * The parts of xmpp.js 0.13 that we call; it ships no types. Names with an underscore are private to
 * xmpp.js; a test fails when they go.
 */

declare module "@xmpp/xml" {
  type Element = import("../xmpp/stanza.ts").Element;
  type Child = import("../xmpp/stanza.ts").Child;
  type Attributes = import("../xmpp/stanza.ts").Attributes;

  interface Parser {
    root: Element | null;
    write(text: string): void;
    on(event: "start" | "element" | "end", listener: (element: Element) => void): this;
    on(event: "error", listener: (error: Error) => void): this;
  }

  interface Xml {
    (name: string, attrs?: Attributes | null, ...children: readonly Child[]): Element;
    readonly Element: new (name: string, attrs?: Attributes | null) => Element;
    readonly Parser: new () => Parser;
  }

  const xml: Xml;
  export default xml;
}

declare module "@xmpp/component" {
  type Element = import("../xmpp/stanza.ts").Element;

  interface Component {
    status: string;
    /** How long xmpp.js waits for each answer while the stream is opened, in ms. */
    timeout: number;
    socket: import("node:net").Socket | null;
    parser: { write(text: string): void } | null;
    reconnect: { stop(): void };
    connect(service: string): Promise<unknown>;
    open(options: { readonly domain: string }): Promise<Element>;
    emit(event: "error", error: Error): boolean;
    on(event: "connect", listener: () => void): this;
    on(event: "open" | "element" | "close", listener: (element: Element) => void): this;
    on(event: "error", listener: (error: Error) => void): this;
    on(event: "disconnect", listener: () => void): this;
    _onData(data: string | Buffer): void;
  }

  export function component(options: {
    readonly service: string;
    readonly domain: string;
    readonly password: string;
  }): Component;
}
