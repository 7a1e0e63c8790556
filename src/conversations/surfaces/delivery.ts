/** Reaches people. A conversation says something to a person, and the kind of person decides how it gets there. */
import type { Decision } from "../../ledger/job.ts";
import type { Person, PersonKind } from "../../ledger/person.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { Presence } from "../../roster/roster-state.ts";
import type { Say } from "../../texts/index.ts";
import type { QuickResponse } from "../../xmpp/xep/message/quick-responses.ts";
import type { Spoken } from "../engine/outcome.ts";

/** A message of the bot's. */
export interface Said extends Spoken {
  /** The choices of the question that it asks. They may be offered as buttons, and are in the text as well. */
  readonly responses?: readonly QuickResponse[];
  /** When it was said, in ms since the epoch, if it was held back. */
  readonly at?: number;
}

/** The message that is answered, as far as its answer depends on it. */
export interface ReplyTo {
  /** Copied back (XEP-0201 §4). */
  readonly thread: string | undefined;
  /** The bot's texts in the language that was chosen for the answer. */
  readonly say: Say;
  /** Whether it came from a client that shows chat states (XEP-0085 §5.1). */
  readonly chatStates: boolean;
  /** Full address of that client. */
  readonly client: string | undefined;
}

/** The part of a decision that takes a message to its person once it is committed. */
export type Delivered = Pick<Decision, "writes" | "send" | "afterCommit">;

/** Reaches the people of one kind. */
export interface Delivery {
  deliver(person: Person, said: Said, replyTo: ReplyTo): Delivered;
  /** Shows at once that an answer is being made. It is not kept. */
  composing(person: Person, replyTo: ReplyTo): void;
  /** Shows at once that no answer is being made any more. It is not kept. */
  composed(person: Person, replyTo: ReplyTo): void;
  /** Whether people are signed in, by `person.id`. For people who are left out it is unknown. */
  presence(db: Queryable, personIds: readonly string[]): Promise<ReadonlyMap<string, Presence>>;
}

/** The deliveries, by the kind of people. */
export class Deliveries {
  readonly #byKind = new Map<PersonKind, Delivery>();

  add(kind: PersonKind, delivery: Delivery): void {
    if (this.#byKind.has(kind)) throw new Error(`people of kind ${kind} are reached in one way already`);
    this.#byKind.set(kind, delivery);
  }

  /** Throws if nothing reaches people of that kind. */
  to({ kind }: Pick<Person, "kind">): Delivery {
    const delivery = this.#byKind.get(kind);
    if (delivery === undefined) throw new Error(`nothing reaches people of kind ${kind}`);
    return delivery;
  }

  /** Whether people are signed in, by `person.id`. */
  async presence(db: Queryable, people: readonly Person[]): Promise<ReadonlyMap<string, Presence>> {
    const found = await Promise.all(
      [...this.#byKind].map(([kind, delivery]) => {
        const own = people.filter((person) => person.kind === kind).map(({ id }) => id);
        return own.length === 0 ? [] : delivery.presence(db, own);
      }),
    );
    return new Map(found.flatMap((presences) => [...presences]));
  }
}

/** Adds messages to a decision, after its own. */
export function delivering(decision: Decision, delivered: readonly Delivered[]): Decision {
  if (delivered.length === 0) return decision;
  const writes = [...(decision.writes ?? [])];
  const send = [...(decision.send ?? [])];
  const after = [decision.afterCommit];
  for (const one of delivered) {
    if (one.writes !== undefined) writes.push(...one.writes);
    if (one.send !== undefined) send.push(...one.send);
    after.push(one.afterCommit);
  }
  const { ephemeral = [], lang, leaves } = decision;
  const afterCommit = (): void => {
    for (const step of after) step?.();
  };
  return { writes, send, ephemeral, lang, leaves, afterCommit };
}

/** Stands for the message that is answered where there is none. */
export function unasked(say: Say): ReplyTo {
  return { thread: undefined, say, chatStates: false, client: undefined };
}
