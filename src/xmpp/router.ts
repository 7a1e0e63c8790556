/**
 * The router gives each stanza to one handler: the one with the most specific matcher. It answers for handlers
 * that throw, and for IQs that nobody takes. Nothing that comes in makes it throw.
 *
 * A handler must not wait on the stream: it answers at once, or puts the work into a queue. The queue keeps the order;
 * a handler that returns a promise gives it up.
 */
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { StanzaError } from "../errors.ts";
import type { IqTable } from "./iq.ts";
import type { Refusal } from "./link/limits.ts";
import { describeMatcher, type Exists, type Matcher, matches, specificity } from "./matcher.ts";
import { errorOf, resultOf } from "./reply.ts";
import { childElements, type Element, readStanza, type Stanza, type StanzaKind } from "./stanza.ts";

/**
 * For an IQ the returned element is the payload of the result; without one the result is empty. Whatever is returned
 * for other stanzas is ignored. A thrown `StanzaError` is sent as the error reply.
 */
export type Handler = (stanza: Stanza) => Answer | Promise<Answer>;
// biome-ignore lint/suspicious/noConfusingVoidType: a handler without a return statement is one
type Answer = void | Element | undefined;

export interface RouterOptions {
  readonly domain: string;
  readonly log: Logger;
  readonly iq: IqTable;
  /** Queues a reply. */
  readonly send: (stanza: Element) => boolean;
  /** Whether an address below the domain exists, for matchers that ask. */
  readonly exists: Exists;
}

interface Entry {
  readonly matcher: Matcher;
  readonly rank: number;
  readonly handler: Handler;
}

export class Router {
  readonly #options: RouterOptions;
  readonly #entries: Record<StanzaKind, readonly Entry[]> = { message: [], presence: [], iq: [] };

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /** Adds a handler; of equally specific ones the first added is asked. Gives a function that removes it. */
  on(matcher: Matcher, handler: Handler): () => void {
    const entry = { matcher, rank: specificity(matcher), handler };
    const kind = matcher.stanza;
    // The sort is stable.
    this.#entries[kind] = [...this.#entries[kind], entry].sort((a, b) => b.rank - a.rank);
    return () => {
      this.#entries[kind] = this.#entries[kind].filter((other) => other !== entry);
    };
  }

  /** Takes one element of the stream. */
  dispatch(element: Element): void {
    const stanza = this.#read(element);
    if (stanza === undefined) return;
    try {
      if (stanza.name === "iq" && !this.#isRequest(stanza)) return;
      const entry = this.#entries[stanza.name].find(({ matcher }) =>
        matches(matcher, stanza, this.#options.exists),
      );
      if (entry === undefined) this.#unhandled(stanza);
      else this.#run(entry, stanza);
    } catch (error) {
      this.#failed(stanza, error, "router");
    }
  }

  /** Takes the head of a stanza, without its content, that was over a limit. */
  refuse(element: Element, why: Refusal): void {
    const stanza = this.#read(element);
    if (stanza === undefined) return;
    this.#options.log.warn(
      { from: stanza.from.full, kind: stanza.name },
      `a stanza was dropped: it is ${why}`,
    );
    if (stanza.name === "presence") return;
    const text = why === "too large" ? "The stanza is too large." : "The stanza is nested too deeply.";
    this.#replyError(stanza, new StanzaError("policy-violation", { text }));
  }

  #read(element: Element): Stanza | undefined {
    const { domain, log } = this.#options;
    const stanza = readStanza(element);
    if (stanza === undefined) {
      log.debug(
        { element: element.name },
        "an element was dropped: it is not a stanza with two well-formed addresses",
      );
      return undefined;
    }
    // ejabberd with `global_routes: true` gives us the stanzas of other components.
    if (stanza.to.domain !== domain) {
      log.debug({ to: stanza.to.full }, "a stanza was dropped: it is for another domain");
      return undefined;
    }
    return stanza;
  }

  /** Whether it is an IQ that asks. Answers are settled, malformed ones answered (RFC 6120 §8.2.3). */
  #isRequest(stanza: Stanza): boolean {
    const { type, id, element, from } = stanza;
    if (type === "result" || type === "error") {
      if (!this.#options.iq.settle(stanza)) {
        this.#options.log.debug({ from: from.full, id }, "an answer was dropped: nobody waits for it");
      }
      return false;
    }
    // Without an id there is nothing to answer to.
    if (id === undefined) return false;
    if ((type !== "get" && type !== "set") || childElements(element).length !== 1) {
      this.#reply(errorOf(stanza, new StanzaError("bad-request")));
      return false;
    }
    return true;
  }

  #run(entry: Entry, stanza: Stanza): void {
    let answer: Answer | Promise<Answer>;
    try {
      answer = entry.handler(stanza);
    } catch (error) {
      this.#failed(stanza, error, entry);
      return;
    }
    if (answer instanceof Promise) {
      answer.then(
        (later) => this.#answered(stanza, later),
        (error: unknown) => this.#failed(stanza, error, entry),
      );
    } else this.#answered(stanza, answer);
  }

  #answered(stanza: Stanza, answer: Answer): void {
    if (stanza.name === "iq") this.#reply(resultOf(stanza, answer ?? undefined));
  }

  #unhandled(stanza: Stanza): void {
    if (stanza.name === "iq") this.#replyError(stanza, new StanzaError("service-unavailable"));
  }

  #failed(stanza: Stanza, error: unknown, entry: Entry | "router"): void {
    if (error instanceof StanzaError) {
      this.#replyError(stanza, error);
      return;
    }
    const reference = randomUUID();
    const handler = entry === "router" ? entry : describeMatcher(entry.matcher);
    this.#options.log.error({ err: error, reference, handler, from: stanza.from.full }, "a handler failed");
    // Presence is not waited for; the sender of anything else should know that it had no effect.
    if (stanza.name === "presence") return;
    this.#replyError(
      stanza,
      new StanzaError("internal-server-error", { text: `Reference: ${reference}`, type: "wait" }),
    );
  }

  /** Neither errors (RFC 6120 §8.3.1) nor messages to many are answered. */
  #replyError(stanza: Stanza, error: StanzaError): void {
    const { type } = stanza;
    if (type === "error" || type === "result" || type === "groupchat" || type === "headline") return;
    if (stanza.name === "iq" && stanza.id === undefined) return;
    this.#reply(errorOf(stanza, error));
  }

  #reply(reply: Element): void {
    // Without a stream the reply is of no use: the sender has been told by their server.
    this.#options.send(reply);
  }
}
