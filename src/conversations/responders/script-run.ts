/**
 * Runs a conversation in the straight-line form. The function is called from its beginning at every turn. The answers
 * of the person and the results of effects are kept by name and handed to it again, so that it arrives at the first
 * question or effect for which nothing is kept. There it is left: the promise that it awaits never settles, and the
 * garbage collector takes the whole call with the last reference to it.
 *
 * Names are the durable key, not positions. A question that a deploy inserts is asked when the function comes to it, an
 * answer whose question has gone is ignored, and the order does not matter.
 */
import type { Json } from "../../ledger/statement.ts";
import type { Answer } from "../answers/kind.ts";
import type { StoredProps } from "../state.ts";
import { type RunnableEffect, runnableEffect } from "./retries.ts";
import type { Effect, HandOver, Interlocutor } from "./types.ts";

/** A question that the function came to. */
export interface ScriptQuestion {
  readonly name: string;
  readonly answer: Answer<unknown>;
  readonly prompt: string;
  readonly label: string | undefined;
  readonly list: string | undefined;
  readonly check: Check | undefined;
}

/** Looks at an answer when it is given: a text says why it is not taken. */
type Check = (value: unknown) => string | undefined | Promise<string | undefined>;

/** Where a run ended. */
export type RunEnd =
  | { readonly kind: "ask"; readonly step: string }
  | { readonly kind: "effect"; readonly effect: string; readonly retryFor: number }
  | { readonly kind: "ran"; readonly value: Json }
  | { readonly kind: "complete"; readonly text: string | undefined }
  | { readonly kind: "abort"; readonly text: string | undefined }
  | { readonly kind: "handOver"; readonly to: HandOver };

export interface Run {
  readonly end: RunEnd;
  /** The questions that it came to, in order. If it ended at a question, that is the last one. */
  readonly asked: readonly ScriptQuestion[];
  /** The names of all questions and effects it came to, in order. */
  readonly order: readonly string[];
  /** The effects that it came to, by name. */
  readonly effects: ReadonlyMap<string, RunnableEffect<Execute>>;
  /** The texts that it said after the last kept answer or result. Earlier texts were said in earlier turns. */
  readonly says: readonly string[];
}

/** An effect to be executed when the run comes to it. */
export interface Executing {
  readonly effect: string;
  readonly key: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly undo: boolean;
}

export interface RunOptions {
  readonly kept: StoredProps;
  readonly person: Interlocutor;
  readonly executing?: Executing;
}

/** The end of the conversation, as the function returns it; made by `c.complete`, `c.abort` and `c.handOver`. */
export class ScriptEnd {
  readonly decision: Extract<RunEnd, { readonly kind: "complete" | "abort" | "handOver" }>;

  constructor(decision: ScriptEnd["decision"]) {
    this.decision = decision;
  }
}

/** `gave`: to an undo, what the effect gave. */
type Execute = (key: string, trying: Pick<Executing, "attempt" | "signal"> & { gave?: unknown }) => unknown;

/** The argument of the function, where types of single answers do not matter. */
export interface AnyScript {
  readonly person: Interlocutor;
  ask(
    name: string,
    answer: Answer<unknown>,
    options?: { prompt?: string; label?: string; list?: string; check?: Check },
  ): Promise<unknown>;
  effect(name: string, effect: Effect<Execute>): Promise<unknown>;
  say(text: string): void;
  complete(text?: string): ScriptEnd;
  abort(text?: string): ScriptEnd;
  handOver(to: HandOver): ScriptEnd;
}

/** The function that is the conversation. */
export type ScriptBody = (c: AnyScript) => unknown;

/**
 * Rejects with the error that the function throws, or if it breaks a rule of this form. Every caller sets a deadline:
 * work that takes long belongs in an effect.
 */
export function runScript(body: ScriptBody, options: RunOptions): Promise<Run> {
  const { kept, person, executing } = options;
  return new Promise<Run>((resolve, reject) => {
    const asked: ScriptQuestion[] = [];
    const order: string[] = [];
    const effects = new Map<string, RunnableEffect<Execute>>();
    const says: string[] = [];
    let waiting: string | undefined;

    const stop = (end: RunEnd): void => resolve({ end, asked, order, effects, says });
    // Stops one microtask later, so that a second question, which can only be a missing await, is noticed.
    const leave = (name: string, end: RunEnd): Promise<never> => {
      waiting = name;
      queueMicrotask(() => stop(end));
      return new Promise(() => {});
    };
    const comeTo = (wanted: string): string => {
      if (waiting !== undefined) {
        const error = new Error(`"${wanted}" comes while "${waiting}" is still open: an await is missing`);
        reject(error);
        throw error;
      }
      if (typeof wanted !== "string" || wanted === "") throw new Error("ask and effect need a name");
      // In a loop each round has its own: item, item#2, item#3.
      let name = wanted;
      for (let round = 2; order.includes(name); round++) name = `${wanted}#${round}`;
      order.push(name);
      return name;
    };

    const c: AnyScript = {
      person,
      async ask(wanted, answer, { prompt = answer?.question, label, list, check } = {}) {
        const name = comeTo(wanted);
        if (typeof answer?.parse !== "function")
          throw new Error(
            `ask("${name}"): the second argument must be a kind of answer, text("…") for instance`,
          );
        if (prompt === undefined || prompt.trim() === "")
          throw new Error(`ask("${name}"): there is no question; write it as text("…")`);
        asked.push({ name, answer, prompt, label, list, check });
        const json = Object.hasOwn(kept, name) ? kept[name] : undefined;
        const read = json === undefined ? undefined : answer.fromJson(json);
        if (read?.ok !== true) return leave(name, { kind: "ask", step: name });
        says.length = 0;
        return read.value;
      },
      async effect(wanted, effect) {
        const name = comeTo(wanted);
        const wrong = (what: string): Error => new Error(`effect("${name}"): ${what}`);
        const runnable = runnableEffect<Execute, Execute>(effect, wrong);
        effects.set(name, runnable);
        const value = Object.hasOwn(kept, name) ? kept[name] : undefined;
        if (executing?.effect === name) return leave(name, await executed(runnable, executing, value));
        if (value === undefined)
          return leave(name, { kind: "effect", effect: name, retryFor: runnable.retryFor });
        says.length = 0;
        return value;
      },
      say: (text) => {
        says.push(String(text));
      },
      complete: (text) => new ScriptEnd({ kind: "complete", text }),
      abort: (text) => new ScriptEnd({ kind: "abort", text }),
      handOver: (to) => new ScriptEnd({ kind: "handOver", to }),
    };
    Promise.resolve(c)
      .then(body)
      .then((result) => stop(endOf(result)))
      .catch(reject);
  });
}

async function executed(
  { run, undo }: RunnableEffect<Execute>,
  { effect, key, attempt, signal, undo: undoing }: Executing,
  gave: Json | undefined,
): Promise<RunEnd> {
  if (!undoing) return { kind: "ran", value: asJson(await run(key, { attempt, signal })) };
  if (undo === undefined) throw new Error(`effect("${effect}"): it has no undo any more`);
  await undo(key, { attempt, signal, gave });
  return { kind: "ran", value: null };
}

/** A text that the function returns is said at the end. If it returns nothing, the conversation is simply over. */
function endOf(result: unknown): RunEnd {
  if (result instanceof ScriptEnd) return result.decision;
  return { kind: "complete", text: typeof result === "string" ? result : undefined };
}

function asJson(given: unknown): Json {
  return given === undefined ? null : (JSON.parse(JSON.stringify(given)) as Json);
}
