/**
 * The types that hold a responder together. A step names properties, steps, lists and effects of its own
 * responder only, and what a prompt may do is to read: a mistake by an author does not compile.
 */

import type { Duration } from "../../duration.ts";
import type { Json } from "../../ledger/statement.ts";
import type { Answer, ValueOf } from "../answers/kind.ts";

/** The properties of a responder, each with the kind of answer that it holds. */
export type Props = Readonly<Record<string, Answer<unknown>>>;

/** The values of the properties. A required one is `undefined` only as long as nobody was asked for it. */
export type Values<P> = { readonly [K in keyof P]: ValueOf<P[K]> };

/** Names that a property cannot have, because the argument of a step has them already. */
export type ReservedName = keyof Reading<unknown> | keyof Acting<unknown, never, never>;

/** Properties without reserved names: to those nothing fits, and the compiler says why. */
export type NoReserved<P> = {
  readonly [K in keyof P &
    ReservedName]: `a property cannot be called ${K}: steps are given something else under that name`;
};

/** With whom the conversation is held. */
export interface Interlocutor {
  /** Bare JID. */
  readonly address: string;
  /** The language last used (RFC 5646), `null` while unknown. */
  readonly lang: string | null;
}

/** What every function of a step may read beside the properties themselves. */
export interface Context<P> {
  /** All properties. */
  readonly props: Values<P>;
  /** With whom it is held. */
  readonly person: Interlocutor;
}

/** What a prompt sees: each property by its name, and nothing that could change anything. */
export type Reading<P> = Values<P> & Context<P>;

/** What `receive` decided; made by `c.go`, `c.complete` and `c.abort`. */
export type StepDecision<S extends string = string, E extends string = string> =
  | { readonly kind: "go"; readonly step: S }
  | { readonly kind: "complete"; readonly text: string | undefined; readonly effect: E | undefined }
  | { readonly kind: "abort"; readonly text: string | undefined };

/** What the engine follows: what `receive` decided, or that the straight-line form waits for an effect. */
export type AnyDecision =
  | StepDecision
  | { readonly kind: "effect"; readonly effect: string; readonly retryFor: number };

/** What `receive` can do. */
export interface Acting<P, S extends string, E extends string> {
  /** Goes on with that step. */
  go(step: S): StepDecision<S, E>;
  /**
   * Ends the conversation as complete, where `effect` is named once that has run. Then `text` is said to the person,
   * and what the effect gives; where neither says anything, "Done.".
   */
  complete(text?: string, options?: { readonly effect?: EffectName<E> }): StepDecision<S, E>;
  /** Ends the conversation as aborted. */
  abort(text?: string): StepDecision<S, E>;
  /** Says something before whatever comes next. */
  say(text: string): void;
  /** Sets a property; it reads so from then on. */
  set<K extends keyof P & string>(prop: K, value: ValueOf<P[K]>): void;
}

/** What `receive` sees: the properties and the means to decide. */
export type Receiving<P, S extends string, E extends string> = Reading<P> & Acting<P, S, E>;

/** Names, or where there are none, why none will do: the compiler's message then says that. */
export type Known<N extends string, Why extends string> = [N] extends [never] ? Why : N;

/** The properties that take a value of type `A`. */
export type Fitting<P, A> = unknown extends A
  ? keyof P & string
  : { [K in keyof P]: [A] extends [ValueOf<P[K]>] ? K : never }[keyof P] & string;

type PropertyFor<A, P> = Known<Fitting<P, A>, "no property of this responder takes such an answer">;
type ListName<L extends string> = Known<L, "this responder has no lists">;
type EffectName<E extends string> = Known<E, "this responder has no effects">;

interface Accepting<A> {
  /** The kind of answer that it takes: `text()`, `date().future()`, … */
  readonly accept: Answer<A>;
}

/** Of an answer whose type is not known, nothing could be said of what takes it. */
type KnownType<A> = unknown extends A
  ? { readonly accept: "accept must be a kind of answer, text() for instance" }
  : unknown;

interface Asking<P, L extends string> {
  /** What the person is asked. Called again at any time, so it can only read. */
  readonly prompt: string | ((c: Reading<P>) => string);
  /** The list that `/list` alone shows at this step. */
  readonly list?: ListName<L>;
}

interface Storing<A, P, S extends string> {
  /** The property that takes the answer. With `next`, in place of `receive`. */
  readonly into: PropertyFor<NoInfer<A>, P>;
  /** The step that follows, or how it follows from the properties. */
  readonly next: S | ((c: Reading<P>) => S);
  readonly receive?: never;
}

/** Named so for the compiler's message about a function that returns nothing. */
type ReturnsADecision<A, P, S extends string, E extends string> = (
  c: Receiving<P, S, E>,
  value: A,
) => StepDecision<S, E> | Promise<StepDecision<S, E>>;

interface Receiver<A, P, S extends string, E extends string> {
  /**
   * Decides what follows from the answer: `(c, value) => c.go("confirm")`, or a promise of it. What it throws leaves
   * the conversation at this step. It may be called again for the same answer, so what changes something outside
   * belongs into an effect.
   */
  readonly receive: ReturnsADecision<NoInfer<A>, P, S, E>;
  readonly into?: never;
  readonly next?: never;
}

/** Named so for the compiler's message about a step with neither of them, or both. */
export type StepWithEitherIntoAndNextOrReceive<A, P, L extends string, S extends string, E extends string> =
  // In parts, so that the compiler finds the type of the answer also where something else is wrong.
  Accepting<A> & Asking<P, L> & ((KnownType<NoInfer<A>> & Storing<A, P, S>) | Receiver<A, P, S, E>);

/** One step: what it asks, what it accepts, and what follows. */
export type Step<
  A,
  P,
  L extends string,
  S extends string,
  E extends string,
> = StepWithEitherIntoAndNextOrReceive<A, P, L, S, E>;

/** Gives the items of a list. May look them up; must not change anything. */
export type ListFunction<P> = (c: Context<P>) => readonly string[] | Promise<readonly string[]>;

/** What an effect gets. */
export interface EffectContext<P> {
  /** The properties as they were when the conversation was completed. */
  readonly props: Values<P>;
  /** With whom it was held. */
  readonly person: Interlocutor;
  /** The same at each try of the same thing: give it to whatever should happen only once. */
  readonly key: string;
  /** 1 at the first try. */
  readonly attempt: number;
  /** Aborted when the try has lasted for a minute, after which it counts as failed. */
  readonly signal: AbortSignal;
}

/** Runs after commit. A string that it gives is said to the person; when it throws it is tried again with the same key. */
export type EffectFunction<P> = (
  c: EffectContext<P>,
) => string | undefined | Promise<string | undefined> | Promise<void> | void;

/** How long an effect is tried. */
export interface Retry {
  /** For how long after the first try one that throws is tried again, by default `"5m"`; `"0"`: one try only. */
  readonly for: Duration;
}

/** What a conversation has done: a function, or one with its own way of being tried again. */
export type Effect<F> = F | { readonly run: F; readonly retry?: Retry };

/** What is stored of a conversation, as an earlier version of its responder left it. */
export interface Stored {
  /** The open step. */
  readonly step: string;
  /** The properties in the form in which they are stored. */
  readonly props: Readonly<Record<string, Json>>;
}

/** From what one version stored to what the next one would have. */
export type Migration = (old: Stored) => Stored;

/** The versions before `V`. */
export type Earlier<V extends number, N extends readonly unknown[] = [unknown]> = number extends V
  ? number
  : N["length"] extends V
    ? never
    : N["length"] | Earlier<V, [...N, unknown]>;

/** What a responder may have beside its steps. */
export interface Extras<P, E extends string> {
  /**
   * What `complete` can name: done after the commit. One that throws is tried again after 1 s, 4 s, 15 s, 1 min, 4 min,
   * and then every 15 min, for as long as `retry` says: by default five minutes, which is six tries.
   */
  readonly effects?: { readonly [K in E]: Effect<EffectFunction<P>> };
  /** In place of the configured timeouts. */
  readonly timeout?: { readonly idle?: Duration; readonly signout?: Duration };
}

/** From version 2 on: a migration for each earlier version, to the next one. */
export interface MigrateForEachEarlierVersion<V extends number> {
  /** By version: `{ 1: ({ step, props }) => ({ step, props }) }`. */
  readonly migrate: { readonly [K in Earlier<V>]: Migration };
}

/** The last argument of `.steps`. */
export type More<P, V extends number, E extends string> = [Earlier<V>] extends [never]
  ? Extras<P, E>
  : MigrateForEachEarlierVersion<V> & Extras<P, E>;

/** The names of the first step, where nothing but steps is needed. */
export type FirstAlone<V extends number, S extends string> = [Earlier<V>] extends [never]
  ? S
  : `version ${V} needs a third argument with migrate: one function for each earlier version`;
