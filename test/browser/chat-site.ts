/** A site whose page has a chat, and its gateway, on one address of this machine. */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Page } from "playwright-core";
import type { Chat, ChatEvents, ChatOptions } from "../../src/gateway/client/interface.ts";
import { ToyGateway } from "../support/gateway/toy-gateway.ts";

declare global {
  interface Window {
    chat: Chat;
    /** All that the page was told, in order. */
    told: { type: keyof ChatEvents; event: unknown }[];
    /** Resolves when the page was told so many events of a type. */
    hears(type: keyof ChatEvents, count: number): Promise<unknown[]>;
    /** Resolves when the chat is in that state. */
    reaches(state: Chat["state"]): Promise<void>;
  }
}

const MODULE = fileURLToPath(new URL("../../dist/gateway/client/index.js", import.meta.url));

const PAGE = `<!doctype html><title>chat</title><script type="module">
  import { createChat } from "/client.js";
  const checks = new Set();
  const until = (found) => new Promise((resolve) => {
    const check = () => { if (found() !== undefined) { checks.delete(check); resolve(found()); } };
    checks.add(check);
    check();
  });
  window.told = [];
  window.chat = createChat({ base: "/chat", ...JSON.parse(decodeURIComponent(location.hash.slice(1)) || "{}") });
  for (const type of ["message", "presence", "room", "line", "typing", "receipt", "state", "gap", "problem"])
    chat.on(type, (event) => {
      told.push({ type, event });
      for (const check of [...checks]) check();
    });
  window.hears = (type, count) => until(() => {
    const events = told.filter((one) => one.type === type).map(({ event }) => event);
    return events.length >= count ? events : undefined;
  });
  window.reaches = async (state) => void await until(() => chat.state === state || undefined);
</script>`;

export interface ChatSite extends AsyncDisposable {
  readonly gateway: ToyGateway;
  /** A tab with the page, in which the chat is not open yet. */
  tab(browser: BrowserContext, options?: Partial<ChatOptions>): Promise<Page>;
}

export async function startChatSite(): Promise<ChatSite> {
  const gateway = new ToyGateway(Date.now);
  const module = await readFile(MODULE, "utf8");
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/chat/")) return void answer(gateway, request, response);
    const script = request.url === "/client.js";
    response.setHeader("content-type", script ? "text/javascript" : "text/html");
    response.end(script ? module : PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    gateway,
    async tab(browser, options = {}) {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${port}/#${encodeURIComponent(JSON.stringify(options))}`);
      return page;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  gateway: ToyGateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const given = await gateway
    .handle(
      new Request(`http://gateway${request.url}`, {
        method: request.method ?? "GET",
        headers: Object.entries(request.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]),
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
        signal: gone.signal,
      }),
    )
    .catch(() => undefined);
  if (given === undefined) return void response.destroy();
  response.writeHead(given.status, Object.fromEntries(given.headers));
  response.flushHeaders();
  if (given.body === null) return void response.end();
  // A stream that the browser leaves ends with an error.
  Readable.fromWeb(given.body as import("node:stream/web").ReadableStream)
    .on("error", () => response.destroy())
    .pipe(response);
}
