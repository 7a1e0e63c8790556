/**
 * Requests of our own (RFC 6120 §8.2.3). A result counts only from the address that was asked, and ids cannot be
 * guessed, so nobody can answer for somebody else. When the stream is lost, all requests that wait fail at once.
 */
import { randomUUID } from "node:crypto";
import { isCondition, RequestTimeout, StanzaError, StreamLost } from "../errors.ts";
import { type Jid, parseJid } from "./jid.ts";
import type { Scheduler } from "./scheduler.ts";
import { childElements, type Element, STANZAS, type Stanza, xml } from "./stanza.ts";

/** Contract: an IQ waits 30 s at most. */
export const REQUEST_TIMEOUT = 30_000;

export interface RequestOptions {
  /** An address of ours; the domain where it is left out. */
  readonly from?: Jid | string;
  readonly type?: "get" | "set";
  /** In ms; the stream's end is the only limit with `Infinity`. */
  readonly timeoutMs?: number;
}

export interface IqTableOptions {
  readonly domain: string;
  readonly scheduler: Scheduler;
  /** Queues the stanza; `false` where there is no stream. */
  readonly send: (iq: Element) => boolean;
}

interface Waiting {
  readonly asked: string;
  readonly cancelTimer: () => void;
  readonly resolve: (iq: Element) => void;
  readonly reject: (error: Error) => void;
}

export class IqTable {
  readonly #options: IqTableOptions;
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: IqTableOptions) {
    this.#options = options;
  }

  /**
   * Sends a request (a "get" unless told) and gives the whole `<iq type="result"/>` that answers it.
   *
   * Rejects with a `StanzaError` where the answer is an error, `RequestTimeout` where there is none in time,
   * `StreamLost` where there is no stream or it ends first.
   */
  request(to: Jid | string, payload: Element, options: RequestOptions = {}): Promise<Element> {
    const asked = typeof to === "string" ? parseJid(to) : to;
    if (asked === undefined) return Promise.reject(new StanzaError("jid-malformed"));
    const { domain, scheduler, send } = this.#options;
    const { from = domain, type = "get", timeoutMs = REQUEST_TIMEOUT } = options;
    const id = randomUUID();
    const sender = typeof from === "string" ? from : from.full;
    const iq = xml("iq", { type, id, from: sender, to: asked.full }, payload);
    return new Promise((resolve, reject) => {
      if (!send(iq)) {
        reject(new StreamLost());
        return;
      }
      const expire = () => {
        this.#waiting.delete(id);
        reject(new RequestTimeout(asked.full, timeoutMs));
      };
      const cancelTimer = Number.isFinite(timeoutMs) ? scheduler.after(timeoutMs, expire) : () => undefined;
      this.#waiting.set(id, { asked: asked.full, cancelTimer, resolve, reject });
    });
  }

  /** Takes a result or an error. `false`: nobody waits for it from that address, so it is nobody's. */
  settle(stanza: Stanza): boolean {
    if (stanza.id === undefined) return false;
    const waiting = this.#waiting.get(stanza.id);
    if (waiting === undefined || waiting.asked !== stanza.from.full) return false;
    this.#waiting.delete(stanza.id);
    waiting.cancelTimer();
    if (stanza.type === "result") waiting.resolve(stanza.element);
    else waiting.reject(readError(stanza.element));
    return true;
  }

  /** Fails all that wait: the stream is lost. */
  failAll(): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { cancelTimer, reject } of all) {
      cancelTimer();
      reject(new StreamLost());
    }
  }
}

const TYPES = ["auth", "cancel", "continue", "modify", "wait"] as const;

/** The error that a stanza of type "error" carries; `undefined-condition` where it says nothing that is defined. */
export function readError(element: Element): StanzaError {
  const error = element.getChild("error");
  const defined =
    error === undefined ? [] : childElements(error).filter((child) => child.getNS() === STANZAS);
  const name = defined.find((child) => child.getName() !== "text")?.getName() ?? "";
  const text = defined.find((child) => child.getName() === "text")?.getText();
  const type = TYPES.find((known) => known === error?.attrs.type);
  return new StanzaError(isCondition(name) ? name : "undefined-condition", {
    ...(text === undefined ? {} : { text }),
    ...(type === undefined ? {} : { type }),
  });
}
