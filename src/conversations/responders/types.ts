/**
 * The types that hold a responder together. A step can only name properties, steps, lists and effects of its own
 * responder, and a prompt can only read. An author's mistake does not compile.
 */

import type { Duration } from "../../duration.ts";
import type { Json, Write } from "../../ledger/statement.ts";
import type { Answer, ValueOf } from "../answers/kind.ts";
import type { Conversation } from "../state.ts";

/** The properties of a responder, each with the kind of answer that it holds. */
export type Props = Readonly<Record<string, Answer<unknown>>>;

/** The values of the properties. A required one is `undefined` only until it has been asked for. */
export type Values<P> = { readonly [K in keyof P]: ValueOf<P[K]> };

/** Names that a property cannot have, because the argument of a step has them already. */
export type ReservedName = keyof Reading<unknown> | keyof Acting<unknown, never, never>;

/** Properties without reserved names. Nothing fits a reserved name, and the compiler says why. */
export type NoReserved<P> = {
  readonly [K in keyof P &
    ReservedName]: `a property cannot be called ${K}: steps are given something else under that name`;
};

/** The person with whom the conversation is held. */
export interface Interlocutor {
  /** Bare JID. */
  readonly address: string;
  /** The language last used (RFC 5646), `null` while unknown. */
  readonly lang: string | null;
}

/** The part that every function of a step may read beside the properties themselves. */
export interface Context<P> {
  /** All properties. */
  readonly props: Values<P>;
  /** The person with whom it is held. */
  readonly person: Interlocutor;
}

/** The argument of a prompt: each property by its name, and nothing that could change anything. */
export type Reading<P> = Values<P> & Context<P>;

/** Where a conversation is handed over to. */
export interface HandOver {
  /** One of `rooms.queues`: whose staff the person is to talk to. */
  readonly queue: string;
  /** A line for the staff, in the column `note` of the view `rooms`. */
  readonly note?: string | undefined;
}

/** The decision of `receive`; made by `c.go`, `c.complete`, `c.abort`, `c.refuse` and `c.handOver`. */
export type StepDecision<S extends string = string, E extends string = string> =
  | { readonly kind: "go"; readonly step: S }
  | { readonly kind: "complete"; readonly text: string | undefined; readonly effect: E | undefined }
  | { readonly kind: "abort"; readonly text: string | undefined }
  | { readonly kind: "refuse"; readonly text: string }
  | { readonly kind: "handOver"; readonly to: HandOver };

/**
 * The decision that the engine follows: that of `receive`, or that the straight-line form waits for an effect. That of a
 * built-in responder may write rows, those of the conversation as it then is.
 */
export type AnyDecision = (
  | StepDecision
  | { readonly kind: "effect"; readonly effect: string; readonly retryFor: number }
) & { readonly writes?: Writes };

/** The rows that a built-in responder writes. */
export type Writes = (conversation: Conversation) => readonly Write[];

/** The part of its argument by which `receive` acts. */
export interface Acting<P, S extends string, E extends string> {
  /** Goes on with that step. */
  go(step: S): StepDecision<S, E>;
  /**
   * Ends the conversation as complete; if `effect` is named, once that has run. The person is told `text` at once, before
   * the effect runs, and then the text that the effect gives; if there is neither, "Done.".
   */
  complete(text?: string, options?: { readonly effect?: EffectName<E> }): StepDecision<S, E>;
  /** Ends the conversation as aborted. */
  abort(text?: string): StepDecision<S, E>;
  /**
   * Does not take the answer: `text` says why, and the question stays open. Nothing is set, and `/back` does not come
   * here again.
   */
  refuse(text: string): StepDecision<S, E>;
  /**
   * Ends the conversation as complete, and puts the person into the line of a queue, where they wait for a member of staff.
   * Staff find the conversation in the view `rooms`. Where no rooms are configured, the person is told that nobody can be
   * reached.
   */
  handOver(to: HandOver): StepDecision<S, E>;
  /** Says something before the next question or the end. */
  say(text: string): void;
  /** Sets a property; it reads so from then on. */
  set<K extends keyof P & string>(prop: K, value: ValueOf<P[K]>): void;
}

/** The argument of `receive`: the properties and the means to decide. */
export type Receiving<P, S extends string, E extends string> = Reading<P> & Acting<P, S, E>;

/** Names or, if there are none, the reason why no name will do, which the compiler's message then shows. */
export type Known<N extends string, Why extends string> = [N] extends [never] ? Why : N;

/** The properties that take a value of type `A`. */
export type Fitting<P, A> = unknown extends A
  ? keyof P & string
  : { [K in keyof P]: [A] extends [ValueOf<P[K]>] ? K : never }[keyof P] & string;

type PropertyFor<A, P> = Known<Fitting<P, A>, "no property of this responder takes such an answer">;
type ListName<L extends string> = Known<L, "this responder has no lists">;
type EffectName<E extends string> = Known<E, "this responder has no effects">;

/**
 * The names of both show in the compiler's message about a kind that is not called, `text` for instance. Without the
 * second part the compiler would find only some of the types of several kinds.
 */
type CalledKindOfAnswer<A> = Answer<A> & Pick<Answer<unknown>, "kind">;
type FunctionOfTheAnswers<A, P> = (c: Reading<P>) => Answer<A>;

interface Accepting<A, P> {
  /**
   * The kind of answer that it takes: `text()`, `date().future()`, … A function gives it as the answers so far want it:
   * `(c) => choice(c.free)`. Like a prompt it may be called again at any time, so it can only read. The compiler checks
   * that `into` takes the answer; for `receive` its type is then `unknown`.
   */
  readonly accept: CalledKindOfAnswer<A> | FunctionOfTheAnswers<A, P>;
}

/**
 * The compiler reads a function of the answers too late to tell its type to the other members. It then proves in this way
 * that the property takes the answer.
 */
type KnownType<A, P> = unknown extends A
  ? {
      [K in keyof P & string]: { readonly accept: FunctionOfTheAnswers<ValueOf<P[K]>, P>; readonly into: K };
    }[keyof P & string]
  : unknown;

interface Asking<P, L extends string> {
  /** The question to the person. A function may be called again at any time, so it can only read. */
  readonly prompt: string | ((c: Reading<P>) => string);
  /** The name of the step for people, by default its own. */
  readonly label?: string;
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

/** The name shows in the compiler's message about a function that returns nothing. */
type ReturnsADecision<A, P, S extends string, E extends string> = (
  c: Receiving<P, S, E>,
  value: A,
) => StepDecision<S, E> | Promise<StepDecision<S, E>>;

interface Receiver<A, P, S extends string, E extends string> {
  /**
   * Decides what follows from the answer: `(c, value) => c.go("confirm")`, or a promise of that. If it throws, the
   * conversation stays at this step. It may be called again for the same answer, so code that changes something outside
   * belongs in an effect.
   */
  readonly receive: ReturnsADecision<NoInfer<A>, P, S, E>;
  readonly into?: never;
  readonly next?: never;
}

/** The name shows in the compiler's message about a step with neither of them, or both. */
export type StepWithEitherIntoAndNextOrReceive<A, P, L extends string, S extends string, E extends string> =
  // In parts, so that the compiler finds the type of the answer even if something else is wrong.
  Accepting<A, P> & Asking<P, L> & ((KnownType<NoInfer<A>, P> & Storing<A, P, S>) | Receiver<A, P, S, E>);

/** One step: what it asks, what it accepts, and what follows. */
export type Step<
  A,
  P,
  L extends string,
  S extends string,
  E extends string,
> = StepWithEitherIntoAndNextOrReceive<A, P, L, S, E>;

/** Gives the items of a list. It may look them up, but must not change anything. */
export type ListFunction<P> = (c: ListContext<P>) => readonly string[] | Promise<readonly string[]>;

/** The argument of a list. */
export interface ListContext<P> {
  /** The properties that are set so far. A person may ask for a list before any answer. */
  readonly props: Partial<Values<P>>;
  /** The person with whom the conversation is held. */
  readonly person: Interlocutor;
}

/** The argument of an effect. */
export interface EffectContext<P> {
  /** The properties as they were when the conversation was completed. */
  readonly props: Values<P>;
  /** The person with whom it was held. */
  readonly person: Interlocutor;
  /** The same at each try of the same thing. Give it to a service that should act only once. */
  readonly key: string;
  /** 1 at the first try. A try that was cut off, since the process was killed, does not count. */
  readonly attempt: number;
  /** Aborted when the try has taken a minute; the try then counts as failed. */
  readonly signal: AbortSignal;
}

/** Runs after the commit. The person is told the string that it gives. If it throws, it is tried again with its key. */
export type EffectFunction<P> = (
  c: EffectContext<P>,
) => string | undefined | Promise<string | undefined> | Promise<void> | void;

/** How long an effect is tried. */
export interface Retry {
  /** For how long after the first try it is tried again while it throws. Default `"5m"`; `"0"` means one try only. */
  readonly for: Duration;
}

/**
 * Something that a conversation does: a function, or a function with its own retry and `undo`.
 *
 * `undo` runs when the person goes back past the effect, by `/back` or by editing an earlier answer. It runs after the
 * commit, gets the key of the effect, and is tried again like the effect. Only then the earlier question is asked again,
 * and the effect gets another key when it runs anew. `undo` also runs if `run` has failed for good, because one of its
 * tries may have done its work all the same. Without `undo` nobody can go back past an effect that has run.
 */
export type Effect<F, U = F> = F | { readonly run: F; readonly undo?: U; readonly retry?: Retry };

/** Takes back the work of `run` with the same `key`. */
export type UndoFunction<P> = (c: EffectContext<P>) => unknown;

/** The stored part of a conversation, as an earlier version of its responder left it. */
export interface Stored {
  /** The open step. */
  readonly step: string;
  /** The properties in the form in which they are stored. */
  readonly props: Readonly<Record<string, Json>>;
}

/** Turns what one version stored into what the next version would have stored. */
export type Migration = (old: Stored) => Stored;

/** The versions before `V`. */
export type Earlier<V extends number, N extends readonly unknown[] = [unknown]> = number extends V
  ? number
  : N["length"] extends V
    ? never
    : N["length"] | Earlier<V, [...N, unknown]>;

/** The part of a responder beside its steps, all of it optional. */
export interface Extras<P, E extends string> {
  /**
   * The effects that `complete` can name. They run after the commit. An effect that throws is tried again after 1 s, 4 s,
   * 15 s, 1 min, 4 min, and then every 15 min, for as long as `retry` says: by default five minutes, which is six tries.
   */
  readonly effects?: { readonly [K in E]: Effect<EffectFunction<P>, UndoFunction<P>> };
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

/** The name of the first step, if nothing but steps is needed. */
export type FirstAlone<V extends number, S extends string> = [Earlier<V>] extends [never]
  ? S
  : `version ${V} needs a third argument with migrate: one function for each earlier version`;
