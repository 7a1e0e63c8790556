/**
 * Runs responders without a server and without a database, on a clock of its own: the engine, and a memory that keeps
 * its decisions. After every turn the memory goes through JSON and back, as if the process had been killed and started
 * again. So a responder that passes a rehearsal keeps nothing in variables.
 */
import { randomUUID } from "node:crypto";
import { type Duration, parseDuration } from "../../duration.ts";
import { createTexts } from "../../texts/index.ts";
import { systemScheduler } from "../../xmpp/scheduler.ts";
import type { Needs } from "../engine/commands/command.ts";
import { piecesOf } from "../engine/commands/export-pieces.ts";
import { type EffectResult, effectEnded } from "../engine/effects/ended.ts";
import { runEffect } from "../engine/effects/run.ts";
import { hear } from "../engine/engine.ts";
import { wakeUp } from "../engine/idle.ts";
import { look } from "../engine/look.ts";
import { meaningOf, needsOf } from "../engine/meaning.ts";
import type { Change, Outcome } from "../engine/outcome.ts";
import type { ConversationSettings, EngineContext, Heard } from "../engine/turn.ts";
import { createRegistry, type Registry } from "../responders/registry.ts";
import type { Responder } from "../responders/responder.ts";
import type { Interlocutor } from "../responders/types.ts";
import { patiently } from "../slow-decision.ts";
import type {
  Conversation,
  EffectRun,
  Exported,
  Message,
  Paging,
  RecordedTurn,
  State,
  TakenAnswer,
} from "../state.ts";
import { waiting } from "./waiting.ts";

/** The shipped texts, in the person's language or else in English. */
const texts = createTexts({ language: "en" });

/** Options of a rehearsal. */
export interface RehearsalOptions {
  /** When it begins, in a form that `Date` reads. Default 2026-01-05T09:00:00Z, a Monday. */
  readonly now?: string;
  /** The person. Default `ann@example.org`, who writes English. */
  readonly person?: Partial<Interlocutor>;
  /** `conversations.idle`, default `30m`. */
  readonly idle?: Duration;
  /** `conversations.warn`, default `60s`. */
  readonly warn?: Duration;
  /** `conversations.fallback`, default none. */
  readonly fallback?: string;
  /** Kills the process at that point. `rehearseCrashes` tries every point. */
  readonly crash?: Crash;
}

/**
 * The point where a rehearsal kills the process. Each message, each try of an effect and each timer leads to a turn; 1
 * is the first. If the process is killed before the commit, the decision is lost, and the message, the try or the timer
 * comes again, an effect with the same key. If it is killed after the commit, a message comes again, too, and is
 * recognised as a repeat.
 */
export interface Crash {
  /** 1, 2, 3, … */
  readonly turn: number;
  readonly when: "before commit" | "after commit";
}

/** An effect that was run. */
export interface EffectTried {
  /** Its name. */
  readonly effect: string;
  /** The `key` that it was given. */
  readonly key: string;
  /** The number of the last try. */
  readonly attempt: number;
  /** It was undone; `attempt` is then that of the undo. */
  readonly undo?: true;
}

/** The parts of a message beside its text. */
export type SayOptions = Partial<Omit<Heard, "body">>;

interface Memory {
  conversations: Conversation[];
  messages: Message[];
  wakes: { conversation: string; at: number; heardAt: number }[];
  effects: EffectRun[];
  looks: { conversation: string; at: number }[];
  paging: Paging | null;
}

const nothingStored = (): Memory => ({
  conversations: [],
  messages: [],
  wakes: [],
  effects: [],
  looks: [],
  paging: null,
});

/** A turn as it is read later. */
function messagesOf({ heard, said, seq, ...about }: RecordedTurn): readonly Message[] {
  const answer = { step: null, undo: null, direction: "out" } as const;
  return [
    ...(heard === undefined ? [] : [{ ...about, ...heard, seq, direction: "in" } as const]),
    ...(said === undefined
      ? []
      : [{ ...about, ...answer, ...said, seq: heard === undefined ? seq : seq + 1 }]),
  ];
}

/** One person and the bot. */
export class Rehearsal {
  #registry: Registry;
  readonly #person: Interlocutor;
  readonly #settings: ConversationSettings;
  readonly #crash: Crash | undefined;
  /** The messages that were handled. None of them is handled again. */
  readonly #heard = new Set<string>();
  readonly #tried = new Map<string, EffectTried>();
  #now: number;
  #turns = 0;
  #memory = nothingStored();

  constructor(responders: readonly Responder[], options: RehearsalOptions = {}) {
    this.#registry = createRegistry(responders);
    this.#person = { address: "ann@example.org", lang: "en", ...options.person };
    this.#settings = {
      idle: parseDuration(options.idle ?? "30m") ?? 0,
      signout: 0,
      warn: parseDuration(options.warn ?? "60s") ?? 0,
      fallback: options.fallback,
    };
    this.#crash = options.crash;
    this.#now = Date.parse(options.now ?? "2026-01-05T09:00:00Z");
  }

  /** The time of the rehearsal, in ms since the epoch. */
  get now(): number {
    return this.#now;
  }

  /** The ongoing conversation. */
  get conversation(): Conversation | undefined {
    return this.#memory.conversations.find(({ status }) => status === "ongoing");
  }

  /** All conversations, the first one first. */
  get conversations(): readonly Conversation[] {
    return this.#memory.conversations;
  }

  /** The messages of the conversations, in order. Answers to commands are not recorded. */
  get messages(): readonly Message[] {
    return this.#memory.messages;
  }

  /** The effects that were run, each key once and each undo by itself, in the order of their first tries. */
  get effects(): readonly EffectTried[] {
    return [...this.#tried.values()];
  }

  /** How many turns there were. */
  get turns(): number {
    return this.#turns;
  }

  /** Everything that is kept, and the effects that were run. */
  toJSON(): object {
    return { now: this.#now, ...this.#memory, tried: this.effects };
  }

  /** The person says something. Gives the answers of the bot. Rejects with the error that the responder throws. */
  async say(body: string, options: SayOptions = {}): Promise<readonly string[]> {
    const heard: Heard = {
      stanzaId: randomUUID(),
      thread: undefined,
      delayedSince: undefined,
      correctionOf: undefined,
      ...options,
      body,
    };
    const said = await this.#hear(heard);
    const repeated = this.#killed("after commit") ? await this.#hear(heard) : [];
    return [...said, ...repeated, ...(await this.#runDue())];
  }

  /**
   * Time passes; timers and effects happen when they fall due. Gives the texts that the bot says. Throws if `time` is no
   * duration.
   */
  async pass(time: Duration): Promise<readonly string[]> {
    const length = parseDuration(time);
    if (length === undefined) throw new Error(`"${time}" is no duration such as "30m"`);
    const until = this.#now + length;
    const said: string[] = [];
    for (;;) {
      const next = Math.min(
        ...this.#memory.wakes.map(({ at }) => at),
        ...this.#memory.effects.map(({ dueAt }) => dueAt),
        ...this.#memory.looks.map(({ at }) => at),
      );
      if (next > until) break;
      this.#now = Math.max(this.#now, next);
      said.push(...(await this.#runDue()));
    }
    this.#now = until;
    return said;
  }

  /** Goes on with other responders, as after a deploy. */
  deploy(responders: readonly Responder[]): void {
    this.#registry = createRegistry(responders);
  }

  /** Forgets the conversations that have ended, as retention does. */
  forget(): void {
    const { conversation } = this;
    this.#memory.conversations = conversation === undefined ? [] : [conversation];
    this.#memory.messages = this.#memory.messages.filter(
      (message) => message.conversation === conversation?.id,
    );
  }

  async #hear(heard: Heard): Promise<readonly string[]> {
    const key = `${heard.stanzaId ?? randomUUID()} ${heard.body}`;
    if (this.#heard.has(key)) return [];
    const meaning = meaningOf(heard);
    const answered = (): Promise<Outcome> =>
      hear({ context: this.#context(), state: this.#state(needsOf(meaning)), heard }, meaning);
    const said = await this.#turn(answered);
    this.#heard.add(key);
    return said;
  }

  async #runDue(): Promise<readonly string[]> {
    const said: string[] = [];
    for (;;) {
      const run = this.#memory.effects.find(({ dueAt }) => dueAt <= this.#now);
      if (run === undefined) break;
      const ended = async (): Promise<Outcome> => {
        const result = await this.#try(run);
        return effectEnded(this.#context(), this.#state({}), run, result);
      };
      said.push(...(await this.#turn(ended)));
    }
    for (const { conversation } of this.#memory.looks.filter(({ at }) => at <= this.#now)) {
      const looked = (): Promise<Outcome> =>
        look(this.#context(), { conversation: this.conversation }, conversation);
      said.push(...(await this.#turn(looked)));
    }
    for (const wake of this.#memory.wakes.filter(({ at }) => at <= this.#now)) {
      const woken = async (): Promise<Outcome> =>
        wakeUp(this.#context(), this.conversation, { ...wake, downtime: 0, presence: "in" });
      said.push(...(await this.#turn(woken)));
    }
    return said;
  }

  /** Decides, and keeps the decision. If it is killed in between, it decides again from the memory of before. */
  async #turn(decide: () => Promise<Outcome>): Promise<readonly string[]> {
    this.#turns++;
    const decided = (): Promise<Outcome> => patiently(systemScheduler, decide());
    if (this.#killed("before commit")) await decided();
    return this.#keep(await decided());
  }

  #killed(when: Crash["when"]): boolean {
    return this.#crash?.turn === this.#turns && this.#crash.when === when;
  }

  #try(run: EffectRun): Promise<EffectResult> {
    const { effect, key, attempts, undo } = run;
    const tried = { effect, key, attempt: attempts + 1, ...(undo && { undo }) };
    this.#tried.set(undo ? `${key} undone` : key, tried);
    return runEffect(this.#registry, run, this.#person).then(
      (value) => ({ ok: true, value }),
      () => ({ ok: false, reference: "rehearsal" }),
    );
  }

  #context(): EngineContext {
    return {
      now: this.#now,
      newId: randomUUID,
      registry: this.conversation?.responder === waiting.name ? createRegistry([waiting]) : this.#registry,
      line: waiting,
      settings: this.#settings,
      person: this.#person,
      bot: "Anteroom",
      say: texts(this.#person.lang),
    };
  }

  #state({ corrected, exported }: Needs): State {
    const { conversation } = this;
    const history = this.#memory.messages.filter((message) => message.conversation === conversation?.id);
    return {
      conversation,
      history,
      taken: history.filter((message): message is Message & TakenAnswer => message.step !== null).reverse(),
      corrected: this.#memory.messages.findLast(
        ({ stanzaId }) => corrected !== undefined && stanzaId === corrected,
      ),
      latest: history.at(-1),
      asideAt: this.#memory.wakes.find((wake) => wake.conversation === conversation?.id)?.heardAt,
      paging: this.#memory.paging ?? undefined,
      exported: exported === undefined ? undefined : this.#exported(),
    };
  }

  /** A rehearsal is short: all of it is one part. */
  #exported(): Exported {
    const pieces = this.conversations.flatMap((one) => piecesOf(one, this.messages));
    return { parts: pieces.length === 0 ? 0 : 1, pieces };
  }

  #keep(outcome: Outcome): readonly string[] {
    for (const change of outcome.changes) this.#apply(change);
    this.#memory = JSON.parse(JSON.stringify(this.#memory)) as Memory;
    return outcome.reply === undefined ? [] : [outcome.reply.text];
  }

  #apply(change: Change): void {
    const memory = this.#memory;
    switch (change.kind) {
      case "start":
        if (this.conversation !== undefined) throw new Error("two conversations at once");
        memory.conversations.push(change.conversation);
        return;
      case "update": {
        const index = memory.conversations.findIndex(({ id }) => id === change.conversation.id);
        if (memory.conversations[index]?.rev !== change.conversation.rev - 1)
          throw new Error("changed twice at once");
        memory.conversations[index] = change.conversation;
        return;
      }
      case "turn":
        memory.messages.push(...messagesOf(change.turn));
        return;
      case "untake":
        memory.messages = memory.messages.map((message) =>
          message.conversation === change.conversation && message.seq >= change.from
            ? { ...message, step: null, undo: null }
            : message,
        );
        return;
      case "wake":
      case "forget wake":
        memory.wakes = memory.wakes.filter(({ conversation }) => conversation !== change.conversation);
        if (change.kind === "wake") memory.wakes.push(change);
        return;
      case "signout":
      case "forget signout":
      case "notice":
      case "told":
        // In a rehearsal nobody signs out.
        return;
      case "look":
      case "forget look":
        memory.looks = memory.looks.filter(({ conversation }) => conversation !== change.conversation);
        if (change.kind === "look") memory.looks.push(change);
        return;
      case "write":
        // There is no database either.
        return;
      case "effect":
        memory.effects = [...memory.effects.filter(({ key }) => key !== change.run.key), change.run];
        return;
      case "forget effect":
        memory.effects = memory.effects.filter(({ key }) => key !== change.key);
        return;
      case "paging":
        memory.paging = change.paging;
        return;
      case "forget conversations":
        this.#memory = nothingStored();
    }
  }
}
