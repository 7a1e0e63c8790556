/** All people of a run, and the messages sent and heard. */
import { setTimeout as delay } from "node:timers/promises";
import { attribute, openingTag, textOf } from "../../../../bench/wire/splitter.ts";
import { COMPARED, type Heard } from "../model/history.ts";
import { type Random, seeded } from "../plan/random.ts";
import type { Load } from "./load.ts";
import { type Draft, Person } from "./person.ts";

const LOOKS_EVERY_MS = 20;
const THINKS_MS = 300;
// A conversation of this many characters is shown by `/replay` as long as it shows anything.
const LONG = { answers: 4, characters: 20_000 };

export interface CrowdOptions {
  readonly load: Load;
  readonly people: number;
  readonly domains: readonly string[];
  readonly loadDomain: string;
  readonly seed: number;
  readonly streamOf: (domain: string) => number;
}

interface Awaited {
  readonly domain: string;
  readonly since: number;
  readonly resolve: (at: number) => void;
}

export class Crowd {
  readonly sent: Draft[] = [];
  readonly heard: Heard[] = [];
  /** Everybody sends every message twice. */
  twice = false;
  closing = false;
  readonly random: Random;
  readonly #options: CrowdOptions;
  readonly #people = new Map<string, Person>();
  readonly #byId = new Map<string, Draft>();
  readonly #known = new Set<string>();
  readonly #pressed = new Map<string, { message: Draft; due: number }>();
  readonly #pressedReceipts = new Map<string, () => void>();
  readonly #awaited = new Set<Awaited>();
  #pressing = 0;
  #stopped = false;
  #working: Promise<void> | undefined;

  constructor(options: CrowdOptions) {
    this.#options = options;
    const random = seeded(options.seed);
    this.random = random;
    const crowd = this;
    const around = {
      random,
      domains: options.domains,
      say: (message: Draft) => this.#say(message),
      thinks: THINKS_MS,
      get closing() {
        return crowd.closing;
      },
    };
    for (let n = 0; n < options.people; n++) {
      const burst = n % 3 === 0 ? random.between(4, 9) : 1;
      this.#people.set(`p${n}`, new Person(`p${n}`, burst, around));
    }
  }

  get #all(): readonly Person[] {
    return [...this.#people.values()];
  }

  start(): void {
    this.#working = this.#work();
  }

  /** The things that people still wait for. */
  get unfinished(): readonly string[] {
    const people = this.#all.filter((person) => !person.isDone);
    return [
      ...people.map((person) => `${person.name} waits for ${person.waitsFor}`),
      ...[...this.#pressed.keys()].map((id) => `nobody has answered ${id}`),
    ];
  }

  /** The time of the next receipt from this subdomain; with a given time, of a message sent after it. */
  receiptFrom(domain: string, since = 0): Promise<number> {
    return new Promise((resolve) => this.#awaited.add({ domain, since, resolve }));
  }

  /** A stream ended or began: of a subdomain, or the load's own. */
  lost(domain?: string): void {
    const now = Date.now();
    for (const person of this.#all) person.lost(domain, now);
    for (const one of this.#pressed.values()) one.due = Math.min(one.due, now + 1_000);
  }

  /**
   * New people with long conversations ask many times for all of theirs. `meanwhile` begins with the first question.
   * Resolves when everything is asked and over.
   */
  async flood(
    domain: string,
    people: number,
    questions: number,
    meanwhile: () => Promise<void>,
  ): Promise<void> {
    const each = this.#newcomers(people);
    await each((name) => this.#press(name, domain, "command", "/new long"));
    for (let n = 0; n < LONG.answers; n++) {
      await each((name) => this.#press(name, domain, "step", `${name}-${n} ${"x".repeat(LONG.characters)}`));
    }
    const over = meanwhile();
    await each(async (name) => {
      await all(questions, () => this.#press(name, domain, "question", "/replay"));
      await this.#press(name, domain, "question", "/abort");
    });
    await over;
  }

  /** New people write this many answers to all subdomains at once. Resolves when it is over. */
  async contend(domains: readonly string[], people: number, answers: number): Promise<void> {
    const somewhere = () => this.random.pick(domains);
    const each = this.#newcomers(people);
    await each((name) => this.#press(name, somewhere(), "command", "/new long"));
    await each((name) => all(answers, (n) => this.#press(name, somewhere(), "step", `${name}-${n}`)));
    await each((name) => this.#press(name, somewhere(), "command", "/abort"));
  }

  #newcomers(count: number): (does: (name: string) => Promise<unknown>) => Promise<unknown> {
    const names = Array.from({ length: count }, () => `f${this.#pressing++}`);
    return (does) => Promise.all(names.map(does));
  }

  hear(xml: string): void {
    const tag = openingTag(xml);
    if (!tag.startsWith("<message")) return;
    const now = Date.now();
    const id = attribute(tag, "id") ?? "";
    const person = attribute(tag, "to")?.split("@")[0] ?? "";
    if (attribute(tag, "type") === "error") {
      this.#people.get(person)?.refused(id, now);
      const pressed = this.#pressed.get(id);
      if (pressed !== undefined) pressed.due = now + 1_000;
      return;
    }
    const receipt = xml.indexOf("<received ");
    if (receipt >= 0) this.#receipted(attribute(openingTag(xml.slice(receipt)), "id") ?? "", now);
    const body = textOf(xml, "body");
    if (body === undefined) return;
    const domain = (attribute(tag, "from") ?? "").split("/")[0]?.split("@")[1] ?? "";
    const readable = plain(body.slice(0, 2 * COMPARED)).slice(0, COMPARED);
    this.heard.push({ id, person, domain, body: readable, at: now });
    if (this.#known.has(id)) return;
    this.#known.add(id);
    this.#people.get(person)?.heard(plain(body));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      const now = Date.now();
      for (const person of this.#people.values()) person.act(now);
      for (const one of this.#pressed.values()) {
        if (one.due > now) continue;
        one.due = Number.POSITIVE_INFINITY;
        this.#say(one.message);
      }
      await delay(LOOKS_EVERY_MS);
    }
  }

  #say(message: Draft): void {
    if (!this.#byId.has(message.id)) {
      this.sent.push(message);
      this.#byId.set(message.id, message);
    }
    const { load, loadDomain, streamOf } = this.#options;
    const { id, person, domain, body } = message;
    const xml = `<message type="chat" id="${id}" from="${person}@${loadDomain}/im" to="bot@${domain}"><body>${body}</body><request xmlns="urn:xmpp:receipts"/></message>`;
    for (let n = 0; n < (this.twice ? 2 : 1); n++) {
      const streams = `${load.stream}.${streamOf(domain)}`;
      if (load.send(xml)) message.sends.push({ at: Date.now(), streams });
    }
    // Without a stream nothing is sent. The next stream sends it.
  }

  #receipted(id: string, now: number): void {
    const message = this.#byId.get(id);
    if (message === undefined) return;
    message.receipt ??= now;
    this.#pressed.delete(id);
    this.#people.get(message.person)?.receipted(id, now);
    this.#pressedReceipts.get(id)?.();
    this.#pressedReceipts.delete(id);
    const last = message.sends.at(-1)?.at ?? 0;
    for (const awaited of this.#awaited) {
      if (awaited.domain !== message.domain || last < awaited.since) continue;
      this.#awaited.delete(awaited);
      awaited.resolve(now);
    }
  }

  /** Resolves with its receipt. */
  #press(person: string, domain: string, kind: Draft["kind"], body: string): Promise<void> {
    const id = `${person}-${this.sent.length}-${this.random.between(1e8, 1e9)}`;
    const message: Draft = { id, person, domain, kind, body, sends: [], receipt: undefined };
    this.#pressed.set(id, { message, due: Number.POSITIVE_INFINITY });
    this.#say(message);
    return new Promise((resolve) => this.#pressedReceipts.set(id, resolve));
  }
}

function all(count: number, does: (n: number) => Promise<void>): Promise<unknown> {
  return Promise.all(Array.from({ length: count }, (_, n) => does(n)));
}

function plain(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
