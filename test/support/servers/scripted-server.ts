/**
 * A server that speaks XEP-0114 in the test's own process, and does what the test tells it: it can stay silent,
 * refuse, send any bytes, and go away. It is as strict as Prosody with what it gets: see `complaints`.
 */
import { createHash, randomUUID } from "node:crypto";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import xmlOfLibrary from "@xmpp/xml";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { Arrivals } from "../process/arrivals.ts";
import { disposeWithTest } from "../process/lifetime.ts";

export const STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";

// XML 1.0 §2.2; a lone surrogate cannot arrive, for it cannot be written in UTF-8.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

export interface ScriptedServerOptions {
  readonly domain?: string;
  readonly secret?: string;
}

/** Waits on a free port of this machine. */
export async function startScriptedServer(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return disposeWithTest(new ScriptedServer(listener, options));
}

export class ScriptedServer implements AsyncDisposable {
  readonly domain: string;
  readonly secret: string;
  readonly port: number;
  /** What a server would have closed the stream for, on any connection. Tests expect it to stay empty. */
  readonly complaints: string[] = [];
  /** How many connections there were. */
  connections = 0;
  readonly #listener: Server;
  readonly #arrivals = new Arrivals<Peer>("the server", (peer) => `connection ${peer.streamId}`);
  readonly #open = new Set<Peer>();

  constructor(listener: Server, options: ScriptedServerOptions) {
    this.domain = options.domain ?? "help.example.org";
    this.secret = options.secret ?? "secret";
    this.#listener = listener;
    this.port = (listener.address() as AddressInfo).port;
    listener.on("connection", (socket) => {
      this.connections++;
      const peer = new Peer(this, socket);
      this.#open.add(peer);
      socket.once("close", () => this.#open.delete(peer));
      this.#arrivals.take(peer);
    });
  }

  get url(): string {
    return `xmpp://127.0.0.1:${this.port}`;
  }

  /** The next connection, of which nothing was read nor answered. */
  next(): Promise<Peer> {
    return this.#arrivals.next();
  }

  /** The next connection, once its handshake is accepted. */
  async online(): Promise<Peer> {
    const peer = await this.next();
    await peer.accept();
    return peer;
  }

  /** Takes no connections until `listen`. */
  async refuseConnections(): Promise<void> {
    for (const peer of this.#open) peer.destroy();
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#listener.listen(this.port, "127.0.0.1", resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#listener.listening) await this.refuseConnections();
    this.#arrivals.end("the server stopped");
  }
}

/** The server's end of one connection. */
export class Peer {
  readonly socket: Socket;
  readonly streamId = randomUUID();
  /** Everything but the pings that were answered, from the handshake on. */
  readonly received = new Arrivals<Element>("the server's end", String);
  /** Settles when the connection is over, whoever ended it. */
  readonly closed: Promise<void>;
  /** Whether pings of other domains than the component's get their answer at once, as barriers need. */
  answersPings = true;
  /** Whether the domain above the component's is its host; what is sent there vanishes otherwise. */
  hostsParent = true;
  readonly #server: ScriptedServer;
  /** The component's stream header. */
  readonly header: Promise<Element>;
  /** Settles when the component ends its stream. */
  readonly ended: Promise<void>;

  constructor(server: ScriptedServer, socket: Socket) {
    this.#server = server;
    this.socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding("utf8");
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => undefined);
    const parser = new xmlOfLibrary.Parser();
    this.header = new Promise((resolve, reject) => {
      parser.on("start", resolve);
      socket.once("close", () => reject(new Error("the connection ended before the header")));
    });
    this.header.catch(() => undefined);
    this.ended = new Promise((resolve) => parser.on("end", () => resolve()));
    socket.once("close", () => this.received.end("the connection ended"));
    parser.on("element", (element) => this.#take(element));
    parser.on("error", (error) => this.#complain(error.message));
    let declaration: string | undefined = "";
    socket.on("data", (chunk) => {
      let text = chunk.toString();
      // The parser does not find the end of an XML declaration that comes in pieces.
      if (declaration !== undefined) {
        declaration += text;
        if (!declaration.includes("?>")) return;
        text = declaration;
        declaration = undefined;
      }
      if (FORBIDDEN.test(text)) this.#complain(`a forbidden character in ${JSON.stringify(text)}`);
      try {
        parser.write(text);
      } catch (error) {
        this.#complain(String(error));
      }
    });
  }

  /** Reads the header, and answers with ours. Gives the handshake, which is not answered. */
  async open(): Promise<Element> {
    await this.header;
    this.send(this.headerText);
    return this.received.next((element) => element.name === "handshake");
  }

  get headerText(): string {
    return (
      "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' " +
      `xmlns:stream='http://etherx.jabber.org/streams' from='${this.#server.domain}' id='${this.streamId}'>`
    );
  }

  /** Header and handshake; refuses a wrong one as Prosody does. */
  async accept(): Promise<void> {
    const handshake = await this.open();
    if (this.digestIsRight(handshake)) this.send("<handshake/>");
    else this.streamError("not-authorized", "Given token does not match calculated token");
  }

  /** XEP-0114 §3: the hash of the stream's id and the secret, as UTF-8. */
  digestIsRight(handshake: Element): boolean {
    const digest = createHash("sha1").update(`${this.streamId}${this.#server.secret}`, "utf8").digest("hex");
    return handshake.getText() === digest;
  }

  /** Sends an element, text, or any bytes. */
  send(what: Element | string | Uint8Array): void {
    if (this.socket.writable) {
      this.socket.write(typeof what === "string" || what instanceof Uint8Array ? what : what.toString());
    }
  }

  /** The next stanza of that kind, or that fits; what came before and does not fit stays for later. */
  expect(wanted: string | ((element: Element) => boolean)): Promise<Element> {
    return this.received.next(typeof wanted === "string" ? (element) => element.name === wanted : wanted);
  }

  /** Asks for something, and gives the answer. */
  async ask(payload: Element, attrs: { readonly [name: string]: string } = {}): Promise<Element> {
    const id = randomUUID();
    const { domain } = this.#server;
    this.send(
      xml("iq", { type: "get", id, from: "juliet@example.org/balcony", to: domain, ...attrs }, payload),
    );
    return this.expect((element) => element.name === "iq" && element.attrs.id === id);
  }

  streamError(condition: string, text?: string): void {
    const explained = text === undefined ? "" : `<text xmlns='${STREAM_ERRORS}'>${text}</text>`;
    this.send(
      `<stream:error><${condition} xmlns='${STREAM_ERRORS}'/>${explained}</stream:error></stream:stream>`,
    );
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  #take(element: Element): void {
    if (element.name !== "handshake") this.#check(element);
    const { type, id, from, to } = element.attrs;
    const isPing = element.name === "iq" && type === "get" && element.getChild("ping") !== undefined;
    if (!this.hostsParent && to === this.#parentDomain) return;
    if (!this.hostsParent && to === this.#server.domain) this.send(element);
    else if (this.answersPings && isPing && to === this.#parentDomain) {
      this.send(xml("iq", { type: "result", id, from: to, to: from }));
    } else this.received.take(element);
  }

  get #parentDomain(): string {
    return this.#server.domain.slice(this.#server.domain.indexOf(".") + 1);
  }

  #check(element: Element): void {
    const { domain } = this.#server;
    const { from = "", to = "" } = element.attrs;
    const sender = from.split("/")[0] ?? "";
    if (sender !== domain && !sender.endsWith(`@${domain}`)) this.#complain(`from ${from}: ${element}`);
    if (to === "") this.#complain(`without to: ${element}`);
    if (!["message", "presence", "iq"].includes(element.name)) this.#complain(`not a stanza: ${element}`);
  }

  #complain(what: string): void {
    this.#server.complaints.push(what);
  }
}
