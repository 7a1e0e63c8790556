/** How people are reached. A conversation says something to a person; the kind of person says what becomes of it. */
import type { Decision } from "../../ledger/job.ts";
import type { Person, PersonKind } from "../../ledger/person.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { Presence } from "../../roster/roster-state.ts";
import type { Say } from "../../texts/index.ts";
import type { Reply, Spoken } from "../engine/outcome.ts";

/** A message of the bot's. */
export interface Said extends Spoken {
  /** What it asks, whose choices may be offered. They stand in the text as well. */
  readonly question?: Reply["question"];
  /** When it was said, in ms since the epoch, where it was held back. */
  readonly at?: number;
}

/** The message that is answered, as far as the answer depends on it. */
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

/** What takes a message to its person, once it is committed. */
export type Delivered = Pick<Decision, "writes" | "send" | "afterCommit">;

/** How people of one kind are reached. */
export interface Delivery {
  deliver(person: Person, said: Said, replyTo: ReplyTo): Delivered;
  /** Shows at once that an answer is being made. It is not kept. */
  composing(person: Person, replyTo: ReplyTo): void;
  /** Whether they are signed in, by `person.id`; those who are left out are unknown. */
  presence(db: Queryable, personIds: readonly string[]): Promise<ReadonlyMap<string, Presence>>;
}

/** The deliveries, by the kind of people. */
export class Deliveries {
  readonly #byKind = new Map<PersonKind, Delivery>();

  add(kind: PersonKind, delivery: Delivery): void {
    if (this.#byKind.has(kind)) throw new Error(`people of kind ${kind} are reached in one way already`);
    this.#byKind.set(kind, delivery);
  }

  /** Throws where nothing reaches people of that kind. */
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

/** Adds what is delivered with a decision, after what it delivers itself. */
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

/** Where a message goes that answers none. */
export function unasked(say: Say): ReplyTo {
  return { thread: undefined, say, chatStates: false, client: undefined };
}
