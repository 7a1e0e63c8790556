/**
 * The straight-line form of a responder: one function that asks, step after step, as if the person answered at once.
 * It is stored like any other responder, so the process may end between any two lines of it.
 */

import type { Duration } from "../../duration.ts";
import type { Answer } from "../answers/kind.ts";
import { described, type Responder } from "./responder.ts";
import { scriptOf } from "./script.ts";
import type { ScriptBody, ScriptEnd } from "./script-run.ts";
import type { Earlier, Effect, HandOver, Interlocutor, MigrateForEachEarlierVersion } from "./types.ts";

/** The type of a value after it was kept as JSON: a `Date` becomes a text, `undefined` becomes `null`. */
export type Kept<T> = T extends string | number | boolean | null
  ? T
  : T extends { toJSON(): infer J }
    ? Kept<J>
    : T extends readonly (infer U)[]
      ? readonly Kept<U>[]
      : T extends object
        ? { readonly [K in keyof T]: Kept<T[K]> }
        : null;

/** The second argument of an effect. */
export interface Trying {
  /** 1 at the first try. A try that was cut off, since the process was killed, does not count. */
  readonly attempt: number;
  /** Aborted when the try has lasted too long. */
  readonly signal: AbortSignal;
}

/** The second argument of an `undo` has this as well. */
export interface Given<T> {
  /** The result of the effect; `undefined` if it has failed for good. */
  readonly gave: T | undefined;
}

/** The argument of a conversation's function. */
export interface ConversationContext<L extends string> {
  /** The person with whom the conversation is held. */
  readonly person: Interlocutor;
  /**
   * Asks, and gives the answer: `await c.ask("title", text("What is the title?"))`. `name` is the name of the step. The
   * answer is kept under it across restarts and deploys; in a loop each round has its own (`item`, `item#2`, …).
   * The code before it runs again at the next turn, so it must only read. Always await it.
   */
  ask<T>(
    name: string,
    answer: Answer<T>,
    options?: {
      /** In place of the question that the answer kind brings. */
      readonly prompt?: string;
      /** The name of the step for people, by default its own. */
      readonly label?: string;
      /** The list that `/list` alone shows at this step. */
      readonly list?: L;
      /**
       * Looks at the answer once, when it is given: `check: async (time) => (await isFree(time)) ? undefined : "Taken."`.
       * A text says why it is not taken, and the question stays open.
       */
      readonly check?: (value: T) => string | undefined | Promise<string | undefined>;
    },
  ): Promise<T>;
  /**
   * Does something once, and gives its result, now and in all later turns: `await c.effect("create", (key) => …)`. It
   * runs after the answers that led to it are committed. If it throws, it is tried again with the same `key`. Its result
   * is kept as JSON. Once it has run, the answers before it stand: nobody can go back past it or correct them.
   * `{ run: …, undo: (key, { gave }) => … }` makes that possible: `undo` takes back the work of `run` with that key, and
   * only then the earlier question is asked again.
   *
   * It is tried for five minutes, which is six tries, or for as long as `{ run: (key) => …, retry: { for: "1h" } }` says.
   * If it fails for good, the person is told, and the last question is open again. Only in this case other effects that
   * had run since that question run again, with the same key if the answer is the same. Always await it.
   */
  effect<T>(
    name: string,
    effect: Effect<
      (key: string, trying: Trying) => T | Promise<T>,
      (key: string, trying: Trying & Given<Kept<T>>) => unknown
    >,
  ): Promise<Kept<T>>;
  /** Says something before the next question or the end. */
  say(text: string): void;
  /** Ends the conversation as complete: `return c.complete("Created.")`. Returning a text does the same. */
  complete(text?: string): ScriptEnd;
  /** Ends the conversation as aborted: `return c.abort("Nothing created.")`. */
  abort(text?: string): ScriptEnd;
  /**
   * Ends the conversation as complete, and puts the person into the line of a queue, where they wait for a member of staff:
   * `return c.handOver({ queue: "default" })`. Staff find the conversation in the view `rooms`.
   */
  handOver(to: HandOver): ScriptEnd;
}

/** The first half of a conversation, before its function. */
export interface ConversationHead<V extends number, L extends string> {
  /** 1 at first; one more whenever stored conversations need a migration. */
  readonly version: V;
  /** `/help` shows its first line, `/help NAME` all of it. */
  readonly help?: string;
  /** The lists that `/list NAME` shows. `props` has the answers so far, as `ask` gives them, by the names of the steps. */
  readonly lists?: {
    readonly [K in L]: (c: {
      readonly props: Readonly<Record<string, unknown>>;
      readonly person: Interlocutor;
    }) => readonly string[] | Promise<readonly string[]>;
  };
  /** In place of the configured timeouts. */
  readonly timeout?: { readonly idle?: Duration; readonly signout?: Duration };
}

/** Nothing at version 1; from version 2 on, a migration for each earlier version. */
export type ConversationMigrations<V extends number> = [Earlier<V>] extends [never]
  ? unknown
  : MigrateForEachEarlierVersion<V>;

/**
 * Makes a responder of one function.
 *
 * ```ts
 * export default conversation("task", { version: 1 }, async (c) => {
 *   const title = await c.ask("title", text("What is the title?"));
 *   if (!(await c.ask("sure", yesNo(`Create "${title}"?`)))) return c.abort("Nothing created.");
 *   const id = await c.effect("create", (key) => tasks.create({ title }, key));
 *   return c.complete(`Created #${id}.`);
 * });
 * ```
 *
 * The function runs from its beginning at every turn, with the answers kept so far. So between its awaits it must come
 * to the same questions by the same answers. Everything that changes something, or that may differ from one run to the
 * next, belongs in `c.effect`. Throws if name, version, migrations or timeouts are wrong.
 */
export function conversation<const V extends number, L extends string = never>(
  name: string,
  head: ConversationHead<V, L> & ConversationMigrations<V>,
  body: (c: ConversationContext<L>) => Promise<ScriptEnd | string | undefined> | Promise<void>,
): Responder {
  if (typeof body !== "function") throw new Error(`responder "${name}": the conversation must be a function`);
  // As with `responder`: only the author's code needed to know which types the lists ask for.
  const { help = "", ...more } = head as unknown as LooseHead;
  return Object.freeze<Responder>({
    ...described(name, { ...more, help }, more),
    props: {},
    first: "",
    steps: new Map(),
    effects: {},
    script: scriptOf(body as unknown as ScriptBody),
  });
}

type LooseHead = Pick<Responder, "version"> & Partial<Pick<Responder, "help" | "lists" | "migrate">>;
