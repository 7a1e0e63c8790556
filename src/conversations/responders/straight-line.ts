/**
 * The straight-line form of a responder: one function that asks, step after step, as if the person answered at once.
 * It is stored like any other, so that the process may end between any two lines of it.
 */

import type { Duration } from "../../duration.ts";
import type { Answer } from "../answers/kind.ts";
import { described, type Responder } from "./responder.ts";
import { scriptOf } from "./script.ts";
import type { ScriptBody, ScriptEnd } from "./script-run.ts";
import type { Earlier, Effect, Interlocutor, MigrateForEachEarlierVersion } from "./types.ts";

/** What a value is after it was kept as JSON: a `Date` a text, nothing `null`. */
export type Kept<T> = T extends string | number | boolean | null
  ? T
  : T extends { toJSON(): infer J }
    ? Kept<J>
    : T extends readonly (infer U)[]
      ? readonly Kept<U>[]
      : T extends object
        ? { readonly [K in keyof T]: Kept<T[K]> }
        : null;

/** What the function of a conversation gets. */
export interface ConversationContext<L extends string> {
  /** With whom it is held. */
  readonly person: Interlocutor;
  /**
   * Asks, and gives the answer: `await c.ask("title", text("What is the title?"))`. `name` is the step's name, under
   * which the answer is kept across restarts and deploys; in a loop each round has its own (`item`, `item#2`, …).
   * Whatever comes before is run again at the next turn, so it must only read. Always await it.
   */
  ask<T>(
    name: string,
    answer: Answer<T>,
    options?: {
      /** In place of the question that the answer kind brings. */
      readonly prompt?: string;
      /** The list that `/list` alone shows at this step. */
      readonly list?: L;
    },
  ): Promise<T>;
  /**
   * Does something, and gives what it gave, then and ever after: `await c.effect("create", (key) => …)`. Runs after what
   * led to it is committed, is tried again with the same `key` when it throws, and what it gives is kept as JSON. Once it
   * has run the answers before it stand: there is no way back past it, nor a correction, so that it does not run again.
   *
   * For how long it is tried can be set: `{ run: (key) => …, retry: { for: "1h" } }`; by default for five minutes, which
   * is six tries. When it fails for good the person is told, and the last question is open again. Only then other
   * effects that had run since that question run again, with the same key if the answer is the same. Always await it.
   */
  effect<T>(
    name: string,
    effect: Effect<
      (
        key: string,
        trying: {
          /** 1 at the first try. */
          readonly attempt: number;
          /** Aborted when the try has lasted too long. */
          readonly signal: AbortSignal;
        },
      ) => T | Promise<T>
    >,
  ): Promise<Kept<T>>;
  /** Says something before whatever comes next. */
  say(text: string): void;
  /** Ends the conversation as complete: `return c.complete("Created.")`. Returning a text does the same. */
  complete(text?: string): ScriptEnd;
  /** Ends the conversation as aborted: `return c.abort("Nothing created.")`. */
  abort(text?: string): ScriptEnd;
}

/** What stands before the function of a conversation. */
export interface ConversationHead<V extends number, L extends string> {
  /** 1 at first; one more whenever stored conversations need a migration. */
  readonly version: V;
  /** First line: what `/help` shows. All of it: what `/help NAME` shows. */
  readonly help?: string;
  readonly lists?: {
    readonly [K in L]: (c: {
      /** What was answered so far, in the form in which it is stored, by the steps' names. */
      readonly props: Readonly<Record<string, unknown>>;
      readonly person: Interlocutor;
    }) => readonly string[] | Promise<readonly string[]>;
  };
  /** In place of the configured timeouts. */
  readonly timeout?: { readonly idle?: Duration; readonly signout?: Duration };
}

/** Not needed at version 1, from version 2 on a migration for each earlier one. */
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
 * The function is run from its beginning at every turn, with the answers kept so far; so between its awaits it must
 * come to the same questions by the same answers, and everything that changes something, or that may differ from one
 * run to the next, belongs into `c.effect`. Throws where name, version, migrations or timeouts are wrong.
 */
export function conversation<const V extends number, L extends string = never>(
  name: string,
  head: ConversationHead<V, L> & ConversationMigrations<V>,
  body: (c: ConversationContext<L>) => Promise<ScriptEnd | string | undefined> | Promise<void>,
): Responder {
  if (typeof body !== "function") throw new Error(`responder "${name}": the conversation must be a function`);
  // As with `responder`: which types the lists ask for, only the author's code needed to know.
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
