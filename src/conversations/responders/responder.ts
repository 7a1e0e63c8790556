/**
 * A responder: a named dialogue of named steps. Authors write it with `responder(...).steps(...)`. The engine sees it as
 * `Responder`, in which the types of single properties no longer matter and every step decides by `receive`.
 *
 * The compiler proves to authors who write TypeScript that a responder can be run. The same is checked here, once, for
 * authors who write JavaScript.
 */

import { parseDuration } from "../../duration.ts";
import type { Queryable, Write } from "../../ledger/statement.ts";
import type { Say } from "../../texts/index.ts";
import type { Answer } from "../answers/kind.ts";
import type { Conversation } from "../state.ts";
import { type RunnableEffect, runnableEffect } from "./retries.ts";
import type { Script } from "./script.ts";
import type {
  AnyDecision,
  Effect,
  EffectFunction,
  FirstAlone,
  ListFunction,
  Migration,
  More,
  NoReserved,
  Props,
  Reading,
  Receiving,
  StepWithEitherIntoAndNextOrReceive,
  UndoFunction,
  Writes,
} from "./types.ts";

/** The argument of a step's functions where the types of the properties are not known. */
export type AnyReading = Reading<Readonly<Record<string, Answer<unknown>>>>;
export type AnyReceiving = Receiving<Readonly<Record<string, Answer<unknown>>>, string, string>;

/** A step as the engine runs it. */
export interface RunnableStep {
  readonly name: string;
  /** It asks nothing, since the next decision has been made already. */
  readonly silent?: true;
  /** The name that people are shown in place of its own. */
  readonly label: string | undefined;
  readonly accept: Answer<unknown> | ((c: AnyReading) => Answer<unknown>);
  readonly list: string | undefined;
  /** There is no way back to it. */
  readonly final?: true;
  /** The property that takes the answer, unless the step decides for itself. */
  readonly into: string | undefined;
  /** It stores the answer and goes on, so the conversation never ends here. */
  readonly goesOn?: true;
  readonly prompt: (c: AnyReading) => string;
  readonly receive: (c: AnyReceiving, value: unknown) => AnyDecision | Promise<AnyDecision>;
  /**
   * It waits for something else than an answer. A text that is none is answered with the question alone, and nobody is idle.
   */
  readonly waits?: true;
  /**
   * What it asks depends on facts (`BuiltIn`) that the turn which leads to it may change. So nothing is asked in that turn:
   * once it is committed, this looks at the facts and decides. It is called again whenever they may have changed.
   */
  readonly look?: (c: AnyReceiving) => Look;
}

/** What a step decides that has looked at the facts. `undefined`: there is nothing to say. */
export type Look =
  | AnyDecision
  /** Asks the question now. */
  | { readonly kind: "ask"; readonly writes?: Writes }
  /** Looks again in that many ms. */
  | { readonly kind: "later"; readonly in: number }
  | undefined;

/** The part of a built-in responder that reads and writes rows of another feature. */
export interface BuiltIn {
  /** Who may use it, by their bare JID. Nobody else hears of it. */
  readonly isFor?: (address: string) => boolean;
  /** What the first step is offered where the person gave nothing. */
  readonly argument?: string | undefined;
  /** Reads the facts of conversations, in their order. */
  load(db: Queryable, conversations: readonly Conversation[]): Promise<readonly unknown[]>;
  /** The responder while these are the facts. `undefined`: none were read yet. */
  view(facts: unknown, say: Say): Responder;
  /** What is written when one of its conversations ends, in whatever way. */
  ended(conversation: Conversation): readonly Write[];
}

/** A step whose question is asked or answered: the kind of its answer is known. */
export type OpenStep = RunnableStep & { readonly accept: Answer<unknown> };

/**
 * A responder as the engine runs it. The modules of `conversations.responders` export it as their default, and a
 * rehearsal takes it.
 */
export interface Responder {
  /** Its name in `/new`. */
  readonly name: string;
  readonly version: number;
  readonly help: string;
  readonly props: Props;
  /** The step that a conversation begins with. */
  readonly first: string;
  readonly steps: ReadonlyMap<string, RunnableStep>;
  readonly lists: Readonly<Record<string, ListFunction<Props>>>;
  readonly effects: Readonly<Record<string, RunnableEffect<EffectFunction<Props>, UndoFunction<Props>>>>;
  readonly migrate: Readonly<Record<number, Migration>>;
  /** In milliseconds, if the responder sets its own; 0 means never. */
  readonly timeout: { readonly idle?: number; readonly signout?: number };
  /** In the straight-line form: the function. Its steps are known only during a turn (engine/step/script-steps.ts). */
  readonly script?: Script;
  readonly builtIn?: BuiltIn;
}

/** The first half of a responder. */
export interface Head<V extends number, P extends Props, L extends string> {
  /** 1 at first; one more whenever stored conversations need a migration. */
  readonly version: V;
  /** `/help` shows its first line, `/help NAME` all of it. */
  readonly help: string;
  /** The properties that it keeps, each with its kind of answer. Steps read a property as `c.name`. */
  readonly props: P & NoReserved<P>;
  /** The lists that `/list NAME` shows. */
  readonly lists?: { readonly [K in L]: ListFunction<P> };
}

/** A responder that still needs its steps. */
export interface Begun<V extends number, P extends Props, L extends string> {
  /**
   * Adds the steps. `first` names the step that a conversation begins with; it is offered the argument of `/new`.
   * Throws an error that names responder and step if something does not fit together.
   */
  steps<A extends Record<string, unknown>>(
    first: FirstAlone<V, NoInfer<keyof A & string>>,
    steps: {
      readonly [K in keyof A]: StepWithEitherIntoAndNextOrReceive<A[K], P, L, keyof A & string, never>;
    },
  ): Responder;
  /** The same with effects, timeouts and, from version 2 on, migrations. */
  steps<A extends Record<string, unknown>, E extends string = never>(
    first: NoInfer<keyof A & string>,
    steps: {
      readonly [K in keyof A]: StepWithEitherIntoAndNextOrReceive<A[K], P, L, keyof A & string, NoInfer<E>>;
    },
    more: More<P, V, E>,
  ): Responder;
}

/** Begins a responder: its name, version, help, properties and lists. The steps follow with `.steps`. */
export function responder<const V extends number, P extends Props, L extends string = never>(
  name: string,
  head: Head<V, P, L>,
): Begun<V, P, L> {
  return {
    steps: (first: string, steps: unknown, more: unknown = {}) => {
      // From here on every function is called with the argument that its own type asks for. Only the author's code
      // needed to know which type that is.
      const loose = head as unknown as LooseHead;
      return assemble(name, loose, first, steps as Readonly<Record<string, LooseStep>>, more as LooseMore);
    },
  };
}

type LooseHead = Pick<Responder, "version" | "help" | "props"> & Partial<Pick<Responder, "lists">>;
interface LooseMore extends Partial<Pick<Responder, "migrate">> {
  readonly effects?: Readonly<Record<string, Effect<EffectFunction<Props>, UndoFunction<Props>>>>;
  readonly timeout?: { readonly idle?: string; readonly signout?: string };
}
interface LooseStep extends Pick<RunnableStep, "accept" | "label" | "list"> {
  readonly prompt: string | RunnableStep["prompt"];
  readonly into?: string;
  readonly next?: string | ((c: AnyReading) => string);
  readonly receive?: RunnableStep["receive"];
}

/** The argument of `/list` that shows the names of all lists. No list can have this name. */
export const ALL_LISTS = "lists";

/** The names that the argument of a step has beside the properties. */
export const RESERVED: readonly string[] = [
  "props",
  "person",
  "go",
  "complete",
  "abort",
  "refuse",
  "handOver",
  "say",
  "set",
];

function assemble(
  name: string,
  head: LooseHead,
  first: string,
  steps: Readonly<Record<string, LooseStep>>,
  more: LooseMore,
): Responder {
  const wrong = wrongWith(name);
  const { props = {} } = head;
  const about = described(name, head, more);
  const reserved = Object.keys(props).find((prop) => RESERVED.includes(prop));
  if (reserved !== undefined) throw wrong(`a property cannot be called "${reserved}"`);
  const unkind = Object.keys(props).find((prop) => typeof props[prop]?.parse !== "function");
  if (unkind !== undefined)
    throw wrong(`the property "${unkind}" must be a kind of answer, text() for instance`);
  if (!Object.hasOwn(steps, first)) throw wrong(`the first step "${first}" does not exist`);
  const known = { steps, lists: about.lists, props };
  return Object.freeze<Responder>({
    ...about,
    props,
    first,
    steps: new Map(
      Object.entries(steps).map(([key, step]) => [
        key,
        runnable(key, step, known, (what) => wrong(`step "${key}": ${what}`)),
      ]),
    ),
    effects: Object.fromEntries(
      Object.entries(more.effects ?? {}).map(([key, effect]) => [
        key,
        runnableEffect(effect, (what) => wrong(`effect "${key}": ${what}`)),
      ]),
    ),
  });
}

const wrongWith =
  (name: string) =>
  (what: string): Error =>
    new Error(`responder "${name}": ${what}`);

/** The part of a responder that both forms have. Throws an error that says what is wrong with it. */
export function described(
  name: string,
  { version, help, lists = {} }: Omit<LooseHead, "props">,
  { migrate = {}, timeout = {} }: LooseMore,
): Pick<Responder, "name" | "version" | "help" | "lists" | "migrate" | "timeout"> {
  const wrong = wrongWith(name);
  if (!/^[^\s/\\]\S*$/u.test(name)) throw wrong("its name must be one word that does not begin with / or \\");
  if (!Number.isInteger(version) || version < 1) throw wrong("version must be a whole number from 1 on");
  if (typeof help !== "string") throw wrong("help must be a text");
  const taken = Object.keys(lists).find((list) => list.toLowerCase() === ALL_LISTS);
  if (taken !== undefined) throw wrong(`a list cannot be called "${taken}": /list ${taken} names all lists`);
  const fixed = Object.keys(lists).find((list) => typeof lists[list] !== "function");
  if (fixed !== undefined) throw wrong(`the list "${fixed}" must be a function that gives its items`);
  for (let earlier = 1; earlier < version; earlier++) {
    if (typeof migrate[earlier] !== "function") throw wrong(`migrate has no function for version ${earlier}`);
  }
  return { name, version, help, lists, migrate, timeout: timeouts(timeout, wrong) };
}

interface Known {
  readonly steps: Readonly<Record<string, unknown>>;
  readonly lists: Readonly<Record<string, unknown>>;
  readonly props: Props;
}

function runnable(name: string, step: LooseStep, known: Known, wrong: (what: string) => Error): RunnableStep {
  const { prompt, accept, label, list, into, next, receive } = step;
  if (typeof prompt !== "string" && typeof prompt !== "function")
    throw wrong("prompt must be a text or a function");
  if (typeof accept !== "function" && typeof accept?.parse !== "function")
    throw wrong("accept must be a kind of answer, text() for instance");
  if (list !== undefined && !Object.hasOwn(known.lists, list))
    throw wrong(`the list "${list}" does not exist`);
  if (receive !== undefined && (into !== undefined || next !== undefined)) throw wrong(EITHER);
  return {
    name,
    label,
    accept,
    list,
    into,
    prompt: typeof prompt === "string" ? () => prompt : prompt,
    ...(typeof receive === "function"
      ? { receive }
      : { goesOn: true, receive: storing(into, next, known, wrong) }),
  };
}

const EITHER = "it needs either into and next, or receive";

/** `into` and `next` as the `receive` that they stand for. */
function storing(
  into: string | undefined,
  next: LooseStep["next"],
  known: Known,
  wrong: (what: string) => Error,
): RunnableStep["receive"] {
  if (into === undefined || next === undefined) throw wrong(EITHER);
  if (!Object.hasOwn(known.props, into)) throw wrong(`the property "${into}" does not exist`);
  if (typeof next === "string" && !Object.hasOwn(known.steps, next))
    throw wrong(`next names the step "${next}", which does not exist`);
  return (c, value) => {
    c.set(into, value);
    return c.go(typeof next === "string" ? next : next(c));
  };
}

function timeouts(
  given: NonNullable<LooseMore["timeout"]>,
  wrong: (what: string) => Error,
): Responder["timeout"] {
  return Object.fromEntries(
    Object.entries(given).map(([key, text]) => {
      if (key !== "idle" && key !== "signout") throw wrong(`timeout has no "${key}", only idle and signout`);
      const ms = parseDuration(text);
      if (ms === undefined) throw wrong(`timeout.${key} "${text}" is no duration such as "30m"`);
      return [key, ms];
    }),
  );
}
