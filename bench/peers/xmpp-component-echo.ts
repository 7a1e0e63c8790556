/** `@xmpp/component` alone: the echo from its own documentation, for chat messages only. */
import { createRequire } from "node:module";
import { attachment } from "./attachment.ts";

interface BareElement {
  readonly attrs: Readonly<Record<string, string>>;
  is(name: string): boolean;
  getChildText(name: string): string | null;
}

/** The part of xmpp.js that its documentation's echo needs. The library ships no types. */
interface Bare {
  component(options: { readonly service: string; readonly domain: string; readonly password: string }): {
    on(event: "error", listener: (error: Error) => void): void;
    on(event: "stanza", listener: (stanza: BareElement) => void): void;
    send(element: unknown): Promise<void>;
    start(): Promise<unknown>;
  };
  xml(name: string, attributes: object, ...children: readonly unknown[]): unknown;
}

const { component, xml } = createRequire(import.meta.url)("@xmpp/component") as Bare;
const { port, domain, secret } = attachment();
const echo = component({ service: `xmpp://127.0.0.1:${port}`, domain, password: secret });

echo.on("error", (error) => {
  console.error(error);
});

echo.on("stanza", (stanza) => {
  const body = stanza.getChildText("body");
  if (!stanza.is("message") || stanza.attrs.type !== "chat" || body === null) return;
  const { from, to, id } = stanza.attrs;
  void echo.send(xml("message", { type: "chat", from: to, to: from, id }, xml("body", {}, body)));
});

process.once("SIGTERM", () => process.exit(0));
await echo.start();
console.log("ready");
