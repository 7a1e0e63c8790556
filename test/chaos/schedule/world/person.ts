/**
 * One person with a real client's habits. A message that was refused, or under way when a stream ended, is sent again with its
 * id; a message with a receipt is not. Nine answers make a conversation, and after the last one the person waits for its end.
 */

import type { Sent } from "../model/history.ts";
import { PATIENCE } from "../model/steps.ts";
import type { Random } from "../plan/random.ts";

/** As in `walk.mjs`. */
const ANSWERS = 9;
// The time between the end of a stream, or a refusal, and the next try.
const AGAIN_MS = 300;
// A person who does not hear of the conversation's end asks after this time.
const ASKS_AFTER_MS = 5_000;
// A step that was lost leaves a conversation without end.
const GIVES_UP_AFTER = 8;

export type Draft = Sent & { readonly sends: { at: number; streams: string }[] };

export interface Surroundings {
  readonly random: Random;
  readonly domains: readonly string[];
  /** Notes it and sends it. */
  say(message: Draft): void;
  /** How long they think between two messages, on average, in ms. */
  readonly thinks: number;
  /** They begin no further conversation. */
  readonly closing: boolean;
}

export class Person {
  readonly name: string;
  readonly #around: Surroundings;
  /** How many messages they send at once. */
  readonly #burst: number;
  readonly #open = new Map<string, { readonly message: Draft; due: number }>();
  #count = 0;
  #inConversation = 0;
  #nextAt = 0;
  /** How often the person asked about the present conversation, and whether they heard of its end. */
  #asked = 0;
  #hasEnded = false;
  #waitsSince = 0;

  constructor(name: string, burst: number, around: Surroundings) {
    this.name = name;
    this.#burst = burst;
    this.#around = around;
  }

  /** They wait for nothing, and are in the middle of nothing. */
  get isDone(): boolean {
    return this.#open.size === 0 && this.#inConversation === 0;
  }

  /** The thing that the person waits for, in words. */
  get waitsFor(): string {
    const open = [...this.#open.keys()].join(", ");
    return open === ""
      ? `the end of a conversation of ${this.#inConversation} answers`
      : `receipts of ${open}`;
  }

  /** Does what is due now. */
  act(now: number): void {
    for (const one of this.#open.values()) {
      if (one.due > now) continue;
      one.due = now + PATIENCE;
      this.#around.say(one.message);
    }
    if (this.#open.size > 0) return;
    if (this.#hasEnded) {
      this.#inConversation = 0;
      this.#asked = 0;
      this.#hasEnded = false;
    }
    if (now < this.#nextAt) return;
    if (this.#inConversation < ANSWERS) this.#goOn(now);
    else if (now - this.#waitsSince > ASKS_AFTER_MS) this.#ask(now);
  }

  receipted(id: string, now: number): void {
    if (!this.#open.delete(id) || this.#open.size > 0) return;
    this.#waitsSince = now;
    const { random, thinks } = this.#around;
    this.#nextAt = now + random.between(0, 2 * thinks);
  }

  refused(id: string, now: number): void {
    const one = this.#open.get(id);
    if (one !== undefined) one.due = Math.min(one.due, now + AGAIN_MS);
  }

  /** A stream ended: of a subdomain, or the load's own. */
  lost(domain: string | undefined, now: number): void {
    for (const one of this.#open.values()) {
      if (domain === undefined || one.message.domain === domain) one.due = Math.min(one.due, now + AGAIN_MS);
    }
  }

  /** To be called once for each reply, not for its repeats. */
  heard(body: string): void {
    if (this.#inConversation < ANSWERS) return;
    const list = body.startsWith("Walked ") ? body.slice("Walked ".length, -1).split(" ") : [];
    const told = this.#asked > 0 && /^(Nothing is going on|Stopped )/.test(body);
    if (told || list.includes(`${this.name}-${this.#count}`)) this.#hasEnded = true;
  }

  #goOn(now: number): void {
    const { closing } = this.#around;
    if (closing && this.#inConversation === 0) return;
    const many = Math.min(this.#burst, ANSWERS - this.#inConversation);
    for (let n = 0; n < many; n++) {
      this.#inConversation++;
      this.#say("step", `${this.name}-${++this.#count}`, now);
    }
  }

  #ask(now: number): void {
    this.#waitsSince = now;
    this.#asked++;
    this.#say("question", this.#asked < GIVES_UP_AFTER ? "/replay 1" : "/abort", now);
  }

  #say(kind: Sent["kind"], body: string, now: number): void {
    const { random, domains } = this.#around;
    const id = `${this.name}-${kind}-${this.#count}-${random.between(1e8, 1e9)}`;
    const message: Draft = {
      id,
      kind,
      body,
      person: this.name,
      domain: random.pick(domains),
      sends: [],
      receipt: undefined,
    };
    this.#open.set(id, { message, due: now + PATIENCE });
    this.#around.say(message);
  }
}
